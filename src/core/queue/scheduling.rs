//! What only some tasks have: a priority, a key, automatic attempts, a total timeout, a
//! `dedupeKey`.
//!
//! It is kept apart from the task, so that the many tasks without it cost one pointer.

use super::dedupe::DedupeId;
use super::ready_queue::KeyId;

/// The options of such a task.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SchedulingOptions {
    /// Larger starts earlier.
    pub priority: f64,
    /// Tasks with the same one never run at the same time.
    pub key: Option<KeyId>,
    /// Milliseconds from the first start, over all automatic attempts; infinite: no limit.
    pub total_timeout: f64,
    /// Whether and how the task is retried automatically.
    pub retry: Option<RetryPolicy>,
    /// At most one unfinished task may have the same one.
    pub dedupe_key: Option<DedupeId>,
}

impl SchedulingOptions {
    /// None of them.
    pub const NONE: Self =
        Self { priority: 0.0, key: None, total_timeout: f64::INFINITY, retry: None, dedupe_key: None };
}

/// The schedule of automatic attempts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RetryPolicy {
    /// Runs in all.
    pub attempts: u32,
    /// Milliseconds before the second run.
    pub min_delay: f64,
    /// Milliseconds at most, before the jitter.
    pub max_delay: f64,
    /// Each pause is this many times the one before.
    pub factor: f64,
    /// The largest fraction by which a pause is lengthened.
    pub jitter: f64,
}

impl RetryPolicy {
    /// The default of `retry: {}`.
    pub const DEFAULT: Self =
        Self { attempts: 3, min_delay: 1_000.0, max_delay: 30_000.0, factor: 2.0, jitter: 0.2 };

    /// The pause after this many attempts; `random` is from 0 to 1.
    pub(super) fn pause(&self, attempts: u32, random: f64) -> f64 {
        let mut pause = self.min_delay;
        // A thousand doublings are more than any number holds.
        for _ in 1..attempts.min(1_100) {
            if pause >= self.max_delay {
                break;
            }
            pause *= self.factor;
        }
        let pause = pause.min(self.max_delay);
        (pause * (1.0 + self.jitter * random)).floor().max(pause)
    }
}

impl Phase {
    /// All of them, in the order of their numbers.
    pub(super) const ALL: [Self; 5] = [Self::Away, Self::Ready, Self::Asking, Self::Pausing, Self::Offline];
}

/// The phase of a task with scheduling options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// It runs or has ended.
    Away,
    /// It waits for a slot.
    Ready,
    /// An attempt has failed, and whether another follows is being asked.
    Asking,
    /// It pauses before the next attempt.
    Pausing,
    /// It waits for the network before the next attempt.
    Offline,
}

/// The state that goes with the options.
#[derive(Debug, Clone)]
pub(super) struct Scheduling {
    pub(super) priority: f64,
    pub(super) key: Option<KeyId>,
    pub(super) total_timeout: f64,
    pub(super) retry: Option<RetryPolicy>,
    pub(super) dedupe_key: Option<DedupeId>,
    pub(super) phase: Phase,
    /// The deadline of all attempts; infinite before the first start.
    pub(super) total_deadline: f64,
    /// When the pause ends, while there is one.
    pub(super) next_attempt: f64,
    /// The same by the wall clock, until the attempt starts; else NaN.
    pub(super) next_attempt_at: f64,
    /// When the current attempt times out by its own limit; while it sleeps, the time left until then.
    pub(super) attempt_deadline: f64,
    /// How many of its sleeps are under way.
    pub(super) asleep: u32,
    /// Whether the next start resumes an attempt that began in another queue.
    pub(super) is_resumed: bool,
}

impl Scheduling {
    pub(super) fn new(options: &SchedulingOptions) -> Self {
        Self {
            priority: options.priority + 0.0,
            key: options.key,
            total_timeout: options.total_timeout,
            retry: options.retry,
            dedupe_key: options.dedupe_key,
            phase: Phase::Away,
            total_deadline: f64::INFINITY,
            next_attempt: f64::INFINITY,
            next_attempt_at: f64::NAN,
            attempt_deadline: f64::INFINITY,
            asleep: 0,
            is_resumed: false,
        }
    }

    /// Smaller starts earlier. Never -0, which the heap would order before 0.
    pub(super) fn rank(&self) -> f64 {
        0.0 - self.priority
    }

    /// An attempt with this limit starts. Returns its deadline.
    pub(super) fn start(&mut self, now: f64, timeout: f64) -> f64 {
        if self.total_deadline.is_infinite() {
            self.total_deadline = now + self.total_timeout;
        }
        self.next_attempt_at = f64::NAN;
        self.attempt_deadline = now + timeout;
        self.asleep = 0;
        self.attempt_deadline.min(self.total_deadline)
    }

    /// The deadline of a waiting task.
    pub(super) fn next_due(&self) -> f64 {
        let pauses = self.phase == Phase::Pausing;
        if pauses { self.next_attempt.min(self.total_deadline) } else { self.total_deadline }
    }

    /// Prepares a manual retry.
    pub(super) fn rewind(&mut self) {
        self.total_deadline = f64::INFINITY;
        self.next_attempt = f64::INFINITY;
        self.next_attempt_at = f64::NAN;
        self.is_resumed = false;
    }
}
