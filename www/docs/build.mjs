// Builds the documents' pages into www/dist/docs: the files of `docs/` and the API reference, in one folder, then VitePress.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const pages = path.join(here, 'pages');

rmSync(pages, { recursive: true, force: true });
mkdirSync(pages, { recursive: true });
cpSync(path.join(root, 'docs'), pages, { recursive: true });
run('typedoc/bin/typedoc');
run('vitepress/bin/vitepress.js', 'build');

function run(tool, ...options) {
  execFileSync(process.execPath, [path.join(here, 'node_modules', tool), ...options], {
    cwd: here,
    stdio: 'inherit',
  });
}
