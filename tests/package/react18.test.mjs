// The React binding out of the packed package, with React 18, which is installed in a folder of its own.
import { install } from './install.mjs';
import { describeBinding } from './react-behaviour.mjs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const manifest = fileURLToPath(new URL('../react18/package.json', import.meta.url));
install(dirname(manifest));
const require = createRequire(manifest);
const load = (specifier) => import(pathToFileURL(require.resolve(specifier)).href);

describeBinding({
  react: require('react'),
  client: require('react-dom/client'),
  server: require('react-dom/server'),
  taskwatch: await load('taskwatch'),
  binding: await load('taskwatch/react'),
  testing: await load('taskwatch/testing'),
});
