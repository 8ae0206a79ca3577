// Keeps the objects of the control planes apart, on one API server that knows
// of none: each object carries the label of its control plane, which is set on
// what is written and selected by on what is listed or watched.

import { LABEL, parseResource } from './paths.mjs';
import { status } from './status.mjs';

const JUST_METADATA = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
const AS_OBJECT = /^application\/(json|merge-patch\+json|strategic-merge-patch\+json|apply-patch\+yaml)\b/;
const AS_OPERATIONS = /^application\/json-patch\+json\b/;

/**
 * The request to send to the server for a request within a control plane.
 *
 * @param {{ method: string, path: string, query: string, body: Buffer, type?: string }} request
 * @param {string} label
 * @returns {Promise<{ path: string, body: Buffer } | { refusal: object }>}
 */
export async function withinControlPlane(client, { method, path, query, body, type }, label) {
  const target = query ? `${path}?${query}` : path;
  const resource = parseResource(path);
  if (!resource) return { path: target, body };
  // The old way to watch, …/v1/watch/projects, would pass by the selector.
  if (resource.resource === 'watch')
    return { refusal: status(404, 'NotFound', 'the gateway knows watches as a parameter only') };

  if (resource.name === null && method !== 'POST') {
    const parameters = new URLSearchParams(query);
    const selector = parameters.get('labelSelector');
    parameters.set('labelSelector', `${selector ? `${selector},` : ''}${LABEL}=${label}`);
    return { path: `${path}?${parameters}`, body };
  }

  // A name that is not there at all is left to the server: its 404 is the real
  // one, and an apply or a PUT may create the object.
  if (resource.name !== null && (await isOfAnother(client, resource.path, label)))
    return { refusal: notFound(resource) };

  const writes = ['POST', 'PUT', 'PATCH'].includes(method) && body.length > 0;
  // Bodies of other subresources are of other kinds (a Scale, an Eviction).
  if (!writes || ![null, 'status'].includes(resource.subresource)) return { path: target, body };
  return labelled(body, type, label, target);
}

async function isOfAnother(client, path, label) {
  const { status, body } = await client.request('GET', path, { accept: JUST_METADATA });
  return status === 200 && body.metadata.labels?.[LABEL] !== label;
}

function labelled(body, type = '', label, target) {
  let content;
  try {
    content = JSON.parse(body);
  } catch {
    return {
      refusal: status(
        415,
        'UnsupportedMediaType',
        'the gateway sets a label on what is written, and for that it must be JSON',
      ),
    };
  }
  if (AS_OPERATIONS.test(type) && Array.isArray(content)) {
    content.push({ op: 'add', path: `/metadata/labels/${LABEL.replace('/', '~1')}`, value: label });
  } else if (AS_OBJECT.test(type) && content && typeof content === 'object') {
    content.metadata = { ...content.metadata, labels: { ...content.metadata?.labels, [LABEL]: label } };
  } else {
    return {
      refusal: status(
        415,
        'UnsupportedMediaType',
        `the gateway cannot set its label on a body of type ${type || 'unknown'}`,
      ),
    };
  }
  return { path: target, body: Buffer.from(JSON.stringify(content)) };
}

/** In the words of the server, so that nothing tells it from an object that is not there. */
function notFound({ group, resource, name }) {
  return status(404, 'NotFound', `${group ? `${resource}.${group}` : resource} "${name}" not found`, {
    name,
    ...(group && { group }),
    kind: resource,
  });
}
