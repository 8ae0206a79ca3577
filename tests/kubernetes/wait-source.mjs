// The source of the tests of waits: the package's own client.

import { controlPlanePath } from './paths.mjs'
import { listWatch } from './list-watch.mjs'

export function waitSource(taskwatch, url, options) {
  if (taskwatch.createKubernetesWatch) return taskwatch.createKubernetesWatch({ baseUrl: url, ...options })
  return listWatch(({ resourceType, projectId, orgId, namespace }) => {
    const path = projectId ? controlPlanePath('project', projectId) : controlPlanePath('organization', orgId)
    const inNamespace = projectId && namespace !== null ? resourceType.replace(/[^/]+$/, `namespaces/${namespace ?? 'default'}/$&`) : resourceType
    return `${url}${path}/${inNamespace}`
  })
}
