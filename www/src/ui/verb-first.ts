// Messages for narrow lines, which are cut at their end: what happened comes before what it happened to.

/** `projects "a" was deleted during the wait, …` as `Deleted during the wait: projects "a", …`. */
export function verbFirst(message: string): string {
  return message.replace(/^(.+?) was deleted during the wait/, 'Deleted during the wait: $1');
}
