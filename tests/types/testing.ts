// What a test or a demo writes with the testing entry.
import { setWatchSource, waitForProjectReady } from 'taskwatch';
import type { WatchSource } from 'taskwatch';
import { fakeControlPlane, scriptedSource, settle } from 'taskwatch/testing';

const scripted = scriptedSource();
const source: WatchSource = scripted;
void source;
scripted.set({ metadata: { name: 'p' } });
scripted.emit({ type: 'MODIFIED', object: {} }, { orgId: 'acme' });
scripted.emit({ type: 'DELETED', object: {} });
scripted.fail({ code: 410, reason: 'Expired' });
scripted.fail(500);
scripted.fail();
scripted.failReads(403);
const names: (string | undefined)[] = scripted.subscriptions.map(({ name }) => name);
const reads: number = scripted.reads;
void [names, reads, settle().then(() => {})];
// @ts-expect-error not an event
scripted.emit({ type: 'CHANGED', object: {} });

const plane = fakeControlPlane({
  delay: [10, 20],
  seed: 7,
  failure: { reason: 'QuotaExceeded' },
  resources: { 'apis/example.com/v1/widgets': { kind: 'Widget', conditions: ['Ready'] } },
});
setWatchSource(plane);
const created = plane.create(
  { kind: 'Project', metadata: { name: 'p' } },
  { orgId: 'acme', delay: 5, failure: 'Denied' },
);
waitForProjectReady('acme', created.metadata.name, { initial: created, source: plane });
plane.configure({ neverReady: true, loseReady: false });
plane.loseEvents(2);
const cut: number = plane.cutStreams({ projectId: 'p', silent: true });
const removed: boolean = plane.remove('p', { orgId: 'acme', delay: 100 });
plane.list({ labelSelector: 'a=b' }).map((object) => object.metadata.uid);
plane.stop();
void [cut, removed];
// @ts-expect-error a delay is a number or two
fakeControlPlane({ delay: '5s' });
