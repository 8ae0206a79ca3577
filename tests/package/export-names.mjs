// What the wasm's exports are called in Rust, for tests that have one of them fail: the build shortens their names.
import { readFileSync } from 'node:fs';

const names = new URL('../../pkg/wasm/names.json', import.meta.url);
const { exports } = JSON.parse(readFileSync(names, 'utf8'));
const full = new Map(Object.entries(exports).map(([name, short]) => [short, name]));

/** The name that wasm-bindgen gave this export; those by which the parts of the wasm are connected have none. */
export const exportName = (short) => full.get(short) ?? '';
