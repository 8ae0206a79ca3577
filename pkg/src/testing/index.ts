// @ts-nocheck
// The testing entry. Nothing here runs at import, so that it can stand in a page as well as in a test.

export { scriptedSource } from './scripted-source.ts';
export { fakeControlPlane } from './fake-control-plane.ts';
export { settle } from './settle.ts';
