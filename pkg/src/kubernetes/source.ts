// @ts-nocheck
// `createKubernetesWatch`: a watch source over a plain Kubernetes API. It finds the collection that a subscriber asks
// for, and reads.

import { Collection, PAGE, itemsOf } from './collection.ts';
import { Link } from './link.ts';
import { Requests } from './request.ts';
import {
  address,
  defaultPath,
  join,
  namespaceOf,
  originOf,
  readFields,
  takeTarget,
  wrong,
} from './address.ts';
import { makeError } from '../../../src/web/shared/errors.js';
import { MISSES_DELETIONS } from '../../../src/web/watch/source.js';
import { abandoners } from '../../../src/web/watch/reads.js';
import { messageOf } from '../../../src/web/shared/report.js';
import { isGone, timerMark } from '../../../src/web/shared/timer.js';

const FIELDS = ['baseUrl', 'fetch', 'headers', 'path', 'userId', 'maxStreams', 'credentials'];
const MAX_STREAMS = 4;
const UNLIMITED = 0xffff_ffff;
/** As long as a wait lets one take. */
const READ_LIMIT = 10_000;
const GONE = 410;
const NOT_FOUND = 404;

/** Makes the function over a way to the wasm instance that lives now. */
export function makeKubernetesWatch(runtime) {
  let link;
  return (options) => new KubernetesWatch(options, () => (link ??= new Link(runtime)));
}

class KubernetesWatch {
  constructor(options, link) {
    const config = takeConfig(options);
    const requests = new Requests(config);
    const collections = new Map();
    this.consistent = true;
    this[MISSES_DELETIONS] = true;
    this.subscribe = (given, onEvent) => {
      const target = takeTarget(given);
      if (typeof onEvent !== 'function') throw wrong('onEvent', 'a function', onEvent);
      const place = placeOf(target, config);
      link().acquire();
      const key = JSON.stringify([place.url, place.labelSelector, place.fieldSelector]);
      let collection = collections.get(key);
      if (collection === undefined) {
        const made = new Collection(link(), requests, place, config.limit, () => {
          if (collections.get(key) === made) collections.delete(key);
        });
        collection = made;
        collections.set(key, collection);
      }
      return collection.subscribe(target.name, namespaceOf(target), onEvent);
    };
    this.read = (given) =>
      limited(async (signal, renew) => {
        const target = takeTarget(given);
        return read(requests, placeOf(target, config), target, signal, renew);
      });
  }
}

async function read(requests, place, { name }, signal, renew) {
  const objects = [];
  let token;
  let isAgain = false;
  for (;;) {
    const url = address(place, name, { limit: name === undefined ? PAGE : undefined, continue: token });
    renew();
    const { body, refusal } = await requests.get(url, signal).catch(failed);
    if (refusal !== undefined) {
      if (refusal.code === NOT_FOUND) return undefined;
      if (refusal.code === GONE && token !== undefined && !isAgain) {
        isAgain = true;
        objects.length = 0;
        token = undefined;
        continue;
      }
      const { code, status, retryAfter } = refusal;
      throw makeError(
        'WatchError',
        String(status.message),
        { code, reason: status.reason, retryAfter },
        status,
      );
    }
    for (const object of itemsIn(body)) objects.push(object);
    token = body.metadata?.continue || undefined;
    if (token === undefined)
      return name === undefined ? objects : objects.find((object) => object.metadata.name === name);
  }
}

/** Gives up a request that hangs, or that nobody awaits any more: it would keep one of the browser's connections. */
function limited(work) {
  const controller = new AbortController();
  let timer, mark, giveUp;
  const clear = () => {
    if (mark !== undefined && !isGone(mark)) clearTimeout(timer);
  };
  const reading = new Promise((resolve, reject) => {
    giveUp = (message) => {
      const error = makeError('WatchError', message);
      reject(error);
      controller.abort(error);
    };
    const renew = () => {
      clear();
      mark = timerMark();
      timer = setTimeout(giveUp, READ_LIMIT, `Reading failed: no answer within ${READ_LIMIT} ms`);
    };
    work(controller.signal, renew).then(resolve, reject);
  }).finally(clear);
  abandoners.set(reading, () => giveUp('Reading was given up: nobody awaits it'));
  return reading;
}

function itemsIn(body) {
  try {
    return itemsOf(body);
  } catch (error) {
    return failed(error);
  }
}

function failed(error) {
  throw makeError('WatchError', `Reading failed: ${messageOf(error)}`, undefined, error);
}

function placeOf(target, { baseUrl, path, userId }) {
  const own = path === undefined ? defaultPath(target, userId) : path({ ...target });
  if (typeof own !== 'string') throw wrong('path', 'a function that gives a string', own);
  const url = join(baseUrl, own);
  const { labelSelector, fieldSelector } = target;
  return { url, origin: originOf(url), labelSelector, fieldSelector };
}

function takeConfig(options) {
  const { baseUrl, fetch, headers, path, userId, maxStreams, credentials } = readFields(options, FIELDS);
  const check = (field, value, isRight, expected) => {
    if (value !== undefined && !isRight(value)) throw wrong(field, expected, value);
  };
  if (typeof baseUrl !== 'string') throw wrong('baseUrl', 'a string', baseUrl);
  const isFunction = (value) => typeof value === 'function';
  check('fetch', fetch, isFunction, 'a function');
  check(
    'headers',
    headers,
    (it) => isFunction(it) || (typeof it === 'object' && it !== null),
    'an object or a function',
  );
  check('path', path, isFunction, 'a function');
  check('userId', userId, (it) => typeof it === 'string' && it !== '', 'a string');
  check(
    'maxStreams',
    maxStreams,
    (it) => it === Infinity || (Number.isInteger(it) && it >= 1),
    'a whole number from 1',
  );
  check(
    'credentials',
    credentials,
    (it) => ['omit', 'same-origin', 'include'].includes(it),
    "'omit', 'same-origin' or 'include'",
  );
  return {
    baseUrl,
    fetch,
    headers,
    path,
    userId,
    credentials,
    limit: Math.min(maxStreams ?? MAX_STREAMS, UNLIMITED),
  };
}
