// @ts-nocheck
// Where the objects of a watch are: the paths of the control planes, and the queries of lists and watches.

import { describe } from '../../../src/web/shared/describe.js';

const CONTROL_PLANES = {
  organization: 'apis/resourcemanager.miloapis.com/v1alpha1/organizations',
  project: 'apis/resourcemanager.miloapis.com/v1alpha1/projects',
  user: 'apis/iam.miloapis.com/v1alpha1/users',
};

const OPTIONAL_STRINGS = ['orgId', 'projectId', 'name', 'labelSelector', 'fieldSelector'];

/** The options of a watch, each read once, with the namespace that is meant: a string, or `undefined` for none. Throws
 * a `TypeError` for wrong ones. */
export function takeTarget(options) {
  const given = readFields(options, ['resourceType', 'namespace', 'userScoped', ...OPTIONAL_STRINGS]);
  const target = {};
  const { resourceType, namespace, userScoped } = given;
  if (typeof resourceType !== 'string' || resourceType === '')
    throw wrong('resourceType', 'a string', resourceType);
  target.resourceType = resourceType;
  for (const field of OPTIONAL_STRINGS) {
    const value = given[field];
    if (value === undefined || value === null || value === '') continue;
    if (typeof value !== 'string') throw wrong(field, 'a string', value);
    target[field] = value;
  }
  if (namespace !== undefined && namespace !== null && typeof namespace !== 'string') {
    throw wrong('namespace', 'a string or null', namespace);
  }
  if (namespace === null || (namespace !== undefined && namespace !== '')) target.namespace = namespace;
  if (userScoped !== undefined && userScoped !== null && typeof userScoped !== 'boolean') {
    throw wrong('userScoped', 'a boolean', userScoped);
  }
  if (userScoped === true) target.userScoped = true;
  return target;
}

/** These fields of a caller's options, each read once. Throws a `TypeError` where there are none, or they cannot be read. */
export function readFields(options, fields) {
  if (options === null || typeof options !== 'object') throw wrong('options', 'an object', options);
  const read = {};
  for (const field of fields) {
    try {
      read[field] = options[field];
    } catch (cause) {
      throw new TypeError(`Expected \`${field}\` to be readable, but reading it threw`, { cause });
    }
  }
  return read;
}

export function wrong(field, expected, given) {
  return new TypeError(`Expected \`${field}\` to be ${expected}, got ${describe(given)}`);
}

/** The namespace whose objects are meant; `undefined` for all there are. */
export function namespaceOf({ namespace, projectId, userScoped }) {
  if (namespace !== undefined) return namespace ?? undefined;
  return projectId !== undefined && userScoped !== true ? 'default' : undefined;
}

/** The path of a collection, where the caller has none of its own. */
export function defaultPath(target, userId) {
  const { resourceType, orgId, projectId, userScoped } = target;
  const segments = resourceType.split('/').filter((segment) => segment !== '');
  const plural = segments.pop();
  const namespace = namespaceOf(target);
  if (namespace !== undefined) segments.push('namespaces', segment('namespace', namespace));
  const within = [...segments, plural].join('/');
  if (userScoped === true) {
    if (userId === undefined)
      throw new TypeError('A watch with `userScoped` needs the `userId` of createKubernetesWatch');
    return `/${CONTROL_PLANES.user}/${segment('userId', userId)}/control-plane/${within}`;
  }
  if (projectId !== undefined) {
    return `/${CONTROL_PLANES.project}/${segment('projectId', projectId)}/control-plane/${within}`;
  }
  if (orgId !== undefined) {
    return `/${CONTROL_PLANES.organization}/${segment('orgId', orgId)}/control-plane/${within}`;
  }
  return `/${within}`;
}

/** One segment of a path, which must not lead out of it. */
function segment(field, value) {
  if (value === '.' || value === '..') throw wrong(field, 'a name', value);
  return encodeURIComponent(value);
}

/** The URL of a collection without what a single request adds. */
export function join(baseUrl, path) {
  if (/^[a-z][a-z\d+.-]*:/i.test(path)) return path;
  return `${baseUrl.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

/** A collection's URL with these parameters; selectors are added to those that are there. */
export function address({ url, labelSelector, fieldSelector }, name, parameters) {
  const [path, query = ''] = splitOnce(url, '?');
  const all = new URLSearchParams(query);
  const select = (key, ...selectors) => {
    const selected = [all.get(key), ...selectors].filter((selector) => selector);
    if (selected.length > 0) all.set(key, selected.join(','));
  };
  select('labelSelector', labelSelector);
  select('fieldSelector', fieldSelector, name === undefined ? undefined : `metadata.name=${name}`);
  for (const key in parameters) if (parameters[key] !== undefined) all.set(key, parameters[key]);
  const text = String(all);
  return text === '' ? path : `${path}?${text}`;
}

/** Whose connections to count; of a URL that cannot be read, the URL. */
export function originOf(url) {
  try {
    return new URL(url, globalThis.location?.href).origin;
  } catch {
    return url.split('?', 1)[0];
  }
}

function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
