// Objects as the pages show them: adapted and judged once for each version, however many columns ask.

import {
  type DnsZone,
  type Project,
  toDnsZone,
  toProject,
  type Verdict,
  verdictOfDnsZone,
  verdictOfProject,
} from 'taskwatch';
import type { KubernetesObject } from '../planes/plane.ts';

export const projectOf: (object: KubernetesObject) => Project = once(toProject);
export const projectVerdict: (object: KubernetesObject) => Verdict = once(verdictOfProject);
export const zoneOf: (object: KubernetesObject) => DnsZone = once(toDnsZone);
export const zoneVerdict: (object: KubernetesObject) => Verdict = once(verdictOfDnsZone);

/** An object is never changed: another version is another object. */
function once<T>(make: (object: KubernetesObject) => T): (object: KubernetesObject) => T {
  const known = new WeakMap<KubernetesObject, T>();
  return (object) => {
    const before = known.get(object);
    if (before !== undefined) return before;
    const made = make(object);
    known.set(object, made);
    return made;
  };
}
