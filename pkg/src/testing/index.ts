// The testing entry: watch sources for tests and demos. Importing it runs nothing, so it can stand in a page,
// too.

export { fakeControlPlane } from './fake-control-plane.ts';
export { scriptedSource } from './scripted-source.ts';
export { settle } from './settle.ts';
