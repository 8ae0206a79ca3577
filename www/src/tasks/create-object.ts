// Creates an object, in the first run of a task as in the later ones.

import { connection } from '../planes/connection.ts';
import { ApiError, type KubernetesObject } from '../planes/plane.ts';
import { annotationsOf, knobs } from '../settings/knobs.ts';
import type { Collection } from '../watch/collection.ts';

/**
 * Gives a function that creates the object, for one task to call in each of its runs. A
 * later run goes on with what an earlier one created; what has failed meanwhile it creates
 * anew, since nothing can become of it.
 */
export function creator(
  collection: Collection,
  object: KubernetesObject,
  hasFailed: (object: KubernetesObject) => boolean,
) {
  let uid: string | undefined;

  return async (signal: AbortSignal): Promise<KubernetesObject> => {
    const { plane } = connection();
    const target = { ...collection, name: object.metadata.name };
    if (uid) {
      const earlier = await plane.get(target, signal);
      if (earlier?.metadata.uid === uid) {
        if (!hasFailed(earlier)) return earlier;
        await plane.remove(target, signal);
      }
    }
    const created = await plane.create(collection, withKnobs(object), signal).catch((error: unknown) => {
      throw error instanceof ApiError && error.status === 409 ? nameTaken(object, error) : error;
    });
    uid = created.metadata.uid;
    return created;
  };
}

function withKnobs(object: KubernetesObject): KubernetesObject {
  const annotations = { ...object.metadata.annotations, ...annotationsOf(knobs.get()) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function nameTaken({ kind, metadata }: KubernetesObject, cause: ApiError): ApiError {
  return new ApiError(`${kind} ${metadata.name} exists already`, cause.status, cause.reason, { cause });
}
