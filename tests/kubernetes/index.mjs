// A real Kubernetes for tests: etcd, kube-apiserver, a gateway and a reconciler.

import { findBinaries } from './binaries.mjs';
import { startControlPlane } from './control-plane.mjs';
import { installCustomResources } from './custom-resources.mjs';
import { startGateway } from './gateway.mjs';
import { createKubectl } from './kubectl.mjs';
import { controlPlanePath } from './paths.mjs';
import { startReconciler } from './reconciler.mjs';

export { findBinaries } from './binaries.mjs';
export { ANNOTATIONS } from './conditions.mjs';
export { LABEL, controlPlaneLabel, controlPlanePath } from './paths.mjs';

/** For `test(name, { skip }, …)`: false, or why the tests that need Kubernetes are skipped. */
export const skip =
  process.env.TASKWATCH_SKIP_KUBERNETES === '1' &&
  'TASKWATCH_SKIP_KUBERNETES=1 skips the tests that need Kubernetes';

/**
 * Starts all of it. Whatever becomes of this process, nothing stays behind.
 *
 * @param {object} [options]
 * @param {number} [options.port] of the gateway; without it, a free one
 * @param {{ delay?: [number, number], seed?: number, onWrite?: (key: string, write: object) => void } | false} [options.reconciler]
 *   false: the test moves the conditions itself
 * @param {(line: string) => void} [options.log] for progress; without it, only a build tells of itself
 */
export async function startKubernetes({ port = 0, reconciler: reconcilerOptions = {}, log } = {}) {
  const binaries = await findBinaries({ log });
  const controlPlane = await startControlPlane(binaries);
  let reconciler, gateway;
  async function stop() {
    await gateway?.stop();
    await reconciler?.stop();
    await controlPlane.stop();
  }
  try {
    const { client } = controlPlane;
    await installCustomResources(client);
    if (reconcilerOptions) reconciler = startReconciler(client, { log, ...reconcilerOptions });
    gateway = await startGateway({ client, port, reconciler });
    const { kubectl, kubeconfig } = await createKubectl(binaries.kubectl, controlPlane);
    return {
      /** Of the gateway, without a slash at its end. */
      url: gateway.url,
      /** @param {'organization' | 'project' | 'user'} kind @param {string} id */
      controlPlaneUrl: (kind, id) => gateway.url + controlPlanePath(kind, id),
      kubectl,
      kubeconfig,
      gateway,
      reconciler,
      controlPlane,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
