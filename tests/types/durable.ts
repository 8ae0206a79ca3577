// Kinds of durable tasks: input, result and steps are inferred, and what does not fit is refused.
import { createOnce, TaskQueue } from 'taskwatch';
import type { ItemContext, TaskContext, TaskHandle, TaskKind } from 'taskwatch';
import { same, type Same } from './expect.js';

interface Project {
  name: string;
  madeAt: Date;
}
declare function createProject(name: string): Promise<Project>;
const queue = new TaskQueue();

// Input, result and the results of steps.
const create = queue.define('create', {
  version: 2,
  async run(ctx, input: { name: string; retries?: number }) {
    same<Same<typeof ctx, TaskContext<unknown>>>();
    const project = await ctx.step('create', () => createProject(input.name));
    same<Same<typeof project, Project>>();
    const count = await ctx.step('count', () => 3);
    same<Same<typeof count, number>>();
    await ctx.sleep('nap', 1_000);
    await ctx.sleepUntil('noon', new Date());
    const key: string = ctx.idempotencyKey;
    return { project, key };
  },
  migrate: ({ version, input, steps }) => ({ input: { name: `${input.name} ${version}` }, steps }),
  redact: (view) => ({ ...view, title: 'a task' }),
});
const handle = create.enqueue({ title: 'a', input: { name: 'shop' }, priority: 1 });
same<Same<typeof handle, TaskHandle<{ project: Project; key: string }>>>();
const { kind, enqueue } = create;
kind satisfies string;
enqueue({ title: 'a', input: { name: 'shop' }, onComplete: ({ result }) => result?.project.name });

// @ts-expect-error an input of another type
create.enqueue({ title: 'a', input: { name: 3 } });
// @ts-expect-error no input
create.enqueue({ title: 'a' });
// @ts-expect-error no title
create.enqueue({ input: { name: 'shop' } });
// @ts-expect-error the kind has the code
create.enqueue({ title: 'a', input: { name: 'shop' }, processor: () => 1 });

// A kind without an input.
const bare = queue.define('bare', { run: (ctx) => ctx.step('a', () => 'text') });
const bareHandle = bare.enqueue({ title: 'a' });
same<Same<typeof bareHandle, TaskHandle<string>>>();

// A kind that says nothing of its result.
const untold = queue.define('untold', { run: async (ctx) => ctx.setResult(3) });
const untoldHandle = untold.enqueue({ title: 'a' });
same<Same<typeof untoldHandle, TaskHandle<unknown>>>();

// A batch: the type of its items.
const batch = queue.define('batch', {
  async runItem(item: { id: string }, ctx, input: { zone: string }) {
    same<Same<typeof ctx, ItemContext>>();
    await ctx.step('make', () => createProject(item.id + input.zone));
  },
});
batch.enqueue({ title: 'a', items: [{ id: 'x' }], input: { zone: 'z' }, itemConcurrency: 2 });
// @ts-expect-error items of another type
batch.enqueue({ title: 'a', items: [3], input: { zone: 'z' } });
// @ts-expect-error no items
batch.enqueue({ title: 'a', input: { zone: 'z' } });

// By name, where the types are not known.
queue.enqueue({ kind: 'create', input: { name: 'shop' }, title: 'a' }) satisfies TaskHandle<unknown>;
queue.enqueue({ kind: 'batch', input: 3, title: 'a', items: [1] }) satisfies TaskHandle<unknown>;
queue.enqueue({ kind: 'create', title: 'a', persist: false, redact: ({ title }) => ({ title }) });

// @ts-expect-error neither `run` nor `runItem`
queue.define('none', { version: 1 });
// @ts-expect-error both
queue.define('both', { run: () => 1, runItem: () => 1 });

const project = createOnce({
  create: () => createProject('shop'),
  read: async () => undefined,
  isMine: async (found) => found.name === 'shop',
});
same<Same<typeof project, Promise<Project>>>();

// In generic functions of a console.
export function defineCall<TInput extends object, TResult>(
  name: string,
  send: (input: TInput) => Promise<TResult>,
) {
  const call: TaskKind<TInput, TResult> = queue.define(name, {
    run: (ctx, input: TInput) => ctx.step('send', () => send(input)),
  });
  return (input: TInput): TaskHandle<TResult> => call.enqueue({ title: name, input });
}
