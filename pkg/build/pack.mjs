// Step 4: packs the package. The files are laid out in target/package as they are published and packed from there, so
// that the tarball can hold sources from outside of pkg, and pkg stays as it is in the repository.

import { copyFile, cp, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import path from 'node:path';

import { dist, packageDir, root, staging, tarball } from './paths.mjs';
import { PUBLISHED_SOURCES } from './sources.mjs';

/** In the README. */
const PICTURE = 'docs/timeline.webp';

/** Packs what `bundle` left, to target/taskwatch.tgz. */
export async function pack() {
  await layOut();
  await checkSourceMaps(staging);
  const { stdout } = await promisify(execFile)(
    'npm',
    ['pack', '--json', '--pack-destination', path.dirname(tarball)],
    { cwd: staging },
  );
  const [{ filename, files, size }] = JSON.parse(stdout);
  await checkExports(files.map((file) => file.path));
  await rename(path.join(path.dirname(tarball), filename), tarball);
  return { files: files.length, bytes: size };
}

async function layOut() {
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  await cp(dist, path.join(staging, 'dist'), { recursive: true });
  await cp(path.join(packageDir, 'types'), path.join(staging, 'types'), { recursive: true });
  for (const { from, to, only } of PUBLISHED_SOURCES) await copySources(from, path.join(staging, to), only);
  for (const file of ['LICENSE-MIT', 'LICENSE-APACHE', PICTURE]) {
    await mkdir(path.dirname(path.join(staging, file)), { recursive: true });
    await copyFile(path.join(root, file), path.join(staging, file));
  }
  // Build scripts are of no use to users of the package.
  const { devDependencies: _, ...manifest } = JSON.parse(
    await readFile(path.join(packageDir, 'package.json'), 'utf8'),
  );
  await writeJson(path.join(staging, 'package.json'), manifest);
  for (const file of ['README.md', 'CHANGELOG.md']) {
    const text = await readFile(path.join(root, file), 'utf8');
    await writeFile(path.join(staging, file), withAbsoluteLinks(text, manifest.repository.url));
  }
  await writeTypesOfCommonJs(path.join(staging, 'types'), path.join(staging, 'types/cjs'));
  for (const [entry, conditions] of Object.entries(manifest.exports))
    if (entry !== '.' && typeof conditions !== 'string')
      await writeFolder(path.join(staging, entry), conditions);
}

/** A document whose links to files lead to the repository, since a registry shows it elsewhere. */
export function withAbsoluteLinks(text, repository) {
  const home = repository.replace(/^git\+/, '').replace(/\.git$/, '');
  return text.replaceAll(
    /(!?)(\[[^\]]*\])\((?!\w+:|#)([^)\s]+)\)/g,
    (_, image, label, file) => `${image}${label}(${home}/${image === '' ? 'blob' : 'raw'}/main/${file})`,
  );
}

/** A copy of the declarations for the CommonJS modules: TypeScript treats a `.d.ts` of this package as an ES module's. */
async function writeTypesOfCommonJs(from, to) {
  await mkdir(to);
  for (const file of (await readdir(from)).filter((name) => /\.d\.ts$/.test(name))) {
    const text = await readFile(path.join(from, file), 'utf8');
    await writeFile(
      path.join(to, file.replace(/\.ts$/, '.cts')),
      text.replaceAll(/'\.\/(\w+)\.js'/g, "'./$1.cjs'"),
    );
  }
}

/** A folder by which resolvers that do not know `exports` find an entry: Parcel's default, `moduleResolution: node10`. */
async function writeFolder(folder, conditions) {
  const outside = (file) => path.posix.join('..', file);
  await mkdir(folder);
  await writeJson(path.join(folder, 'package.json'), {
    main: outside(conditions.require.default),
    module: outside(conditions.import.default),
    types: outside(conditions.import.types),
    sideEffects: false,
  });
}

async function writeJson(file, value) {
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

async function copySources(from, to, only = /./) {
  await cp(from, to, {
    recursive: true,
    filter: async (file) => (await stat(file)).isDirectory() || only.test(file),
  });
}

/** Throws when a source map names a file that is not in the folder. */
export async function checkSourceMaps(folder) {
  const maps = (await readdir(path.join(folder, 'dist'))).filter((file) => file.endsWith('.map'));
  if (maps.length === 0) throw new Error('the package has no source maps');
  for (const file of maps) {
    const map = JSON.parse(await readFile(path.join(folder, 'dist', file), 'utf8'));
    for (const source of map.sources) {
      const isThere = await stat(path.join(folder, 'dist', source)).then(
        () => true,
        () => false,
      );
      if (!isThere) throw new Error(`dist/${file} names ${source}, which is not in the package`);
    }
  }
}

/** Throws when the tarball lacks a file that package.json names. */
async function checkExports(files) {
  const { exports } = JSON.parse(await readFile(path.join(packageDir, 'package.json'), 'utf8'));
  const filesOf = (entry) => (typeof entry === 'string' ? [entry] : Object.values(entry).flatMap(filesOf));
  const named = filesOf(exports);
  const missing = named.filter((file) => !files.includes(file.replace(/^\.\//, '')));
  if (missing.length > 0) throw new Error(`the tarball lacks ${missing.join(', ')}`);
}
