// Waits through everything that goes wrong between a console and a real API server. Whatever happened meanwhile, each
// ends with the verdict of the state its object is in, and nothing is held after.

import '../package/install.mjs'
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { skip, startKubernetes } from './index.mjs'
import { FAILED, PENDING, READY, aProject, aZone, writer } from './objects.mjs'

const FIXTURE = fileURLToPath(new URL('waits.fixture.mjs', import.meta.url))
const AT_A_TIME = 5
const COPIES = 2
/** Of waits that are to end with something else; far above what any fault takes. */
const TIMEOUT = 60_000
/** Of those whose object never becomes ready. */
const NEVER_TIMEOUT = 10_000
const EXITS_WITHIN = 5_000

/**
 * `begin` and `end` of what goes wrong; objects change between the two, and after. `path` selects the requests of this
 * run. `always`: faults from before the waits begin. `ends`: the verdict of every wait, where it is the same for all.
 */
const AT_THE_GATEWAY = {
  'nothing goes wrong': {},
  'the connections are cut': {
    begin: ({ gateway, path }) => gateway.cut({ path }),
  },
  'the streams are ended in order': {
    begin: ({ gateway, path }) => gateway.cut({ path, clean: true }),
  },
  'the connections are cut again and again, at any byte': {
    begin: async ({ gateway, path, random }) => {
      gateway.cut({ path })
      for (let times = 0; times < 8; times++) {
        const cut = gateway.faults.add({ path, count: 1, cutAfter: Math.floor(random() ** 2 * 4000) })
        await eventually(() => !gateway.faults.list().some(({ id }) => id === cut))
      }
    },
  },
  'nothing arrives for 3 s, then the connections are cut': {
    begin: ({ gateway, path }) => gateway.faults.add({ path, hold: true, forMs: 3_000 }),
    end: async ({ gateway, path }) => {
      await sleep(2_500)
      gateway.cut({ path })
    },
  },
  'streams come byte by byte': {
    always: [{ split: 1 }],
  },
  'streams come late, in pieces of 7 bytes': {
    always: [{ split: 7, delayChunks: 150 }],
  },
  'each request waits for 800 ms': {
    always: [{ delay: 800 }],
    begin: ({ gateway, path }) => gateway.cut({ path }),
  },
  'the first stream goes silent for ever': {
    always: [{ hold: true, count: 2, watch: true }],
    // The watchdog looks after as long as the stream was asked for: minutes.
    speed: 60,
  },
  'the first list hangs': {
    always: [{ hold: true, count: 1, watch: false }],
    speed: 10,
  },
  '403 for 4 s': {
    begin: ({ gateway, path }) => {
      gateway.faults.add({ path, forMs: 4_000, refuse: { code: 403, message: 'dnszones is forbidden' } })
      gateway.cut({ path })
    },
  },
  '403 for the first 4 s': {
    isBlind: true,
    always: [{ forMs: 4_000, refuse: { code: 403, message: 'dnszones is forbidden' } }],
  },
  '403 for ever': {
    begin: ({ gateway, path }) => {
      gateway.faults.add({ path, refuse: { code: 403, message: 'dnszones is forbidden' } })
      gateway.cut({ path })
    },
    // The grace is half a minute.
    speed: 10,
    ends: 'refused (Forbidden)',
  },
  '401 for 3 s': {
    begin: ({ gateway, path }) => {
      gateway.faults.add({ path, forMs: 3_000, refuse: { code: 401 } })
      gateway.cut({ path })
    },
  },
  '404 of the collections for 3 s': {
    begin: ({ gateway, path }) => {
      gateway.faults.add({ path: `${path}.*(watch=true|/dnszones\\?|/projects\\?)`, forMs: 3_000, refuse: { code: 404 } })
      gateway.cut({ path })
    },
  },
  '410 as the answer to a watch, twice': {
    begin: ({ gateway, path }) => {
      gateway.faults.add({ path: `${path}.*watch=true`, count: 2, refuse: { code: 410, message: 'too old resource version' } })
      gateway.cut({ path })
    },
  },
  '429 with Retry-After, five times': {
    begin: ({ gateway, path }) => {
      gateway.faults.add({ path, count: 5, refuse: { code: 429, retryAfter: 1 } })
      gateway.cut({ path })
    },
  },
  '503 with Retry-After, five times': {
    begin: ({ gateway, path }) => {
      gateway.faults.add({ path, count: 5, refuse: { code: 503, retryAfter: 1 } })
      gateway.cut({ path })
    },
  },
  '500 for 3 s': {
    begin: ({ gateway, path }) => {
      gateway.faults.add({ path, forMs: 3_000, refuse: { code: 500 } })
      gateway.cut({ path })
    },
  },
  'more collections than streams': {
    projects: 6,
    begin: ({ gateway, path }) => gateway.cut({ path }),
  },
}

/** These go wrong for everybody, so one at a time. */
const AT_THE_SERVER = {
  'the server is asked to end and comes back': {
    begin: ({ controlPlane }) => controlPlane.restart({ signal: 'SIGTERM' }),
  },
  'the server crashes and is away for 2 s': {
    begin: ({ controlPlane }) => controlPlane.restart({ signal: 'SIGKILL', down: 2_000 }),
  },
  'the server crashes three times': {
    begin: async ({ controlPlane }) => {
      for (let times = 0; times < 3; times++) await controlPlane.restart({ signal: 'SIGKILL' })
    },
  },
  'etcd is compacted, and no watch can be resumed': {
    begin: async (run) => {
      const { controlPlane, gateway, path } = run
      // Nobody hears of what is written while the streams hold, and what was heard last is forgotten.
      const hold = gateway.faults.add({ path, hold: true })
      run.hiddenFromStreams = async () => {
        await controlPlane.compact()
        await controlPlane.restart({ signal: 'SIGKILL' })
        gateway.faults.remove(hold)
      }
    },
    end: (run) => run.hiddenFromStreams(),
  },
}

const FAULTS = { ...AT_THE_GATEWAY, ...AT_THE_SERVER }

describe('waits through faults', () => {
  /** @type {Awaited<ReturnType<typeof startKubernetes>>} */
  let kubernetes
  const results = []

  before(async () => {
    if (!skip) kubernetes = await startKubernetes({ reconciler: false })
  })
  after(async () => {
    await kubernetes?.stop()
    print(results.flat())
  })

  describe('at the gateway', { concurrency: AT_A_TIME }, () => {
    for (const name of Object.keys(AT_THE_GATEWAY)) test(name, { skip, timeout: 120_000 }, () => runFault(name))
  })
  describe('at the server', () => {
    for (const name of Object.keys(AT_THE_SERVER)) test(name, { skip, timeout: 120_000 }, () => runFault(name))
  })

  async function runFault(name) {
    const index = Object.keys(FAULTS).indexOf(name)
    const fault = FAULTS[name]
    const id = `f${index}`
    const run = { gateway: kubernetes.gateway, controlPlane: kubernetes.controlPlane, path: `/(projects|organizations)/${id}(-\\d)?/`, random: seeded(index) }
    const objects = plan(kubernetes, id, fault)
    await Promise.all(objects.map((object) => object.before?.()))
    for (const { watch, ...effect } of fault.always ?? []) {
      run.gateway.faults.add({ ...effect, path: watch === undefined ? run.path : `${run.path}.*${watch ? 'watch=true' : '(dnszones|projects)(\\?(?!.*watch=true)|$)'}` })
    }

    const began = Date.now()
    const waiting = startWaiting({ url: kubernetes.url, waits: objects.map(({ wait }) => wait), scopes: run.path, speed: fault.speed ?? 1 })
    await waiting.hasSeen(fault.isBlind ? 0 : objects.filter((object) => object.before).length)
    const begun = fault.begin?.(run)
    await Promise.all([begun, ...objects.map((object) => object.during?.())])
    await fault.end?.(run)
    await Promise.all(objects.map((object) => object.after?.()))
    const { verdicts, held, exit } = await waiting.ended
    const wrong = objects.filter(({ wait, ends }) => verdicts.get(wait.id) !== (fault.ends ?? ends))
    const requests = run.gateway.requests.filter(({ url }) => new RegExp(run.path).test(url)).length
    results[index] = { name, waits: objects.length, right: objects.length - wrong.length, held, exit, requests, seconds: (Date.now() - began) / 1000 }

    assert.deepEqual(Object.fromEntries(wrong.map(({ wait }) => [wait.id, verdicts.get(wait.id)])), Object.fromEntries(wrong.map(({ wait, ends }) => [wait.id, fault.ends ?? ends])))
    assert.deepEqual(held, { subscriptions: 0, timers: 0, requests: 0 })
    assert.equal(exit, 0)
  }
})

/** The waits of a run, each with what becomes of its object before, during and after the fault, and the verdict. */
function plan(kubernetes, id, { projects = 1, isBlind, speed = 1 }) {
  const all = []
  function add(kind, what, ends, { timeout = TIMEOUT, ...changes }) {
    const name = `${id}-${what}-${all.length}`
    const project = projects === 1 ? id : `${id}-${all.length % projects}`
    const labels = kind === 'child' ? { for: name } : undefined
    const object = kind === 'project' ? writer(kubernetes, 'organization', id, aProject({ name })) : writer(kubernetes, 'project', project, aZone({ name, labels }))
    const target = kind === 'project' ? { organization: id, name } : kind === 'child' ? { project, label: name } : { project, name }
    const bound = Object.fromEntries(Object.entries(changes).map(([when, change]) => [when, () => change(object)]))
    all.push({ wait: { id: name, kind, timeout: timeout * speed, ...target }, ends, ...bound })
  }
  const pending = (object) => object.create(PENDING)
  const ready = (object) => object.set(READY)
  for (const when of ['during', 'after']) {
    for (let copy = 0; copy < COPIES; copy++) {
      add('zone', 'ready', 'met', { before: pending, [when]: ready })
      add('zone', 'failed', 'failed (QuotaExceeded)', { before: pending, [when]: (zone) => zone.set(FAILED) })
      // What came and went unseen is no deletion.
      add('zone', 'deleted', isBlind ? 'never appeared' : 'deleted', { timeout: isBlind ? NEVER_TIMEOUT : TIMEOUT, before: pending, [when]: (zone) => zone.delete() })
      add('zone', 'recreated', isBlind ? 'met' : 'deleted', { before: pending, [when]: async (zone) => (await zone.delete(), zone.create(READY)) })
      add('zone', 'created', 'met', { [when]: (zone) => zone.create(READY) })
      add('gone', 'gone', 'met', { before: (zone) => zone.create(READY), [when]: (zone) => zone.delete() })
      add('child', 'child', 'met', { before: pending, [when]: ready })
      add('events', 'events', 'met', { before: pending, [when]: ready })
    }
    add('project', 'project', 'met', { before: (project) => project.create(['Ready=Unknown']), [when]: (project) => project.set(['Ready=True']) })
  }
  const change = (value) => (zone) => zone.change({ dnsZoneClassName: value })
  add('zone', 'stale', 'met', {
    before: async (zone) => (await zone.create(READY), change('second')(zone)),
    during: change('third'),
    after: ready,
  })
  add('zone', 'never', 'timed out', { timeout: NEVER_TIMEOUT, before: pending })
  add('zone', 'absent', 'never appeared', { timeout: NEVER_TIMEOUT })
  return all
}

/** Waits in a process of its own, which is to end by itself. */
function startWaiting(run) {
  const child = spawn(process.execPath, [FIXTURE, JSON.stringify(run)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)))
  const verdicts = new Map()
  const seen = new Set()
  let isGone = false
  let held
  let changed = () => {}
  const waiting = {
    /** Resolves when so many waits have seen their object, or have ended all the same. */
    async hasSeen(count) {
      while (seen.size < count && !isGone) await new Promise((resolve) => (changed = resolve))
    },
  }
  const told = (async () => {
    let rest = ''
    for await (const chunk of child.stdout.setEncoding('utf8')) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop()
      for (const news of lines.map((line) => JSON.parse(line))) {
        if (news.id) seen.add(news.id)
        changed()
        if (news.verdict) verdicts.set(news.id, news.verdict)
        if (news.held) {
          held = news.held
          setTimeout(() => child.kill('SIGKILL'), EXITS_WITHIN).unref()
        }
      }
    }
  })()
  waiting.ended = Promise.all([told, exited]).then(([, exit]) => {
    isGone = true
    changed()
    return { verdicts, held, exit }
  })
  return waiting
}

function print(results) {
  const rows = [['what goes wrong', 'waits', 'right', 'subscriptions', 'timers', 'streams', 'exit', 'requests', 'seconds']]
  for (const { name, waits, right, held = {}, exit, requests, seconds } of results) {
    rows.push([name, waits, right, held.subscriptions, held.timers, held.requests, exit, requests, seconds.toFixed(1)].map(String))
  }
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  for (const row of rows) console.log(row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join('  '))
  const sum = (of) => results.reduce((total, result) => total + of(result), 0)
  const leaked = sum(({ held = {} }) => (held.subscriptions ?? 0) + (held.timers ?? 0) + (held.requests ?? 0))
  console.log(`${results.length} faults, ${sum(({ waits }) => waits)} waits, ${sum(({ right }) => right)} right, ${leaked} leaked`)
}

/** mulberry32: the same bytes each time. */
function seeded(seed) {
  let state = seed + 1
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

async function eventually(isSo, within = 15_000) {
  const end = Date.now() + within
  while (!isSo()) {
    assert.ok(Date.now() < end, `not within ${within} ms: ${isSo}`)
    await sleep(20)
  }
}
