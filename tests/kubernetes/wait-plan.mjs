// The waits that are sent through each fault: of every kind, on objects that change before, during and after it.

import { FAILED, PENDING, READY, aProject, aZone, writer } from './objects.mjs';

const COPIES = 2;
/** Of waits that are to end with something else; far above what any fault takes: six cuts in a row can take a minute. */
const TIMEOUT = 150_000;
/** Of those whose object never becomes ready. */
const NEVER_TIMEOUT = 10_000;

/** The waits of a run, each with what becomes of its object before, during and after the fault, and the verdict. */
export function planWaits(kubernetes, id, { projects = 1, isBlind, speed = 1 }) {
  const all = [];
  function add(kind, what, ends, { timeout = TIMEOUT, ...changes }) {
    const name = `${id}-${what}-${all.length}`;
    const project = projects === 1 ? id : `${id}-${all.length % projects}`;
    const labels = kind === 'child' ? { for: name } : undefined;
    const object =
      kind === 'project'
        ? writer(kubernetes, 'organization', id, aProject({ name }))
        : writer(kubernetes, 'project', project, aZone({ name, labels }));
    const target =
      kind === 'project'
        ? { organization: id, name }
        : kind === 'child'
          ? { project, label: name }
          : { project, name };
    const bound = Object.fromEntries(
      Object.entries(changes).map(([when, change]) => [when, () => change(object)]),
    );
    all.push({ wait: { id: name, kind, timeout: timeout * speed, ...target }, ends, ...bound });
  }
  const pending = (object) => object.create(PENDING);
  const ready = (object) => object.set(READY);
  for (const when of ['during', 'after']) {
    for (let copy = 0; copy < COPIES; copy++) {
      add('zone', 'ready', 'met', { before: pending, [when]: ready });
      add('zone', 'failed', 'failed (QuotaExceeded)', {
        before: pending,
        [when]: (zone) => zone.set(FAILED),
      });
      // What came and went unseen is no deletion.
      add('zone', 'deleted', isBlind ? 'never appeared' : 'deleted', {
        timeout: isBlind ? NEVER_TIMEOUT : TIMEOUT,
        before: pending,
        [when]: (zone) => zone.delete(),
      });
      add('zone', 'recreated', isBlind ? 'met' : 'deleted', {
        before: pending,
        [when]: async (zone) => {
          await zone.delete();
          return zone.create(READY);
        },
      });
      add('zone', 'created', 'met', { [when]: (zone) => zone.create(READY) });
      add('gone', 'gone', 'met', { before: (zone) => zone.create(READY), [when]: (zone) => zone.delete() });
      add('child', 'child', 'met', { before: pending, [when]: ready });
      add('events', 'events', 'met', { before: pending, [when]: ready });
    }
    add('project', 'project', 'met', {
      before: (project) => project.create(['Ready=Unknown']),
      [when]: (project) => project.set(['Ready=True']),
    });
  }
  const change = (value) => (zone) => zone.change({ dnsZoneClassName: value });
  add('zone', 'stale', 'met', {
    before: async (zone) => {
      await zone.create(READY);
      return change('second')(zone);
    },
    during: change('third'),
    after: ready,
  });
  add('zone', 'never', 'timed out', { timeout: NEVER_TIMEOUT, before: pending });
  add('zone', 'absent', 'never appeared', { timeout: NEVER_TIMEOUT });
  return all;
}
