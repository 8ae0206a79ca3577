// The checks of `make test`, in order: cheap ones first, and each after what it needs. They decide nothing; a check
// passes when its command ends well and `count` finds something that has passed. One that `isBeside` mostly waits, so the
// checks that follow run at the same time.

const CARGO_WEB = '--target wasm32-unknown-unknown';

/** Every check's name, its command, and how its results are read from what the command printed. */
export const CHECKS = [
  { name: 'dependencies', command: npmCi('tests', 'pkg'), count: exitCode },
  { name: 'rustfmt', command: 'cargo fmt --check', count: exitCode },
  // Formatting and lint rules, for JavaScript, TypeScript, JSON and CSS.
  { name: 'biome', command: 'tests/node_modules/.bin/biome ci --error-on-warnings .', count: exitCode },
  { name: 'build tests', command: nodeTest('pkg/build/*.test.mjs'), count: nodeCount },
  { name: 'clippy, native', command: 'cargo clippy --locked --all-targets -- -D warnings', count: exitCode },
  {
    name: 'clippy, wasm32',
    // The browser tests, which are among the targets, name the module that is bundled first.
    command: `node pkg/build/test-modules.mjs && cargo clippy --locked --all-targets ${CARGO_WEB} -- -D warnings`,
    count: exitCode,
  },
  { name: 'rustdoc', command: `${rustdoc()} && ${rustdoc(CARGO_WEB)}`, count: exitCode },
  { name: 'native tests', command: 'cargo test --locked', count: cargoTest },
  { name: 'browser tests', command: 'node tests/browser.mjs', count: cargoTest },
  { name: 'browser tests in Firefox', command: 'node tests/browser.mjs --firefox', count: cargoTest },
  { name: 'package', command: 'make package', count: exitCode },
  // Two builds, one hash.
  { name: 'reproducible', command: 'node tests/reproducible.mjs', count: exitCode },
  { name: 'size budget', command: 'node pkg/build/sizes.mjs', count: exitCode },
  { name: 'budgets', command: 'node tests/budgets.mjs', count: exitCode },
  // The sources import the types of the bindings that the package's build leaves in pkg/wasm.
  {
    name: 'types of the sources',
    command: 'pkg/node_modules/.bin/tsc -p pkg/tsconfig.json',
    count: exitCode,
  },
  { name: 'types', command: 'node tests/types/check.mjs', count: closingLine },
  {
    name: 'Kubernetes tests',
    command: nodeTest('tests/kubernetes/*.test.mjs'),
    count: nodeCount,
    isBeside: true,
  },
  { name: 'package tests', command: nodeTest('tests/package/**/*.test.mjs'), count: nodeCount },
  // In Chromium, Firefox and WebKit.
  { name: 'engines', command: nodeTest('tests/engines/*.test.mjs'), count: nodeCount },
  { name: 'demo build', command: 'cd www && node install.mjs && npm run build', count: exitCode },
  // After the demo's build, which empties the folder that they go to.
  { name: 'documents', command: 'make docs', count: exitCode },
  // A console as its authors would write it, built and served as in production.
  {
    name: 'console',
    command: `${npmCi('tests/console')} && ${nodeTest('tests/console/*.test.mjs')}`,
    count: nodeCount,
  },
  { name: 'matrix', command: 'node tests/matrix/run.mjs --quick', count: closingLine },
  { name: 'end-to-end tests', command: nodeTest('tests/e2e/*.test.mjs'), count: nodeCount },
];

/** Figures that a check prints for people to read, by the check's name. */
export const FIGURES = [
  ['size budget', /^measured: (.*)$/gm],
  ['budgets', /^measured: (.*)$/gm],
  ['Kubernetes tests', /^(\d+ faults, .*)$/gm],
  ['Kubernetes tests', /^\s+ℹ (.*)$/gm],
  ['end-to-end tests', /^\s+ℹ (.*)$/gm],
];

function npmCi(...folders) {
  return folders.map((folder) => `npm ci --prefix ${folder} --no-audit --no-fund`).join(' && ');
}

function rustdoc(target = '') {
  return `RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps ${target}`;
}

function nodeTest(pattern) {
  return `shopt -s globstar nullglob; node --expose-gc --test --test-concurrency=1 --test-reporter=spec ${pattern}`;
}

function exitCode(_, code) {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

function cargoTest(output) {
  const sum = { passed: 0, failed: 0, skipped: [...output.matchAll(/^﹣ /gm)].length };
  for (const [, passed, failed, ignored] of output.matchAll(
    /^test result: .*? (\d+) passed; (\d+) failed; (\d+) ignored/gm,
  )) {
    sum.passed += Number(passed);
    sum.failed += Number(failed);
    sum.skipped += Number(ignored);
  }
  return sum;
}

function nodeCount(output) {
  const last = (word) => Number([...output.matchAll(new RegExp(`^ℹ ${word} (\\d+)`, 'gm'))].at(-1)?.[1] ?? 0);
  return {
    passed: last('pass'),
    failed: last('fail') + last('cancelled'),
    skipped: last('skipped') + last('todo'),
  };
}

function closingLine(output) {
  const found = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/m.exec(output) ?? [0, 0, 0, 0];
  return { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3] ?? 0) };
}
