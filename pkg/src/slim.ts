// The entry `taskwatch/slim`: the same as `taskwatch`, without the wasm inside. Importing it does nothing.

export * from './index.ts';
export { init as default } from './runtime/init.ts';
