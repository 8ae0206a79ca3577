// What a watch is about. Channels (one object, or all) share the stream of the
// collection that they belong to.

import type { WatchOptions } from 'taskwatch';

/** A collection in one control plane: everything of {@link WatchOptions} but the name. */
export type Collection = Omit<WatchOptions, 'name'>;

/** Equal for the options of one collection, however they were written. */
export function collectionKey(options: Collection): string {
  const { resourceType, orgId, projectId, namespace, labelSelector, fieldSelector, userScoped } = options;
  const parts = [resourceType, orgId, projectId, namespace, labelSelector, fieldSelector, userScoped];
  return JSON.stringify(parts.map((part) => part ?? null));
}

/** Equal for the options of one channel. */
export function channelKey(options: WatchOptions): string {
  return `${collectionKey(options)} ${options.name ?? ''}`;
}
