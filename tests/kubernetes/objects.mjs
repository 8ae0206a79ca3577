// The objects of the tests of waits, written past the gateway: no fault that a client meets keeps them from changing.

import { setTimeout as sleep } from 'node:timers/promises';

import { merged } from './conditions.mjs';
import { LABEL, controlPlaneLabel } from './paths.mjs';

export const ZONES = 'apis/dns.networking.miloapis.com/v1alpha1/dnszones';
export const PROJECTS = 'apis/resourcemanager.miloapis.com/v1alpha1/projects';

const WRITTEN_WITHIN = 30_000;

/** `Programmed=True:Ready` as a condition; the reason may be left out. */
export function condition(text) {
  const [type, status, reason = status === 'True' ? 'Ready' : 'Pending'] = text.split(/[=:]/);
  return { type, status, reason, message: `${type} is ${status}: ${reason}` };
}

export const READY = ['Accepted=True', 'Programmed=True'];
export const PENDING = ['Accepted=True', 'Programmed=False:Provisioning'];
export const FAILED = ['Accepted=True', 'Programmed=False:QuotaExceeded'];

export const aZone = ({ name, labels, ...metadata }) => ({
  apiVersion: 'dns.networking.miloapis.com/v1alpha1',
  kind: 'DNSZone',
  metadata: { name, namespace: 'default', labels, ...metadata },
  spec: { domainName: `${name}.example`, dnsZoneClassName: 'default' },
});

export const aProject = ({ name, labels, ...metadata }) => ({
  apiVersion: 'resourcemanager.miloapis.com/v1alpha1',
  kind: 'Project',
  metadata: { name, labels, ...metadata },
  spec: { ownerRef: { kind: 'Organization', name: 'acme' } },
});

/**
 * One object of a control plane. Each method writes until the server has taken it, also while the server is away,
 * and resolves with the object as the server gave it.
 *
 * @param {{ controlPlane: { client: object } }} kubernetes
 * @param {'organization' | 'project'} kind of the control plane
 * @param {string} id of the control plane
 * @param {object} object with its name
 */
export function writer({ controlPlane: { client } }, kind, id, object) {
  const { name, namespace } = object.metadata;
  const plural = object.kind === 'Project' ? PROJECTS : ZONES;
  const collection = `/${namespace ? plural.replace(/[^/]+$/, `namespaces/${namespace}/$&`) : plural}`;
  const path = `${collection}/${name}`;
  const label = { [LABEL]: controlPlaneLabel(kind, id) };
  const patch = (body, subresource = '') =>
    write(client, 'PATCH', path + subresource, { body, type: 'application/merge-patch+json' });

  const self = {
    name,
    /** Creates it, with these conditions if any are given. */
    async create(conditions, metadata) {
      const body = {
        ...object,
        metadata: {
          ...object.metadata,
          ...metadata,
          labels: { ...object.metadata.labels, ...metadata?.labels, ...label },
        },
      };
      const created = await write(client, 'POST', collection, { body });
      return conditions ? self.set(conditions) : created;
    },
    /** Writes conditions, observed at the present generation unless told otherwise. */
    async set(conditions, { observedGeneration } = {}) {
      const { metadata, status } = await self.read();
      return patch(
        {
          status: {
            conditions: merged(
              status?.conditions,
              conditions.map(condition),
              observedGeneration ?? metadata.generation,
            ),
          },
        },
        '/status',
      );
    },
    /** Writes other fields of the status. */
    status: (fields) => patch({ status: fields }, '/status'),
    /** Changes the spec, and with it the generation. */
    change: (spec) => patch({ spec }),
    annotate: (annotations) => patch({ metadata: { annotations } }),
    finalizers: (finalizers) => patch({ metadata: { finalizers } }),
    read: () => write(client, 'GET', path),
    delete: () => write(client, 'DELETE', path),
  };
  return self;
}

async function write(client, method, path, options) {
  const end = Date.now() + WRITTEN_WITHIN;
  for (let isAgain = false; ; isAgain = true) {
    const answer = await client
      .request(method, path, options)
      .catch((error) => ({ status: 0, body: { message: error.message } }));
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    // The server had done it, and crashed before it could say so.
    if (isAgain && method === 'DELETE' && answer.status === 404) return undefined;
    if (isAgain && method === 'POST' && answer.status === 409)
      return write(client, 'GET', `${path}/${options.body.metadata.name}`);
    const isAway = answer.status === 0 || answer.status >= 500 || answer.status === 429;
    if (!isAway || Date.now() > end)
      throw new Error(`${method} ${path} answered ${answer.status}: ${answer.body.message}`);
    await sleep(100);
  }
}
