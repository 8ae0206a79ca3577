// What a console writes about waits, resources and status.
import {
  AdapterError,
  ControlPlaneStatus,
  ResourceFailedError,
  TimeoutError,
  WatchError,
  allOf,
  anyOf,
  condition as conditionOf,
  createKubernetesWatch,
  defineResource,
  deleted,
  exists,
  fieldEquals,
  not,
  setWatchSource,
  toProject,
  computeStatus,
  transformControlPlaneStatus,
  verdictOfDnsZone,
  waitForDnsZoneReady,
  waitForProjectReady,
  waitForResource,
  waitForWatch,
} from 'taskwatch';
import type {
  PendingWait,
  StreamState,
  ComputedStatus,
  Condition,
  ConditionValue,
  ControlPlaneStatusResult,
  DnsZone,
  ItemContext,
  Project,
  TaskContext,
  Verdict,
  WatchEvent,
  WatchOptions,
  KubernetesWatch,
  TaskHandle,
  TaskQueue,
  WatchSource,
  WatchWait,
  WatchWaitOptions,
} from 'taskwatch';
import { same, type Same } from './expect.js';

declare const ctx: TaskContext<string>;
const where = { resourceType: 'apis/example.com/v1/widgets', projectId: 'p', name: 'w' };

// A source is whatever has `subscribe`; `read` is optional.
const source: WatchSource = {
  subscribe: (options, onEvent) => {
    onEvent({ type: 'ADDED', object: { options } });
    return () => {};
  },
};
class Manager implements WatchSource {
  subscribe(_options: WatchOptions, _onEvent: (event: WatchEvent<{ metadata: object }>) => void) {
    return () => {};
  }
  async read({ name }: WatchOptions) {
    return name ? { metadata: { name } } : undefined;
  }
}
setWatchSource(new Manager());
/** A console's watch manager with types of its own. */
interface OwnOptions {
  resourceType: string;
  namespace?: string;
  name?: string;
  timeoutSeconds?: number;
}
declare const ownManager: {
  subscribe(
    options: OwnOptions,
    onEvent: (event: { type: WatchEvent['type']; object: unknown }) => void,
  ): () => void;
  read(options: OwnOptions): Promise<object | undefined>;
};
setWatchSource(ownManager);
setWatchSource({
  subscribe: (options, onEvent) => ownManager.subscribe({ ...options, timeoutSeconds: 300 }, onEvent),
  read: (options) => ownManager.read(options),
});
setWatchSource(null);
setWatchSource(undefined);
// @ts-expect-error no subscribe
setWatchSource({ read: async () => undefined });

// The value is what onEvent resolves with.
const wait = waitForWatch({
  ...where,
  source,
  onEvent: ({ type, object }) =>
    type === 'DELETED' ? 'reject' : object.ok ? { resolve: toProject(object) } : 'continue',
});
same<Same<typeof wait, WatchWait<Project>>>();
const { promise, cancel } = wait;
cancel('enough');
same<Same<typeof promise, Promise<Project>>>();
const project: Promise<Project> = wait;
void project;
const later = waitForWatch({ ...where, onEvent: async () => ({ resolve: 7 }) });
// One text out of an async function.
waitForWatch({ ...where, onEvent: async () => 'continue' });
waitForWatch<number>({
  ...where,
  onEvent: async ({ object }) => {
    await Promise.resolve(object);
    return 'resolve';
  },
});
const either = waitForWatch({
  ...where,
  onEvent: async ({ object }) => (object ? { resolve: 7 } : 'continue'),
});
same<Same<typeof later, WatchWait<number>>>();
same<Same<typeof either, WatchWait<number>>>();
const whole = waitForWatch({ ...where, onEvent: () => 'resolve' });
same<Same<typeof whole, WatchWait<any>>>();
const named = waitForWatch<Project>({
  ...where,
  onEvent: (event: WatchEvent<Project>) => (event.object.uid ? 'resolve' : undefined),
});
same<Same<typeof named, WatchWait<Project>>>();
waitForWatch({
  ...where,
  onEvent: () => {},
  task: ctx,
  timeout: null,
  signal: AbortSignal.timeout(5),
  onDeleted: 'continue',
});
waitForWatch({
  ...where,
  onEvent: () => ({ reject: 'why' }),
  initial: { metadata: {} },
  read: async () => undefined,
});
waitForWatch({
  ...where,
  onEvent: () => 'continue',
  explain: true,
  onStream: ({ state, since, error, retryAt }: StreamState) => {
    const next: number | undefined = retryAt;
    return state === 'lost' ? [since, error, next] : undefined;
  },
});
declare const pending: PendingWait;
same<Same<typeof pending.stream, 'open' | 'lost' | 'refused'>>();
same<Same<typeof pending.state, 'ready' | 'pending' | 'failed'>>();
// @ts-expect-error no such state
waitForWatch({ ...where, onEvent: () => 'continue', onStream: ({ state }) => state === 'gone' });
// @ts-expect-error onEvent is required
waitForWatch(where);
// @ts-expect-error not a decision
waitForWatch({ ...where, onEvent: () => 'done' });
// @ts-expect-error no resource type
waitForWatch({ onEvent: () => 'continue' });
declare const itemContext: ItemContext;
waitForWatch({ ...where, onEvent: () => 'resolve', task: itemContext, forbiddenGrace: 0 });
const prepared: WatchWaitOptions<number> = { ...where, onEvent: () => ({ resolve: 1 }) };
same<Same<ReturnType<typeof use>, WatchWait<number>>>();
function use() {
  return waitForWatch(prepared);
}

// Resources.
const ready = waitForProjectReady('org', 'p', {
  task: ctx,
  initial: {},
  onStatus: ({ state, message }) => ctx.setMessage(state === 'ready' ? undefined : message),
});
same<Same<typeof ready, WatchWait<Project>>>();
const zoneName = waitForDnsZoneReady('p', 'z', {
  adapt: (raw) => String(raw.metadata.name),
  minGeneration: 2n,
  failureGrace: 50,
});
same<Same<typeof zoneName, WatchWait<string>>>();
const zone = waitForDnsZoneReady('p', 'z');
same<Same<typeof zone, WatchWait<DnsZone>>>();
async function read() {
  const { createdAt, domainName, name } = await zone;
  const created: Date | undefined = createdAt;
  const display: string = (await ready).displayName;
  // @ts-expect-error a zone may have none
  const domain: string = domainName;
  return [created, display, domain, name];
}
void read;
const verdict: Verdict = verdictOfDnsZone({});
const condition: Condition | undefined = verdict.condition;
void condition;

const widgets = defineResource({
  resourceType: 'apis/example.com/v1/widgets',
  scope: 'project',
  namespace: null,
  ready: ['Ready'],
  pendingReasons: ['WarmingUp'],
  adapt: (raw) => ({ name: String(raw.metadata.name), size: Number(raw.spec.size) }),
});
same<Same<ReturnType<typeof widgets.adapt>, { name: string; size: number }>>();
const widget = widgets.waitForReady('p', 'w', { task: ctx });
same<Same<typeof widget, WatchWait<{ name: string; size: number }>>>();
// @ts-expect-error not a scope
defineResource({ resourceType: 'x', scope: 'galaxy', ready: ['Ready'], adapt: () => 1 });

const found = waitForResource({
  resourceType: where.resourceType,
  match: (object) => object.spec.owner === 'me',
  until: (object) => object.status?.phase === 'Active',
  failWhen: (object) => object.status?.phase === 'Failed',
  adapt: toProject,
});
same<Same<typeof found, WatchWait<Project>>>();

// Every kind has an adapter, a verdict and a waiter of its own type.
import * as all from 'taskwatch';
same<Same<ReturnType<typeof all.toDnsRecordSet>, all.DnsRecordSet>>();
const recordSet = all.waitForDnsRecordSetReady('p', 'n');
same<Same<typeof recordSet, WatchWait<all.DnsRecordSet>>>();
const email: Promise<string | undefined> = all
  .waitForServiceAccountReady('p', 'n')
  .then((account) => account.identityEmail);
const accountState: 'Active' | 'Disabled' = all.toServiceAccount({}).state;
const keys: string[] | undefined = all.toSecret({}).data;
const card = all.waitForStripePaymentMethodReady('org', 'method', {
  adapt: (raw) => all.toStripePaymentMethod(raw).clientSecret ?? '',
});
same<Same<typeof card, WatchWait<string>>>();
const stripe: Promise<string | undefined> = all
  .waitForStripePaymentMethodReady('org', 'method')
  .then((method) => method.clientSecret);
void stripe;
const verdicts: Verdict[] = [
  all.verdictOfDomain({}),
  all.verdictOfHttpProxy({}),
  all.verdictOfExportPolicy({}),
  all.verdictOfConnector({}),
  all.verdictOfPaymentMethod({}),
  all.verdictOfStripePaymentMethod({}),
  all.verdictOfSecret({}),
  all.verdictOfServiceAccount({}),
];
void [email, accountState, keys, verdicts];

// Conditions as values.
const done: ConditionValue = allOf(
  conditionOf('Ready'),
  anyOf(conditionOf('Bound', 'True', 'Fast'), not(conditionOf('Degraded', 'Unknown'))),
  fieldEquals('status.phase', 'Active'),
  exists(['spec', 'rules', 0]),
  exists(),
);
const bucket = waitForResource({
  ...where,
  until: done,
  failWhen: fieldEquals('status.phase', 'Failed'),
  adapt: toProject,
});
same<Same<typeof bucket, WatchWait<Project>>>();
waitForResource({ ...where, until: deleted(), failWhen: (object) => object.bad, forbiddenGrace: 0 });
defineResource({ resourceType: 'x', scope: 'cluster', ready: done, failed: done, adapt: () => 1 });
conditionOf('ready', 'true');
const many = { resourceType: 'apis/example.com/v1/widgets', projectId: 'p' };
all.within('status.v1beta2', all.every(['listeners', 0], all.some('kinds', exists('kind'))));
const pods = all.waitForResources({
  ...many,
  until: done,
  atLeast: 2,
  adapt: toProject,
  labelSelector: 'a=b',
});
same<Same<typeof pods, WatchWait<Project[]>>>();
// @ts-expect-error a collection has no name
all.waitForResources({ ...many, until: done, name: 'a' });
const clusters = defineResource({
  resourceType: 'x',
  scope: 'cluster',
  ready: done,
  failedReasons: ['Invalid'],
  adapt: () => 1,
});
const cluster = clusters.waitForReady('name', { timeout: 1 });
same<Same<typeof cluster, WatchWait<number>>>();
// @ts-expect-error a cluster has no scope
clusters.waitForReady('scope', 'name');
// @ts-expect-error not a status
conditionOf('Ready', 'Yes');
// @ts-expect-error not a condition
waitForResource({ ...where, until: { type: 'Ready' } });
// @ts-expect-error nothing to hold
allOf();
// @ts-expect-error a function is no condition
not(() => true);

// Status.
const result: ControlPlaneStatusResult = transformControlPlaneStatus(
  { conditions: [] },
  { requiredConditions: null, includeConditionDetails: true, terminalReasons: ['Conflict'] },
);
const status: ControlPlaneStatus = ControlPlaneStatus.Success;
if (result.status === ControlPlaneStatus.Pending) result.message.toUpperCase();
// @ts-expect-error not a status
const wrong: ControlPlaneStatus = 'done';
void [status, wrong];
const computed: ComputedStatus = computeStatus(undefined);
if (computed.status === 'InProgress') computed.conditions[0]?.reason.toUpperCase();
// @ts-expect-error kstatus has no such word
void (computed.status === 'Ready');

// Errors.
function explain(error: unknown): string {
  if (error instanceof ResourceFailedError) return error.reason ?? error.message;
  if (error instanceof AdapterError)
    return `${error.path}: ${error.expected ?? 'readable'}, ${error.found ?? error.cause}`;
  if (error instanceof TimeoutError)
    return `${error.conditions.length} ${error.sinceLastEvent} ${error.appeared}`;
  if (error instanceof WatchError) return `${error.code} ${(error.retryAfter ?? 0).toFixed()}`;
  return error instanceof Error ? error.name : String(error);
}
void explain;

// What a processor returns of a wait is the task's result, also where the wait's own type could be inferred from there.
declare const queue: TaskQueue;
const created = queue.enqueue({
  title: 'a',
  processor: async (task) => waitForProjectReady('org', 'p', { task }),
});
same<Same<typeof created, TaskHandle<Project>>>();
const returned = queue.enqueue({ title: 'a', processor: (task) => waitForDnsZoneReady('p', 'z', { task }) });
same<Same<typeof returned, TaskHandle<DnsZone>>>();
const adapted = queue.enqueue({
  title: 'a',
  processor: async (task) =>
    waitForDnsZoneReady('p', 'z', { task, adapt: (raw) => ({ kept: String(raw.spec) }) }),
});
same<Same<typeof adapted, TaskHandle<{ kept: string }>>>();
const own = queue.enqueue({
  title: 'a',
  processor: async (task) => widgets.waitForReady('p', 'w', { task }),
});
same<Same<typeof own, TaskHandle<{ name: string; size: number }>>>();
const decided = queue.enqueue({
  title: 'a',
  processor: async () =>
    waitForWatch({ ...where, onEvent: ({ object }) => (object.ok ? { resolve: 7 } : undefined) }),
});
same<Same<typeof decided, TaskHandle<number>>>();
const raw = queue.enqueue({
  title: 'a',
  processor: async () => waitForWatch({ ...where, onEvent: () => 'resolve' }),
});
same<Same<typeof raw, TaskHandle<any>>>();
const rawResource = queue.enqueue({
  title: 'a',
  processor: async () => waitForResource({ ...where, until: () => true }),
});
same<Same<typeof rawResource, TaskHandle<any>>>();
const typed = queue.enqueue({
  title: 'a',
  processor: async () => waitForWatch<Project>({ ...where, onEvent: () => 'resolve' }),
});
same<Same<typeof typed, TaskHandle<Project>>>();
const assigned: Promise<Project> = waitForWatch({ ...where, onEvent: () => 'resolve' });
void assigned;

// A source of the package's own.
const kubernetes: KubernetesWatch = createKubernetesWatch({
  baseUrl: '',
  fetch: globalThis.fetch,
  headers: () => ({ a: 'b' }),
  path: ({ name }) => `/x/${name}`,
  userId: 'me',
  maxStreams: 2,
  credentials: 'include',
});
createKubernetesWatch({ baseUrl: '/', headers: async () => new Headers() });
const plain: WatchSource = kubernetes;
const { read: readKubernetes } = kubernetes;
void [plain, readKubernetes(where)];
// @ts-expect-error no base
createKubernetesWatch({});
// @ts-expect-error not a mode of credentials
createKubernetesWatch({ baseUrl: '', credentials: 'yes' });
