// The entry `taskwatch/slim`: the same as `taskwatch`, without the embedded wasm. Importing it does nothing.

export * from './index.ts';
export { init as default } from './runtime/init.ts';
