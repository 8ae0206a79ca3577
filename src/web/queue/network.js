// What the browser says of the network. Only that it is offline means something: a browser with a cable to nowhere says that
// it is online (HTML standard, "navigator.onLine").

export function isOffline() {
  try {
    return globalThis.navigator?.onLine === false;
  } catch {
    return false;
  }
}
