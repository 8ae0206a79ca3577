// Where the objects of a watch are: the paths of the control planes, and the URLs of lists and watches. Requests nothing.

import { wrong } from '../../../src/web/shared/options.js';
import type { KubernetesWatchOptions } from '../../types/kubernetes.d.ts';
import type { WatchOptions } from '../../types/watch.d.ts';

/** Where a collection is, and what is selected of it. */
export interface CollectionAddress {
  /** Its URL, without what a single request adds. */
  readonly url: string;
  /** Whose streams it counts among. */
  readonly origin: string;
  readonly labelSelector: string | undefined;
  readonly fieldSelector: string | undefined;
}

type AddressOptions = Pick<KubernetesWatchOptions, 'baseUrl' | 'path' | 'userId'>;

/** Resources whose instances have a control plane of their own. */
const CONTROL_PLANES = {
  organization: 'apis/resourcemanager.miloapis.com/v1alpha1/organizations',
  project: 'apis/resourcemanager.miloapis.com/v1alpha1/projects',
  user: 'apis/iam.miloapis.com/v1alpha1/users',
};

/** The address of the collection that a watch is for. Throws a `TypeError` where there is none, and what `path` throws. */
export function addressOf(
  target: WatchOptions,
  { baseUrl, path, userId }: AddressOptions,
): CollectionAddress {
  const own: unknown = path === undefined ? defaultPath(target, userId) : path({ ...target });
  if (typeof own !== 'string') throw wrong('path', 'a function that returns a string', own);
  const url = join(baseUrl, own);
  const { labelSelector, fieldSelector } = target;
  return { url, origin: originOf(url), labelSelector, fieldSelector };
}

/** Equal for addresses of the same objects. */
export function addressKey({ url, labelSelector, fieldSelector }: CollectionAddress): string {
  return JSON.stringify([url, labelSelector, fieldSelector]);
}

/** The namespace that a watch is limited to; `undefined` for none, which `''` and `null` ask for. */
export function targetNamespace({ namespace, projectId, userScoped }: WatchOptions): string | undefined {
  if (namespace !== undefined) return namespace || undefined;
  return projectId !== undefined && userScoped !== true ? 'default' : undefined;
}

/** The URL of a request for the whole collection or one object of it. Selectors add to those that are there already. */
export function requestUrl(
  { url, labelSelector, fieldSelector }: CollectionAddress,
  name: string | undefined,
  parameters: Readonly<Record<string, string | number | undefined>>,
): string {
  const [path, query] = splitOnce(url, '?');
  const all = new URLSearchParams(query);
  const select = (key: string, ...selectors: (string | undefined)[]) => {
    const selected = [all.get(key), ...selectors].filter((selector) => selector);
    if (selected.length > 0) all.set(key, selected.join(','));
  };
  select('labelSelector', labelSelector);
  select('fieldSelector', fieldSelector, name === undefined ? undefined : `metadata.name=${escaped(name)}`);
  for (const [key, value] of Object.entries(parameters)) if (value !== undefined) all.set(key, String(value));
  const text = String(all);
  return text === '' ? path : `${path}?${text}`;
}

/** A value in a field selector, as Kubernetes' `fields.EscapeValue` writes it. */
function escaped(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&');
}

/** The path of a collection, where the caller gives none. */
function defaultPath(target: WatchOptions, userId: string | undefined): string {
  const { resourceType, orgId, projectId, userScoped } = target;
  const segments = resourceType.split('/').filter((part) => part !== '');
  const plural = segments.pop();
  const namespace = targetNamespace(target);
  if (namespace !== undefined) segments.push('namespaces', encodeURIComponent(namespace));
  const within = [...segments, plural].join('/');
  if (userScoped === true) {
    if (userId === undefined)
      throw new TypeError('A watch with `userScoped` needs the `userId` of createKubernetesWatch');
    return `/${CONTROL_PLANES.user}/${encodeURIComponent(userId)}/control-plane/${within}`;
  }
  if (projectId !== undefined) {
    return `/${CONTROL_PLANES.project}/${encodeURIComponent(projectId)}/control-plane/${within}`;
  }
  if (orgId !== undefined) {
    return `/${CONTROL_PLANES.organization}/${encodeURIComponent(orgId)}/control-plane/${within}`;
  }
  return `/${within}`;
}

/** A path below the base, unless it is a URL of its own. */
function join(baseUrl: string, path: string): string {
  if (/^[a-z][a-z\d+.-]*:/i.test(path)) return path;
  return `${baseUrl.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

/** The origin of a URL; of one that cannot be parsed, its path, so that at least equal ones count together. */
function originOf(url: string): string {
  try {
    return new URL(url, globalThis.location?.href).origin;
  } catch {
    return splitOnce(url, '?')[0];
  }
}

function splitOnce(text: string, separator: string): [before: string, after: string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
