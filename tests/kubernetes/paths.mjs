// What a URL of the gateway names: a control plane, and an object in it.

const PREFIXES = {
  organization: '/apis/resourcemanager.miloapis.com/v1alpha1/organizations/',
  project: '/apis/resourcemanager.miloapis.com/v1alpha1/projects/',
  user: '/apis/iam.miloapis.com/v1alpha1/users/',
};

/** The label that tells the objects of the control planes apart. */
export const LABEL = 'taskwatch.dev/control-plane';

/** The path of a control plane, without a slash at its end. */
export function controlPlanePath(kind, id) {
  if (!PREFIXES[kind]) throw new TypeError(`no such kind of control plane: ${kind}`);
  return `${PREFIXES[kind]}${encodeURIComponent(id)}/control-plane`;
}

/** The value of the label for the objects of a control plane. */
export function controlPlaneLabel(kind, id) {
  return `${kind}.${id}`;
}

/**
 * Splits the path of a request into its control plane and the rest.
 *
 * @param {string} path without a query
 * @returns {{ label: string, path: string } | null} null outside of any control plane
 */
export function parseControlPlane(path) {
  for (const [kind, prefix] of Object.entries(PREFIXES)) {
    if (!path.startsWith(prefix)) continue;
    const match = /^([^/]+)\/control-plane(\/.*)?$/.exec(path.slice(prefix.length));
    if (!match) return null;
    const label = controlPlaneLabel(kind, decode(match[1]));
    // What is no value of a label cannot name a control plane here.
    if (label.length > 63 || !/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(label)) return null;
    return { label, path: match[2] ?? '/' };
  }
  return null;
}

function decode(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}

// Their answers are computed and not stored, so they take no label.
const COMPUTED = new Set(['authentication.k8s.io', 'authorization.k8s.io']);

/**
 * The resource that an API path names.
 *
 * @param {string} path without prefix and query
 * @returns {{ group: string, resource: string, name: string | null, subresource: string | null, path: string } | null}
 *   `name` is null for a collection, `path` is that of the collection or object
 *   without a subresource. null for what holds no objects: discovery, versions,
 *   reviews, and namespaces, which all control planes share.
 */
export function parseResource(path) {
  const match = /^\/(?:api|apis\/(?<group>[^/]+))\/[^/]+\/(?<rest>.+)$/.exec(path);
  if (!match) return null;
  const { group = '', rest } = match.groups;
  if (COMPUTED.has(group)) return null;
  const segments = rest.replace(/\/$/, '').split('/');
  const at = segments[0] === 'namespaces' && segments.length > 2 ? 2 : 0;
  const [resource, name = null, subresource = null] = segments.slice(at);
  if (group === '' && (resource === 'namespaces' || (at && ['status', 'finalize'].includes(resource))))
    return null;
  const length = path.length - rest.length;
  return {
    group,
    resource,
    name,
    subresource,
    path: path.slice(0, length) + segments.slice(0, at + 2).join('/'),
  };
}
