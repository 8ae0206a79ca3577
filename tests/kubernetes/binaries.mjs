// Finds etcd, kube-apiserver and kubectl, or builds them with Go.

import { execFile, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { access, constants, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = path.dirname(fileURLToPath(import.meta.url));
const NAMES = ['etcd', 'kube-apiserver', 'kubectl'];
const VERSION = 'v1.37.2';

// kubectl refuses to talk to a server that has no version, and the version is
// no part of the source: a release gets it from the linker, as here.
const LDFLAGS = [
  '-s -w',
  `-X k8s.io/component-base/version.gitVersion=${VERSION}`,
  '-X k8s.io/component-base/version.gitMajor=1',
  '-X k8s.io/component-base/version.gitMinor=37',
  `-X k8s.io/client-go/pkg/version.gitVersion=${VERSION}`,
].join(' ');

// The name that `go build` gives to each binary, and ours.
const PACKAGES = [
  { package: 'go.etcd.io/etcd/server/v3', built: 'server', name: 'etcd' },
  { package: 'k8s.io/kubernetes/cmd/kube-apiserver', built: 'kube-apiserver', name: 'kube-apiserver' },
  { package: 'k8s.io/kubernetes/cmd/kubectl', built: 'kubectl', name: 'kubectl' },
];

/**
 * Where the three binaries are.
 *
 * @param {{ env?: object, folder?: string, log?: (line: string) => void }} [options]
 * @returns {Promise<{ etcd: string, 'kube-apiserver': string, kubectl: string }>}
 */
export async function findBinaries({
  env = process.env,
  folder = path.join(here, '../../target/kubernetes'),
  log = (line) => process.stderr.write(`${line}\n`),
} = {}) {
  if (env.KUBEBUILDER_ASSETS) {
    const paths = pathsIn(env.KUBEBUILDER_ASSETS);
    for (const [name, file] of Object.entries(paths)) {
      if (!(await isExecutable(file)))
        throw new Error(
          `KUBEBUILDER_ASSETS is set, but ${file} is no program: the folder must hold ${NAMES.join(', ')} (missing: ${name})`,
        );
    }
    return paths;
  }
  const stamp = await stampOfSources();
  if (await isBuilt(folder, stamp)) return pathsIn(folder);
  await checkGo(env);
  await mkdir(folder, { recursive: true });
  const unlock = await lock(path.join(folder, '.lock'), log);
  try {
    // Another process may have built it while this one waited for the lock.
    if (!(await isBuilt(folder, stamp))) await build(folder, stamp, env, log);
  } finally {
    await unlock();
  }
  return pathsIn(folder);
}

function pathsIn(folder) {
  return Object.fromEntries(NAMES.map((name) => [name, path.resolve(folder, name)]));
}

function isExecutable(file) {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function isBuilt(folder, stamp) {
  const found = await readFile(path.join(folder, '.stamp'), 'utf8').catch(() => '');
  if (found !== stamp) return false;
  const executable = await Promise.all(Object.values(pathsIn(folder)).map(isExecutable));
  return executable.every(Boolean);
}

/** Changes with the sources (go.mod and go.sum name each of them by its hash) and with the flags. */
async function stampOfSources() {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) hash.update(await readFile(path.join(here, file)));
  return hash.update(LDFLAGS).digest('hex');
}

async function checkGo(env) {
  const help =
    'The Kubernetes tests need Go >= 1.26 to build etcd, kube-apiserver and kubectl, or KUBEBUILDER_ASSETS set to a folder that holds them; ' +
    'TASKWATCH_SKIP_KUBERNETES=1 skips these tests.';
  // `go version` and not `go env GOVERSION`: the folder's go.mod must not have a say.
  const output = await promisify(execFile)('go', ['version'], {
    env: { ...env, GOTOOLCHAIN: 'local' },
  }).catch((error) => {
    throw new Error(`${help} No Go was found (${error.code ?? error.message}).`);
  });
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(output.stdout) ?? [];
  if (major === undefined) throw new Error(`${help} Its version is not understood: ${output.stdout.trim()}`);
  if (Number(major) < 1 || (Number(major) === 1 && Number(minor) < 26)) {
    throw new Error(`${help} The Go found is too old: ${output.stdout.trim()}.`);
  }
}

/**
 * Builds into a folder beside the final one and moves the binaries over when all
 * are done, so that an interrupted build never passes for a finished one.
 */
async function build(folder, stamp, env, log) {
  const started = Date.now();
  const building = path.join(folder, '.building');
  await rm(building, { recursive: true, force: true });
  await mkdir(building);
  log(
    `kubernetes: building etcd, kube-apiserver and kubectl ${VERSION} into ${path.relative(process.cwd(), folder)} (some minutes, once)`,
  );
  const progress = setInterval(() => log(`kubernetes: still building, ${seconds(started)} s`), 30_000);
  try {
    await go(
      ['build', '-o', `${building}${path.sep}`, '-ldflags', LDFLAGS, ...PACKAGES.map((each) => each.package)],
      env,
    );
    await rm(path.join(folder, '.stamp'), { force: true });
    for (const { built, name } of PACKAGES) await rename(path.join(building, built), path.join(folder, name));
    await writeFile(path.join(folder, '.stamp'), stamp);
  } finally {
    clearInterval(progress);
    await rm(building, { recursive: true, force: true });
  }
  log(`kubernetes: built in ${seconds(started)} s`);
}

function go(args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, {
      cwd: here,
      stdio: ['ignore', 'inherit', 'pipe'],
      env: {
        ...env,
        // Nothing but what go.mod and go.sum name, and no toolchain from the net.
        GOFLAGS: '-mod=readonly -buildvcs=false -trimpath',
        GOTOOLCHAIN: 'local',
        GOWORK: 'off',
        // No C compiler needed.
        CGO_ENABLED: '0',
      },
    });
    let output = '';
    child.stderr.on('data', (chunk) => {
      output = (output + chunk).slice(-4000);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`go build ended with ${code}:\n${output}`));
    });
  });
}

/** One build at a time: two on the same folder would take the memory of two. */
async function lock(file, log) {
  // Written first and linked then, so that the lock is never seen without its holder.
  const mine = `${file}.${randomUUID()}`;
  await writeFile(mine, String(process.pid));
  try {
    for (let told = false; ; told = true) {
      try {
        await link(mine, file);
        return () => rm(file, { force: true });
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const holder = Number(await readFile(file, 'utf8').catch(() => ''));
      if (holder && !isRunning(holder)) await rm(file, { force: true });
      else if (!told) log(`kubernetes: process ${holder} builds already; waiting for it`);
      await sleep(500);
    }
  } finally {
    await rm(mine, { force: true });
  }
}

/** Whether a process of this id is there. */
export function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

const seconds = (since) => Math.round((Date.now() - since) / 1000);
