// The ways of waiting that live in a JavaScript program, in Node and in a page alike.

import { now } from './now.mjs';

const ZONES = 'apis/dns.networking.miloapis.com/v1alpha1/namespaces/default/dnszones';
const POLL_EVERY = 2_000;

/**
 * Each resolves with the time at which it knew. `told` is called when it waits: it has seen the object once.
 *
 * @param {{ createKubernetesWatch: Function, waitForDnsZoneReady: Function }} taskwatch
 */
export function waiter(taskwatch, baseUrl) {
  const source = taskwatch.createKubernetesWatch({ baseUrl });
  return {
    async ours(project, name, told) {
      await taskwatch.waitForDnsZoneReady(project, name, { source, onStatus: told });
      return now();
    },
    async polling(project, name, told) {
      const url = `${baseUrl}/apis/resourcemanager.miloapis.com/v1alpha1/projects/${project}/control-plane/${ZONES}/${name}`;
      for (;;) {
        const object = await (await fetch(url)).json();
        told();
        const isTrue = (wanted) =>
          object.status?.conditions?.some(({ type, status }) => type === wanted && status === 'True');
        if (isTrue('Accepted') && isTrue('Programmed')) return now();
        await new Promise((resolve) => setTimeout(resolve, POLL_EVERY));
      }
    },
  };
}
