//! Whatever happens in whatever order, the pool keeps its promises: at most so many streams an origin, one request a
//! connection, never stuck, and once nothing fails any more every connection is up to date.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// What the page half would know of a connection.
#[derive(Debug, Default)]
struct Seen {
    origin: usize,
    is_listing: bool,
    is_watching: bool,
    is_wanted: bool,
    /// It was listed, or a stream opened, since the last failure.
    is_current: bool,
}

struct World {
    pool: Pool,
    now: f64,
    is_paused: bool,
    seen: BTreeMap<u32, Seen>,
}

const ORIGINS: [&str; 2] = ["https://a", "https://b"];
const LIMIT: u32 = 2;

#[derive(Clone, Copy, Debug)]
enum Step {
    Open(usize),
    Tell(usize, u8),
    Wait(u32),
    Sleep(u32),
    Pause,
    Resume,
}

impl World {
    fn new(seed: u64) -> Self {
        Self { pool: Pool::new(seed), now: 0.0, is_paused: false, seen: BTreeMap::new() }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Open(origin) => {
                let id = self.pool.open(self.now, ORIGINS[origin], LIMIT);
                let former = self.seen.insert(id, Seen { origin, is_wanted: true, ..Seen::default() });
                assert!(former.is_none(), "an id was given away twice");
            }
            Step::Tell(which, what) => {
                let Some(id) = self.seen.keys().nth(which % self.seen.len().max(1)).copied() else { return };
                self.tell(id, what);
            }
            Step::Wait(time) => self.wait(f64::from(time)),
            Step::Sleep(time) => {
                let due = self.pool.poll_deadline().unwrap_or(f64::INFINITY);
                self.now += f64::from(time) * 1_000.0;
                if self.now > due {
                    self.pool.woken(self.now, due);
                    self.pool.timer(self.now);
                }
            }
            Step::Pause => {
                self.pool.pause();
                self.is_paused = true;
            }
            Step::Resume => {
                self.pool.resume(self.now);
                self.is_paused = false;
            }
        }
        self.act();
    }

    /// Answers as a server could; an answer to no request stays in the page half and is told all the same.
    fn tell(&mut self, id: u32, what: u8) {
        let Some(seen) = self.seen.get_mut(&id) else { return };
        let input = match what {
            0 | 1 => Input::Page { has_more: false },
            2 => Input::Page { has_more: true },
            3 => Input::Opened,
            4 => Input::Heard { is_event: true },
            5 => Input::Heard { is_event: false },
            6 => Input::Ended,
            7 => Input::Failed,
            8 => Input::Refused { code: 410, retry_after: None },
            9 => Input::Refused { code: 403, retry_after: None },
            10 => Input::Refused { code: 429, retry_after: Some(3_000.0) },
            11 => Input::Widened,
            12 => {
                seen.is_wanted = true;
                Input::Wanted
            }
            _ => {
                seen.is_wanted = false;
                Input::Unwanted
            }
        };
        match input {
            Input::Page { has_more } if seen.is_listing => {
                seen.is_listing = false;
                seen.is_current |= !has_more;
            }
            Input::Opened if seen.is_watching => seen.is_current = true,
            Input::Ended if seen.is_listing => (seen.is_listing, seen.is_current) = (false, false),
            Input::Ended if seen.is_watching => seen.is_watching = false,
            Input::Failed | Input::Refused { .. } if seen.is_watching || seen.is_listing => {
                (seen.is_watching, seen.is_listing, seen.is_current) = (false, false, false);
            }
            Input::Widened => seen.is_current = false,
            Input::Page { .. } | Input::Heard { .. } | Input::Wanted | Input::Unwanted => {}
            Input::Opened | Input::Ended | Input::Failed | Input::Refused { .. } => {}
        }
        self.pool.input(self.now, id, input);
    }

    fn wait(&mut self, time: f64) {
        let end = self.now + time;
        let mut turns = 0;
        while let Some(due) = self.pool.poll_deadline().filter(|due| *due <= end) {
            turns += 1;
            assert!(turns < 10_000, "the timer fires without end");
            self.now = self.now.max(due);
            self.pool.timer(self.now);
            self.act();
        }
        self.now = end;
    }

    fn act(&mut self) {
        while let Some((id, action)) = self.pool.poll_action() {
            let seen = self.seen.get_mut(&id).expect("it is told of connections that are there");
            match action {
                Action::List { .. } | Action::NextPage => {
                    assert!(!seen.is_listing && !seen.is_watching, "two requests at once");
                    seen.is_listing = true;
                }
                Action::Watch { seconds } => {
                    assert!((15..=90).contains(&seconds));
                    assert!(!seen.is_listing && !seen.is_watching, "two requests at once");
                    seen.is_watching = true;
                }
                Action::Abort => (seen.is_listing, seen.is_watching, seen.is_current) = (false, false, false),
                Action::TellRefusal => {}
                Action::Close => {
                    assert!(!seen.is_wanted, "a connection that is wanted was closed");
                    self.seen.remove(&id);
                }
            }
        }
        self.check();
    }

    fn check(&mut self) {
        for origin in 0..ORIGINS.len() {
            let streams = self.seen.values().filter(|seen| seen.origin == origin && seen.is_watching).count();
            assert!(streams <= LIMIT as usize, "{streams} streams to an origin");
        }
        let is_busy = self.seen.values().any(|seen| seen.is_listing || seen.is_watching);
        if self.is_paused && !self.seen.is_empty() {
            assert!(!is_busy, "a paused page asks");
            assert_eq!(self.pool.poll_deadline(), None, "a paused page has a timer");
        } else {
            assert_eq!(
                self.pool.poll_deadline().is_some(),
                !self.seen.is_empty(),
                "stuck, or a timer for nothing"
            );
        }
        assert_eq!(self.pool.is_empty(), self.seen.is_empty());
        // As where nobody hears any more that the page is back.
        self.is_paused &= !self.seen.is_empty();
    }

    /// From now on the server answers all it is asked; afterwards everybody has what they want.
    fn recover(&mut self) {
        self.step(Step::Resume);
        for _ in 0..150 {
            let open: Vec<_> =
                self.seen.iter().map(|(id, seen)| (*id, seen.is_listing, seen.is_watching)).collect();
            for (id, is_listing, is_watching) in open {
                if is_listing {
                    self.tell(id, 0);
                } else if is_watching {
                    self.tell(id, 3);
                    self.tell(id, 4);
                }
                self.act();
            }
            self.wait(1_000.0);
        }
        for (id, seen) in &self.seen {
            assert!(seen.is_wanted, "{id} is open for nobody");
            assert!(seen.is_current, "{id} is out of date: {seen:?}");
        }
    }
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (0..ORIGINS.len()).prop_map(Step::Open),
        16 => (0..8_usize, 0..14_u8).prop_map(|(which, what)| Step::Tell(which, what)),
        5 => (0..8_000_u32).prop_map(Step::Wait),
        1 => (0..200_u32).prop_map(Step::Sleep),
        1 => Just(Step::Pause),
        2 => Just(Step::Resume),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_pool_keeps_its_promises_and_recovers(seed: u64, steps in prop::collection::vec(step(), 0..120)) {
        let mut world = World::new(seed);
        for step in steps {
            world.step(step);
        }
        world.recover();
    }
}
