// Installs target/taskwatch.tgz into a project of its own and compiles the programs of this folder and the examples of
// the README against it, as a user's compiler would: strict, without skipLibCheck, with the newest TypeScript and the oldest that
// the package is for. Then publint and attw.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
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
/** Of older projects; TypeScript 7 does not have it. */
const NODE10 = { module: 'esnext', moduleResolution: 'node10' };
const COMPILERS = {
  newest: 'typescript',
  5.4: 'typescript-5.4',
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
  for (const version of Object.keys(COMPILERS)) {
    for (const [program, { include, lib }] of Object.entries(PROGRAMS)) {
      const resolutions =
        program === 'contract' && version === '5.4' ? { ...RESOLUTIONS, node10: NODE10 } : RESOLUTIONS;
      for (const [resolution, options] of Object.entries(resolutions)) {
        check(
          `tsc ${version}: ${program}, ${resolution}`,
          compile(`${program}-${resolution}`, { include, lib, ...options }, version),
        );
      }
    }
    check(
      `tsc ${version}: a CommonJS program`,
      compile(
        'commonjs',
        { include: ['types/commonjs/*.cts'], lib: ['ES2022', 'DOM'], ...RESOLUTIONS.nodenext },
        version,
      ),
    );
  }
  const examples = writeExamples();
  const inBundler = { lib: ['ES2022', 'DOM'], ...RESOLUTIONS.bundler };
  check(
    `tsc: ${examples} examples of the README and the documents`,
    compile('readme', { include: ['types/readme/*.ts', 'types/readme/*.tsx'], ...inBundler }),
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

/** Writes the TypeScript of the installed README and of the documents beside the console it imports from; gives the number. */
function writeExamples() {
  const readme = readFileSync(join(project, 'node_modules/taskwatch/README.md'), 'utf8');
  const documents = resolve(tests, '../docs');
  const texts = readdirSync(documents)
    .filter((file) => file.endsWith('.md'))
    .map((file) => readFileSync(join(documents, file), 'utf8'));
  const examples = [readme, ...texts].flatMap((text) =>
    [...text.matchAll(/^```tsx?\n(.*?)^```$/gms)].map(([, code]) => code),
  );
  examples.forEach((code, index) => {
    writeFileSync(join(project, `types/readme/example-${index + 1}.tsx`), code);
  });
  if (examples.length === 0) throw new Error('the README has no example');
  return examples.length;
}

/** The complaints of the compiler. */
function compile(name, { include, ...options }, version = 'newest') {
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
  const tsc = join(tests, 'node_modules', COMPILERS[version], 'bin/tsc');
  return complaints(process.execPath, [tsc, '--project', file, '--pretty', 'false']);
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

function attw() {
  const command = join(tests, 'node_modules/.bin/attw');
  return complaints(command, [tarball, '--no-color', '--no-emoji']);
}

/** What a command that fails has printed. */
function complaints(command, flags) {
  const { status, stdout, stderr } = spawnSync(command, flags, { cwd: project, encoding: 'utf8' });
  return status === 0 ? [] : (stdout + stderr).split('\n').filter((line) => line.trim() !== '');
}
