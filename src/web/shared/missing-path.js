// How the Kubernetes client marks a 404 that concerns the path, not an object: a kind that is not served, a wrong group.
// A wait treats it like a refusal.

/** The URL of the request, as a property of the `Status` or error. A string where it is there. */
export const MISSING_PATH = Symbol('the URL at which there is nothing');
