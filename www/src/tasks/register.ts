// What the console's tasks carry besides what taskwatch knows of them.

declare module 'taskwatch' {
  interface Register {
    metadata: { subject: string };
  }
}

export {};
