// `taskwatch/slim` has the types of `taskwatch`, and `init`.
import type * as taskwatch from 'taskwatch';
import init, * as slim from 'taskwatch/slim';
import type { InitOptions, TaskView } from 'taskwatch/slim';
import { same, type Same } from './expect.js';

export const loaded: Promise<void> = init();
export const options: InitOptions[] = [
  {},
  { url: '/assets/taskwatch.wasm' },
  { url: new URL('https://console.example/taskwatch.wasm') },
  { bytes: new Uint8Array(8) },
  { bytes: new ArrayBuffer(8) },
  { url: undefined, bytes: undefined, module: undefined },
];
export const instantiated = (module: WebAssembly.Module): Promise<void> => init({ module });

// @ts-expect-error: an address is no object of another kind
init({ url: 5 });
// @ts-expect-error: options are an object
init('/assets/taskwatch.wasm');

same<Same<typeof slim.TaskQueue, typeof taskwatch.TaskQueue>>();
same<Same<TaskView, taskwatch.TaskView>>();
export const obstacle: Error | undefined = slim.supportError();
