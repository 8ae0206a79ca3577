// Creates an object exactly once, whether in the first page of a task or in a later one.

import { createOnce } from 'taskwatch';
import { connectionTo, type Mode } from '../planes/connection.ts';
import { ApiError, type KubernetesObject } from '../planes/plane.ts';
import { annotationsOf, knobs } from '../settings/knobs.ts';
import type { Collection } from '../watch/collection.ts';

/** The task, or item of a task, that created an object. */
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
  /** How often the task was retried manually. */
  retries: number;
  hasFailed: (object: KubernetesObject) => boolean;
}

/**
 * Creates the object in a step. If a page dies in the middle, the next one finds the object and recognises it as its
 * own. A retry also continues with an existing object, but creates one that has failed again, since it cannot recover.
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
  // Each retry checks once, in whichever page it continues.
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

/** With the annotations for the simulation, and for its owner. */
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
