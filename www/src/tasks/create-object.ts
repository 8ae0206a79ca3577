// Creates an object, once, in the first page of a task as in the later ones.

import { createOnce } from 'taskwatch';
import { connectionTo, type Mode } from '../planes/connection.ts';
import { ApiError, type KubernetesObject } from '../planes/plane.ts';
import { annotationsOf, knobs } from '../settings/knobs.ts';
import type { Collection } from '../watch/collection.ts';

/** The task, or the item of one, that an object was created by. */
const CREATED_BY = 'taskwatch.dev/created-by';

/** What a task's context and an item's have in common. */
export interface StepContext {
  readonly signal: AbortSignal;
  readonly idempotencyKey: string;
  step<T>(name: string, fn: () => PromiseLike<T> | T): Promise<T>;
}

interface Order {
  mode: Mode;
  collection: Collection;
  object: KubernetesObject;
  /** How often the task was retried by hand. */
  retries: number;
  hasFailed: (object: KubernetesObject) => boolean;
}

/**
 * Creates the object in a step. A page that dies in the middle is followed by one that finds the object and knows it for its
 * own. A retry, too, goes on with what there is; what has failed meanwhile it creates anew, since nothing can become of it.
 *
 * Resolves with what identifies the object, and not with all of it: the journal is written with each step.
 */
export async function createInStep(ctx: StepContext, order: Order): Promise<KubernetesObject> {
  const { mode, collection, object, retries, hasFailed } = order;
  const { plane } = connectionTo(mode);
  const target = { ...collection, name: object.metadata.name };
  const isMine = (found: KubernetesObject) => found.metadata.annotations?.[CREATED_BY] === ctx.idempotencyKey;
  const create = async () => {
    const created = await createOnce({
      create: () => plane.create(collection, marked(object, ctx.idempotencyKey), ctx.signal),
      read: () => plane.get(target, ctx.signal),
      isMine,
    }).catch((error: unknown) => {
      throw error instanceof ApiError && error.status === 409 ? nameTaken(object, error) : error;
    });
    return identityOf(created);
  };

  let isNew = false;
  const created = await ctx.step('create', () => {
    isNew = true;
    return create();
  });
  if (isNew || retries === 0) return created;
  // Each retry looks once, in whichever pages it goes on.
  return ctx.step(`create, retry ${retries}`, async () => {
    const earlier = await plane.get(target, ctx.signal);
    if (!earlier || !isMine(earlier)) return create();
    if (!hasFailed(earlier)) return identityOf(earlier);
    await plane.remove(target, ctx.signal);
    return create();
  });
}

function identityOf({ apiVersion, kind, metadata }: KubernetesObject): KubernetesObject {
  const { name, namespace, uid, generation } = metadata;
  return { apiVersion, kind, metadata: { name, namespace, uid, generation } };
}

/** With what the simulation wants of it, and whose it is. */
function marked(object: KubernetesObject, key: string): KubernetesObject {
  const annotations = {
    ...object.metadata.annotations,
    ...annotationsOf(knobs.get()),
    [CREATED_BY]: key,
  };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function nameTaken({ kind, metadata }: KubernetesObject, cause: ApiError): ApiError {
  return new ApiError(`${kind} ${metadata.name} exists already`, cause.status, cause.reason, { cause });
}
