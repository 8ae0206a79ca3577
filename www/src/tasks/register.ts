// What the console's tasks carry besides what taskwatch knows of them.

declare module 'taskwatch' {
  interface Register {
    icon: 'project' | 'zone' | 'zones';
    action: CompletionAction;
    metadata: { subject: string };
  }
}

/** Offered when a task has ended: a page to open, or something to show. */
export type CompletionAction = { label: string; href: string } | { label: string; onSelect: () => void };
