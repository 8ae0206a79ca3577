// The React binding out of the packed package, with the first and the last of React 18 that consoles have; each is installed in
// a folder of its own.
import { install } from './install.mjs';
import { describeBinding } from './react-behaviour.mjs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { describe } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

for (const folder of ['react18', 'react18.2']) {
  const manifest = fileURLToPath(new URL(`../${folder}/package.json`, import.meta.url));
  install(dirname(manifest));
  const require = createRequire(manifest);
  const load = (specifier) => import(pathToFileURL(require.resolve(specifier)).href);
  const react = require('react');
  // Where the folder's own is missing, Node finds the one of `tests`.
  const { dependencies } = require(manifest);
  if (react.version !== dependencies.react)
    throw new Error(
      `tests/${folder} has React ${react.version}, not ${dependencies.react}: run \`npm ci\` in tests`,
    );
  const modules = {
    // Of `react` itself since 18.3.
    react: { ...react, act: react.act ?? require('react-dom/test-utils').act },
    client: require('react-dom/client'),
    server: require('react-dom/server'),
    taskwatch: await load('taskwatch'),
    binding: await load('taskwatch/react'),
    testing: await load('taskwatch/testing'),
  };
  describe(`React ${react.version}`, () => describeBinding(modules));
}
