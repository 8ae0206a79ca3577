use super::super::{Config, Decision, Poll, RateLimit, RetryPolicy, SchedulingOptions, Spec};
use super::*;

struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn spec(&mut self) -> Spec {
        let retry = RetryPolicy { attempts: 3, min_delay: 40.0, max_delay: 90.0, factor: 2.0, jitter: 0.5 };
        let scheduling = SchedulingOptions {
            priority: self.below(3) as f64 - 1.0,
            key: (self.below(2) == 0).then(|| self.below(3) as u32),
            total_timeout: if self.below(3) == 0 { 200.0 } else { f64::INFINITY },
            retry: (self.below(2) == 0).then_some(retry),
            dedupe_key: (self.below(3) == 0).then(|| self.below(2) as u32),
        };
        let items = (self.below(2) == 0).then(|| self.below(4) as usize);
        Spec {
            timeout: [f64::INFINITY, 30.0, 120.0][self.below(3) as usize],
            items,
            itemwise: items.is_some() && self.below(2) == 0,
            item_concurrency: 1 + self.below(3) as usize,
            stop_on_error: self.below(2) == 0,
            scheduling: (self.below(3) > 0).then_some(scheduling),
        }
    }

    fn input(&mut self, now: f64) -> Input {
        let (task, run, ok) = (self.below(10) as u32, self.below(40) as u32, self.below(2) == 0);
        let position = self.below(4) as usize;
        match self.below(20) {
            0..5 => Input::Enqueue(self.spec()),
            5..7 => Input::Settled { task, run, ok },
            7..9 => Input::ItemSettled { task, run, position, ok },
            9 => Input::Report { task, run, position: ok.then_some(position), ok: self.below(2) == 0 },
            10 => Input::Progress { task, run, fraction: 0.5 },
            11 => Input::Cancel { task, has_reason: ok },
            12 => Input::Retry(task),
            13 => Input::Dismiss(task),
            14 => Input::Priority { task, priority: self.below(3) as f64 },
            15 if ok => Input::Pause,
            16 if ok => Input::Concurrency(1 + self.below(3) as usize),
            17 if self.below(40) == 0 => Input::Dispose,
            15..18 => Input::Resume,
            _ => Input::Fired { due: now },
        }
    }
}

/// Gives the queue what the record notes.
fn give(queue: &mut Queue, recording: &mut Recording, now: Now, input: Input) {
    recording.note(now, input);
    input.give(queue, now);
}

fn pump(queue: &mut Queue, recording: &mut Recording, now: Now, draw: &mut Draw) {
    let may_start = draw.below(8) > 0;
    while let Poll::Do(action) = queue.clone().poll_action(Some(now), may_start) {
        give(queue, recording, now, Input::Poll { may_start });
        if let super::super::Action::AskRetry { task, run } = action {
            let decision = Decision { again: draw.below(4) > 0, retry_after: f64::NAN, random: 0.25 };
            give(queue, recording, now, Input::Decide { task, run, decision });
        }
        // A turn may be cut short by what is called.
        if draw.below(16) == 0 {
            return;
        }
    }
}

#[test]
fn a_recording_replayed_ends_in_the_same_states() {
    for seed in 1..400 {
        let mut draw = Draw(seed * 0x9E37_79B9);
        let config = Config {
            concurrency: 1 + draw.below(3) as usize,
            cancel_grace: 50.0,
            paused: false,
            history_limit: if draw.below(2) == 0 { usize::MAX } else { 3 },
            rate_limit: (draw.below(3) == 0).then_some(RateLimit { limit: 2, interval: 60.0 }),
        };
        let mut queue = Queue::new(config);
        let mut recording = Recording::new(&queue, [0, 1, 7, 50, 10_000][draw.below(5) as usize]);
        let mut now = Now { moment: 1_000.0, wall: 5_000.0 };
        for _ in 0..200 {
            now.moment += draw.below(30) as f64;
            now.wall += 7.0;
            let input = draw.input(now.moment);
            give(&mut queue, &mut recording, now, input);
            pump(&mut queue, &mut recording, now, &mut draw);
        }
        assert!(recording.inputs.len() <= recording.limit);
        let replayed = replay(&recording.before(), &recording.inputs()).unwrap();
        assert_eq!(format!("{:?}", replayed.seen()), format!("{:?}", queue.seen()), "seed {seed}");
        assert_eq!(replayed.clone().next_deadline(), queue.next_deadline(), "seed {seed}");
    }
}

fn replay(before: &[f64], inputs: &[f64]) -> Option<Queue> {
    let mut queue = Queue::restore(before)?;
    let mut rest = inputs;
    while let Some((len, behind)) = rest.split_first() {
        let (numbers, next) = behind.split_at_checked(*len as usize)?;
        let (now, input) = Input::read(numbers)?;
        input.give(&mut queue, now);
        rest = next;
    }
    Some(queue)
}

#[test]
fn numbers_that_are_no_recording_are_refused() {
    assert!(Queue::restore(&[]).is_none());
    assert!(Queue::restore(&[1.0, 2.0, f64::NAN, 4.0, -1.0, 1e300, 7.0, 8.0, 9.0, 1e18]).is_none());
    assert!(Input::read(&[99.0, 0.0, 0.0]).is_none());
    assert!(Input::read(&[0.0, 0.0]).is_none());
    let mut draw = Draw(5);
    for _ in 0..2_000 {
        let numbers: Vec<_> = (0..draw.below(60)).map(|_| draw.below(9) as f64 - 1.0).collect();
        let _ = Queue::restore(&numbers).map(|mut queue| queue.next_deadline());
        let _ = Input::read(&numbers);
    }
}
