// Installs target/taskwatch.tgz into a project of its own and compiles the programs of this folder and the examples of
// the README against it, as a user's compiler would: strict, without skipLibCheck. Then publint and attw.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const here = dirname(fileURLToPath(import.meta.url));
const tests = resolve(here, '..');
const target = resolve(tests, '../target');
const tarball = join(target, 'taskwatch.tgz');

const RESOLUTIONS = {
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
};
// `registered` augments Register, which holds for all of a program; `dispose` needs a later library.
const PROGRAMS = {
  contract: { include: ['types/*.ts'], lib: ['ES2022', 'DOM'] },
  registered: { include: ['types/registered/*.ts'], lib: ['ES2022', 'DOM'] },
  dispose: { include: ['types/dispose/*.ts'], lib: ['ESNext', 'DOM'] },
};

const results = [];
const check = (name, problems) => {
  results.push(problems.length === 0);
  console.log(`${problems.length === 0 ? 'ok' : 'not ok'} ${name}`);
  for (const problem of problems) console.log(`   ${problem}`);
};

if (!existsSync(tarball)) throw new Error('target/taskwatch.tgz is missing: run `make package` first');
const project = mkdtempSync(join(target, 'types-'));
try {
  install();
  for (const [program, { include, lib }] of Object.entries(PROGRAMS)) {
    for (const [resolution, options] of Object.entries(RESOLUTIONS)) {
      check(
        `tsc: ${program}, ${resolution}`,
        compile(`${program}-${resolution}`, { include, lib, ...options }),
      );
    }
  }
  const examples = writeExamples();
  const inBundler = { lib: ['ES2022', 'DOM'], ...RESOLUTIONS.bundler };
  check(
    `tsc: ${examples} examples of the README`,
    compile('readme', { include: ['types/readme/*.ts'], ...inBundler }),
  );
  check('tsc: a wrong program is refused', refusesWrongProgram());
  check('publint', await lint());
  check('attw', attw());
} finally {
  rmSync(project, { recursive: true, force: true });
}

const passed = results.filter(Boolean).length;
console.log(`${passed} passed, ${results.length - passed} failed`);
process.exitCode = passed === results.length ? 0 : 1;

function install() {
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'console', private: true, type: 'module' }),
  );
  const flags = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...flags, tarball], { cwd: project, stdio: 'inherit' });
  // React's types are linked once the package is there: npm would take them away again.
  mkdirSync(join(project, 'node_modules/@types'), { recursive: true });
  for (const name of ['@types/react', 'csstype']) {
    symlinkSync(join(tests, 'node_modules', name), join(project, 'node_modules', name), 'dir');
  }
  cpSync(here, join(project, 'types'), { recursive: true, filter: (path) => !path.endsWith('.mjs') });
}

/** Writes the TypeScript of the installed README beside the console it imports from; gives the number of examples. */
function writeExamples() {
  const readme = readFileSync(join(project, 'node_modules/taskwatch/README.md'), 'utf8');
  const examples = [...readme.matchAll(/^```tsx?\n(.*?)^```$/gms)].map(([, code]) => code);
  examples.forEach((code, index) => {
    writeFileSync(join(project, `types/readme/example-${index + 1}.ts`), code);
  });
  if (examples.length === 0) throw new Error('the README has no example');
  return examples.length;
}

/** The complaints of the compiler. */
function compile(name, { include, ...options }) {
  const file = join(project, `tsconfig.${name}.json`);
  const compilerOptions = {
    strict: true,
    skipLibCheck: false,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    target: 'ES2022',
    types: [],
    ...options,
  };
  writeFileSync(file, JSON.stringify({ compilerOptions, include }));
  const tsc = join(tests, 'node_modules/.bin/tsc');
  return complaints(tsc, ['--project', file, '--pretty', 'false']);
}

/** Sees to it that the compiler has looked at all. */
function refusesWrongProgram() {
  mkdirSync(join(project, 'wrong'));
  const wrong = "import { TaskQueue } from 'taskwatch';\nnew TaskQueue({ concurrency: 'many' });\n";
  writeFileSync(join(project, 'wrong/wrong.ts'), wrong);
  const found = compile('wrong', { include: ['wrong/*.ts'], lib: ['ES2022', 'DOM'], ...RESOLUTIONS.bundler });
  const isRefused = found.length === 1 && /^wrong\/wrong\.ts\(2,\d+\): error TS2322/.test(found[0]);
  return isRefused ? [] : ['it was not', ...found];
}

async function lint() {
  const bytes = readFileSync(tarball);
  const archive = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball: archive }, strict: true });
  return messages.map((message) => `${message.type}: ${formatMessage(message, pkg, { color: false })}`);
}

/** The package is made of ES modules alone, so `require` of old Node versions is not asked about. */
function attw() {
  const command = join(tests, 'node_modules/.bin/attw');
  return complaints(command, [tarball, '--profile', 'esm-only', '--no-color', '--no-emoji']);
}

/** What a command that fails has printed. */
function complaints(command, flags) {
  const { status, stdout, stderr } = spawnSync(command, flags, { cwd: project, encoding: 'utf8' });
  return status === 0 ? [] : (stdout + stderr).split('\n').filter((line) => line.trim() !== '');
}
