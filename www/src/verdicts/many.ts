// Ten thousand objects whose statuses keep changing, like those of a large cluster.

import { examples } from './examples.ts';

/** The examples that can be read, over and over. */
const models = examples.slice(0, -1).map(({ object }) => object as { metadata: object });

export interface Numbered {
  readonly metadata: { readonly name: string };
}

export function manyObjects(count: number): Numbered[] {
  return Array.from({ length: count }, (_, index) => version(index, index));
}

/** A list in which some objects have changed, each as a new version; the others are the very same. */
export function withChanges(objects: Numbered[], changes: number): Numbered[] {
  const next = [...objects];
  for (let change = 0; change < changes; change++) {
    const index = Math.floor(Math.random() * next.length);
    next[index] = version(index, index + Math.floor(Math.random() * models.length));
  }
  return next;
}

function version(index: number, model: number): Numbered {
  const object = models[model % models.length];
  return { ...object, metadata: { ...object?.metadata, name: `object-${index + 1}` } };
}
