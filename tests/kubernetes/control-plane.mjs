// etcd and kube-apiserver: start, stop, restart.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { connect } from './client.mjs';
import { supervise } from './processes.mjs';

const READY_WITHIN = 60_000;

/**
 * Starts etcd and kube-apiserver on free ports of the loopback interface.
 *
 * @param {{ etcd: string, 'kube-apiserver': string }} binaries
 */
export async function startControlPlane(binaries) {
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'taskwatch-kubernetes-'));
    const processes = supervise(folder);
    try {
      return await startServers(binaries, folder, processes);
    } catch (error) {
      await processes.end();
      // A port that was free can be taken by another before the server has it.
      if (attempt === 3 || !/address already in use/.test(error.message)) throw error;
    }
  }
}

async function startServers(binaries, folder, processes) {
  const file = (name) => path.join(folder, name);
  const token = randomBytes(24).toString('hex');
  // system:masters may do everything; the gateway is who keeps tenants apart.
  await writeFile(file('tokens.csv'), `${token},taskwatch,taskwatch,system:masters\n`, { mode: 0o600 });
  await writeServiceAccountKeys(file);
  const [clientPort, peerPort, port] = await freePorts(3);

  const startEtcd = () =>
    processes.start('etcd', binaries.etcd, [
      `--data-dir=${file('etcd')}`,
      `--listen-client-urls=http://127.0.0.1:${clientPort}`,
      `--advertise-client-urls=http://127.0.0.1:${clientPort}`,
      `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
      `--initial-advertise-peer-urls=http://127.0.0.1:${peerPort}`,
      `--initial-cluster=default=http://127.0.0.1:${peerPort}`,
      // The data do not outlive the process; waiting for the disk buys nothing.
      '--unsafe-no-fsync',
      '--log-level=warn',
    ]);
  await startEtcd();
  const startApiServer = () =>
    processes.start('kube-apiserver', binaries['kube-apiserver'], [
      `--etcd-servers=http://127.0.0.1:${clientPort}`,
      `--secure-port=${port}`,
      '--bind-address=127.0.0.1',
      // Otherwise a machine without a network has no address to advertise …
      '--advertise-address=127.0.0.1',
      // … and nobody looks for the server under the service of its name.
      '--endpoint-reconciler-type=none',
      `--cert-dir=${file('certificates')}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${file('service-account.pub')}`,
      `--service-account-signing-key-file=${file('service-account.key')}`,
      '--authorization-mode=RBAC',
      `--token-auth-file=${file('tokens.csv')}`,
      '--service-cluster-ip-range=10.0.0.0/24',
      // No controller makes the service accounts that this plugin asks for.
      '--disable-admission-plugins=ServiceAccount',
      // Without it, a server that is asked to end waits a minute for open watches.
      '--shutdown-watch-termination-grace-period=5s',
    ]);
  await startApiServer();

  // The server makes its certificate itself, with the authority that signed it
  // in the same file, so that clients need not forgo the check.
  const certificate = file('certificates/apiserver.crt');
  const read = () => readFile(certificate, 'utf8').catch(() => '');
  // Both: read while it is being written, the file is empty, or ends within one.
  const areWhole = (text) => text.match(/-----END CERTIFICATE-----/g)?.length === 2;
  await until('its certificates', async () => areWhole(await read()), processes);
  const client = connect({ port, token, ca: await read() });
  await ready();

  async function ready() {
    await until(
      '/readyz',
      async () => (await client.request('GET', '/readyz').catch(() => null))?.status === 200,
      processes,
    );
    // Made by the server itself shortly after; nothing can be created in it before.
    await until(
      'the namespace default',
      async () =>
        (await client.request('GET', '/api/v1/namespaces/default').catch(() => null))?.status === 200,
      processes,
    );
  }

  async function whileStopped(work) {
    await processes.stop('kube-apiserver', 'SIGKILL');
    await processes.stop('etcd', 'SIGTERM');
    client.forget();
    await work();
    await startEtcd();
    await startApiServer();
    await ready();
  }

  return {
    url: `https://127.0.0.1:${port}`,
    port,
    token,
    certificate,
    folder,
    client,
    /** The processes that run now, by name. */
    get pids() {
      return processes.pids();
    },
    /** The process that ends these when this one is gone. */
    supervisor: processes.supervisor,
    /**
     * Ends kube-apiserver and starts it again on the same port with the same data.
     * `signal` SIGTERM lets it end its watches in order, SIGKILL is a crash;
     * `down` is how long it stays away, in milliseconds.
     */
    async restart({ signal = 'SIGKILL', down = 0 } = {}) {
      await processes.stop('kube-apiserver', signal);
      client.forget();
      if (down) await sleep(down);
      await startApiServer();
      await ready();
    },
    /**
     * Makes etcd forget all versions but the present one, as it does by itself every five minutes. A server that was
     * running still has the latest ones in memory; one that is restarted after this can resume no older watch.
     *
     * @returns {Promise<number>} the revision that is the oldest now
     */
    async compact() {
      const { header } = await askEtcd(clientPort, '/v3/maintenance/status', {});
      const revision = Number(header.revision);
      await askEtcd(clientPort, '/v3/kv/compaction', { revision, physical: true });
      return revision;
    },
    /** Keeps a copy of etcd's data, for which the servers stop for a moment. `restore` puts it back. */
    async save() {
      await whileStopped(() => cp(file('etcd'), file('etcd-saved'), { recursive: true }));
    },
    /** Makes the data those of `save`, as after a disaster: revisions go back, and what was written since is gone. */
    async restore() {
      await whileStopped(async () => {
        await rm(file('etcd'), { recursive: true });
        await cp(file('etcd-saved'), file('etcd'), { recursive: true });
      });
    },
    /** Ends everything and removes the temporary folder. */
    async stop() {
      client.forget();
      await processes.end();
    },
  };
}

/** Through etcd's own JSON gateway. */
async function askEtcd(port, path, body) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`etcd refused ${path}: ${answer.message ?? response.status}`);
  return answer;
}

/** Ports that were free a moment ago, all different. */
async function freePorts(count) {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve, reject) => {
          const server = net.createServer().once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Signs the tokens of service accounts: the server does not start without it. */
async function writeServiceAccountKeys(file) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  await writeFile(file('service-account.pub'), publicKey);
  await writeFile(file('service-account.key'), privateKey, { mode: 0o600 });
}

async function until(what, condition, processes) {
  const end = Date.now() + READY_WITHIN;
  while (!(await condition())) {
    await processes.check();
    if (Date.now() > end)
      throw new Error(`kube-apiserver was not ready within ${READY_WITHIN / 1000} s: no ${what}`);
    await sleep(50);
  }
}
