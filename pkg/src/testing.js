// The testing entry. Nothing here runs at import, so that it can stand in a page as well as in a test.

export { scriptedSource } from './testing/scripted-source.js';
export { fakeControlPlane } from './testing/fake-control-plane.js';
export { settle } from './testing/settle.js';
