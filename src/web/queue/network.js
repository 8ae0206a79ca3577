// The browser's network state. Only offline is reliable: a browser with a cable to nowhere reports that
// it is online (HTML standard, "navigator.onLine").

export function isOffline() {
  try {
    return globalThis.navigator?.onLine === false;
  } catch {
    return false;
  }
}
