// The console's own types for actions, icons and metadata of tasks.

declare module 'taskwatch' {
  interface Register {
    metadata: { subject: string };
  }
}

export {};
