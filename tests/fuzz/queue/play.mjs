// Plays a scenario on a real queue and on the model of it, side by side.
import assert from 'node:assert/strict';
import { Session } from './session.mjs';
import { Network } from './network.mjs';
import { Time, macrotask } from './time.mjs';
import { foreignEntry } from './saved.mjs';

const LONGEST_END = 400;

/** Rejects at the first difference. `counts` accumulates over all games. */
export async function play(TaskQueue, scenario, counts) {
  const { error } = console;
  const player = new Player(TaskQueue, scenario, counts);
  console.error = (value) => player.said.push(value);
  player.time.take();
  player.network.take();
  try {
    await player.play();
  } finally {
    player.time.giveBack();
    player.network.giveBack();
    console.error = error;
  }
}

class Player {
  time = new Time();
  network = new Network();
  session;
  said = [];
  #TaskQueue;
  #scenario;
  #counts;
  #sessions = 0;

  constructor(TaskQueue, scenario, counts) {
    this.#TaskQueue = TaskQueue;
    this.#scenario = scenario;
    this.#counts = counts;
  }

  async play() {
    const { store, steps } = this.#scenario;
    await this.#begin(
      (store?.entries ?? []).map((status, at) => foreignEntry(`gone-${at}`, `f${at}`, status)),
    );
    for (const [at, step] of steps.entries()) {
      await this.#step(step).catch((error) => {
        error.message = `at step ${at + 1}: ${error.message}`;
        throw error;
      });
    }
    await this.#end();
  }

  async #begin(entries) {
    this.said = [];
    this.session = new Session(
      ++this.#sessions,
      this.#TaskQueue,
      this.#scenario,
      entries,
      this.time,
      this.network,
      this.#counts,
    );
    this.session.said = this.said;
    await this.#settled();
  }

  async #step(step) {
    const { session } = this;
    session.inside = (step.inside ?? []).map((inner) => ({ ...inner }));
    switch (step.op) {
      case 'pass':
        this.#counts.operations += 1;
        await this.#advance(step.ms);
        break;
      case 'suspend':
        this.#counts.operations += 1;
        this.time.pass(step.ms);
        await this.#advance(0);
        break;
      case 'reopen':
      case 'reopen after loss':
        this.#counts.operations += 1;
        await this.#reopen(step.op === 'reopen');
        break;
      default:
        session.saved.begin();
        session.perform(step);
        // What a getter does comes before the call.
        session.checkReturned(step.spec?.isGetter !== true);
        await this.#settled();
    }
    session.inside = [];
  }

  async #settled() {
    await macrotask();
    this.session.checkSettled();
  }

  /** Time passes, and each timer fires when it is due. */
  async #advance(milliseconds) {
    const { time, session } = this;
    const end = time.elapsed + milliseconds;
    for (let isCalm = false; ; ) {
      const timer = time.takeDue(Math.max(end, time.elapsed));
      if (timer === undefined && isCalm) break;
      isCalm = timer === undefined;
      time.pass(Math.max(0, (isCalm ? end : timer.due) - time.elapsed));
      if (!isCalm) {
        session.fire(timer);
        session.checkReturned();
      }
      await this.#settled();
    }
    session.checkSaved();
  }

  /** A new queue on what the store holds: after `dispose`, or after the page of the former is gone. */
  async #reopen(isDisposed) {
    const { session } = this;
    if (session.store === undefined) return;
    if (isDisposed) await this.#dispose();
    const entries = structuredClone([...session.store.kept.values()]);
    session.leave();
    this.time.forgetTimers();
    this.network.forgetListeners();
    await this.#begin(entries);
    this.#counts.reopened += 1;
  }

  async #dispose() {
    this.session.perform({ op: 'dispose' });
    this.session.checkReturned();
    await this.#settled();
    assert.equal(this.time.timers.length, 0, 'a timer after dispose');
    assert.equal(this.network.listeners, 0, 'who listens to the network after dispose');
  }

  /** What runs returns, time passes, and in the end nothing is left. */
  async #end() {
    const { session, time } = this;
    const { model } = session;
    for (const step of [
      { op: 'resume' },
      { op: 'setConcurrency', concurrency: 3 },
      { op: 'network', isOnline: true },
    ])
      await this.#step(step);
    for (
      let round = 0;
      model.tasks.some(({ status }) => status === 'pending' || status === 'running');
      round += 1
    ) {
      assert.ok(round < LONGEST_END, 'a task never ends');
      if (session.bodies.open.length > 0) await this.#step({ op: 'settle', pick: 0, ok: true });
      else if (model.due < Infinity) await this.#advance(Math.max(1, model.due - time.elapsed));
      else break;
    }
    await this.#dispose();
    session.bodies.readLate();
    await this.#settled();
    session.leave();
    this.#counts.tasks += model.tasks.length;
    this.#counts.degraded += session.store?.hasTold ? 1 : 0;
  }
}
