// Starts Kubernetes and is killed; see kubernetes.test.mjs.

import { startKubernetes } from './index.mjs';

const { controlPlane } = await startKubernetes();
process.send({ folder: controlPlane.folder, pids: controlPlane.pids, supervisor: controlPlane.supervisor });
