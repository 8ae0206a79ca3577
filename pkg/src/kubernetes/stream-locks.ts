// Room for streams, which all tabs share: as many Web Locks for an origin as it may have streams. A browser opens at most
// six HTTP/1.1 connections to a host, however many tabs there are. The core decides which of a page's collections asks;
// the tabs take turns, since locks are granted in the order in which they were requested.

import { callSafely, follow } from '../../../src/web/shared/report.js';
import { KUBERNETES_LIMITS } from '../generated/protocol.ts';

/** With more streams than this, the connection cannot be HTTP/1.1. */
const MOST = 64;

/** Whether streams have to be asked for. */
export function areStreamsShared(maxStreams: number = KUBERNETES_LIMITS.maxStreams): boolean {
  try {
    return maxStreams <= MOST && typeof globalThis.navigator?.locks?.request === 'function';
  } catch {
    return false;
  }
}

/**
 * Requests one of an origin's streams; `onGranted` is called later, once. Returns a function that releases it or stops the
 * request, which can be called twice. If locks are refused, a stream is granted without one.
 */
export function requestStream(
  origin: string,
  maxStreams: number = KUBERNETES_LIMITS.maxStreams,
  onGranted: () => void,
): () => void {
  let isOver = false;
  let isGranted = false;
  let release: (() => void) | undefined;
  const controllers: AbortController[] = [];
  const grant = () => {
    if (isOver || isGranted) return;
    isGranted = true;
    callSafely(onGranted);
  };
  const hold = (own: AbortController) => {
    // Granted too late, or beside another.
    if (isOver || isGranted) return undefined;
    return new Promise<void>((resolve) => {
      release = resolve;
      for (const controller of controllers) if (controller !== own) controller.abort();
      grant();
    });
  };
  for (let index = 0; index < maxStreams && !isGranted; index += 1) {
    const controller = new AbortController();
    controllers.push(controller);
    const onRejected = () => {
      if (!controller.signal.aborted) grant();
    };
    try {
      const name = `taskwatch:stream:${origin}:${index}`;
      const held = navigator.locks.request(name, { signal: controller.signal }, () => hold(controller));
      follow(held, undefined, onRejected);
    } catch {
      Promise.resolve().then(onRejected);
    }
  }
  return () => {
    if (isOver) return;
    isOver = true;
    release?.();
    for (const controller of controllers) controller.abort();
  };
}
