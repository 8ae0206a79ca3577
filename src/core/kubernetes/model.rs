//! Whatever happens in whatever order, the pool keeps its promises: no more streams an origin than allowed, none that the
//! other tabs have not granted, one request a connection, never stuck. Once nothing fails any more every connection is
//! up to date, and so it is while lists work and no stream does. Reads expire on time. A server that takes any version and
//! stays silent is listed once, soon after it was unreachable, and never again.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::limits::READ_TIMEOUT;
use super::*;

/// What the web half would know of a connection.
#[derive(Debug, Default)]
struct Seen {
    origin: usize,
    is_listing: bool,
    is_watching: bool,
    /// When the stream is to end.
    ends_at: f64,
    has_subscribers: bool,
    /// Its streams have to be granted by the other tabs; whether one was asked for, and granted.
    with_tabs: bool,
    has_requested: bool,
    is_granted: bool,
    /// When it was listed, or an event arrived.
    heard_at: f64,
    /// It was listed, or a stream opened, since the last failure.
    is_current: bool,
    /// It has a subscriber that does not know the state yet.
    is_behind: bool,
    lists: u32,
}

struct World {
    pool: Pool,
    now: f64,
    is_paused: bool,
    seen: BTreeMap<u32, Seen>,
    /// The reads under way, and when each expires.
    reads: BTreeMap<u32, f64>,
}

const ORIGINS: [&str; 2] = ["https://a", "https://b"];
const LIMIT: u32 = 2;

#[derive(Clone, Copy, Debug)]
enum Step {
    Open(usize, bool),
    Grant(usize),
    Report(usize, u8),
    BeginRead,
    RenewRead(usize),
    EndRead(usize),
    Wait(u32),
    Sleep(u32),
    Pause,
    Resume,
}

impl World {
    fn new(seed: u64) -> Self {
        Self {
            pool: Pool::new(seed),
            now: 0.0,
            is_paused: false,
            seen: BTreeMap::new(),
            reads: BTreeMap::new(),
        }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Open(origin, with_tabs) => {
                let sharing = Sharing { max_streams: LIMIT, with_tabs };
                let id = self.pool.open(self.now, ORIGINS[origin], sharing);
                let seen = Seen { origin, with_tabs, has_subscribers: true, ..Seen::default() };
                let former = self.seen.insert(id, seen);
                assert!(former.is_none(), "an id was given away twice");
            }
            Step::Grant(which) => {
                let asking = self.seen.iter().filter(|(_, seen)| seen.has_requested && !seen.is_granted);
                let asking: Vec<u32> = asking.map(|(id, _)| *id).collect();
                let Some(id) = asking.get(which % asking.len().max(1)).copied() else { return };
                self.grant(id);
            }
            Step::Report(which, what) => {
                let Some(id) = self.seen.keys().nth(which % self.seen.len().max(1)).copied() else { return };
                self.report(id, what);
            }
            Step::BeginRead => {
                let former = self.reads.insert(self.pool.begin_read(self.now), self.now + READ_TIMEOUT);
                assert!(former.is_none(), "the id of a read was given away twice");
            }
            Step::RenewRead(which) => {
                let Some(id) = self.read(which) else { return };
                self.reads.insert(id, self.now + READ_TIMEOUT);
                self.pool.renew_read(self.now, id);
            }
            Step::EndRead(which) => {
                let Some(id) = self.read(which) else { return };
                self.reads.remove(&id);
                self.pool.end_read(id);
            }
            Step::Wait(time) => self.wait(f64::from(time)),
            Step::Sleep(time) => {
                let due = self.pool.poll_deadline().unwrap_or(f64::INFINITY);
                self.now += f64::from(time) * 1_000.0;
                if self.now > due {
                    self.pool.handle_wakeup(self.now, due);
                    self.pool.handle_timeout(self.now);
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

    fn read(&self, which: usize) -> Option<u32> {
        self.reads.keys().nth(which % self.reads.len().max(1)).copied()
    }

    /// Answers as a server could. An answer to no request is reported all the same.
    fn report(&mut self, id: u32, what: u8) {
        let Some(seen) = self.seen.get_mut(&id) else { return };
        let input = match what {
            0 | 1 => Input::PageReceived { has_more: false },
            2 => Input::PageReceived { has_more: true },
            3 => Input::StreamOpened,
            4 => Input::DataReceived(Content::Event),
            5 => Input::DataReceived(Content::Part),
            6 => Input::StreamEnded,
            7 => Input::RequestFailed,
            8 => Input::RequestRefused { refusal: Refusal::Version, retry_after: None },
            9 => Input::RequestRefused { refusal: Refusal::Forbidden, retry_after: None },
            10 => Input::RequestRefused { refusal: Refusal::Busy, retry_after: Some(3_000.0) },
            11 => Input::SelectionWidened,
            12 => {
                seen.has_subscribers = true;
                Input::Subscribed
            }
            13 => Input::RequestRefused { refusal: Refusal::Failed, retry_after: None },
            14 => Input::RequestRefused { refusal: Refusal::Denied, retry_after: None },
            15 => Input::RequestRefused { refusal: Refusal::Invalid, retry_after: None },
            16 => Input::LimitExceeded,
            17 => Input::DataReceived(Content::Other),
            // One that was not asked for.
            18 => Input::StreamGranted,
            19 => Input::DataReceived(Content::Bookmark),
            20 => Input::VersionMissing,
            21 => {
                seen.is_behind = true;
                Input::Joined
            }
            _ => {
                seen.has_subscribers = false;
                Input::Unsubscribed
            }
        };
        match input {
            Input::PageReceived { has_more } if seen.is_listing => {
                seen.is_listing = false;
                seen.is_current |= !has_more;
                if !has_more {
                    (seen.heard_at, seen.is_behind) = (self.now, false);
                }
            }
            Input::StreamOpened if seen.is_watching => seen.is_current = true,
            Input::StreamEnded if seen.is_listing => (seen.is_listing, seen.is_current) = (false, false),
            Input::StreamEnded if seen.is_watching => seen.is_watching = false,
            Input::RequestFailed
            | Input::RequestRefused { .. }
            | Input::LimitExceeded
            | Input::VersionMissing
                if seen.is_watching || seen.is_listing =>
            {
                (seen.is_watching, seen.is_listing, seen.is_current) = (false, false, false);
            }
            Input::SelectionWidened => seen.is_current = false,
            Input::PageReceived { .. }
            | Input::DataReceived(_)
            | Input::Subscribed
            | Input::Unsubscribed
            | Input::Joined => {}
            Input::StreamOpened
            | Input::StreamEnded
            | Input::RequestFailed
            | Input::RequestRefused { .. }
            | Input::LimitExceeded
            | Input::VersionMissing => {}
            Input::StreamGranted if seen.has_requested => seen.is_granted = true,
            Input::StreamGranted => {}
        }
        self.pool.handle_input(self.now, id, input);
    }

    fn grant(&mut self, id: u32) {
        if let Some(seen) = self.seen.get_mut(&id).filter(|seen| seen.has_requested) {
            seen.is_granted = true;
            self.pool.handle_input(self.now, id, Input::StreamGranted);
        }
    }

    fn wait(&mut self, time: f64) {
        let end = self.now + time;
        let mut turns = 0;
        while let Some(due) = self.pool.poll_deadline().filter(|due| *due <= end) {
            turns += 1;
            assert!(turns < 10_000, "the timer fires without end");
            self.now = self.now.max(due);
            self.pool.handle_timeout(self.now);
            self.act();
        }
        self.now = end;
    }

    fn act(&mut self) {
        while let Some((id, action)) = self.pool.poll_action() {
            let seen = self.seen.get_mut(&id).expect("the connection exists");
            match action {
                Action::List { .. } | Action::NextPage => {
                    assert!(!seen.is_listing && !seen.is_watching, "two requests at once");
                    seen.is_listing = true;
                    seen.lists += 1;
                }
                Action::Watch { seconds } => {
                    assert!((15..=90).contains(&seconds));
                    assert!(!seen.is_listing && !seen.is_watching, "two requests at once");
                    assert!(!seen.with_tabs || seen.is_granted, "a stream that was not granted");
                    seen.is_watching = true;
                    seen.ends_at = self.now + f64::from(seconds) * 1_000.0;
                }
                Action::RequestStream => {
                    assert!(seen.with_tabs && !seen.has_requested, "a stream was asked for twice");
                    seen.has_requested = true;
                }
                Action::ReleaseStream => {
                    assert!(seen.has_requested, "what nobody asked for was given back");
                    assert!(!seen.is_watching, "a stream goes on that was given back");
                    (seen.has_requested, seen.is_granted) = (false, false);
                }
                Action::Abort => (seen.is_listing, seen.is_watching, seen.is_current) = (false, false, false),
                Action::Replay => {
                    assert!(seen.is_current, "a new subscriber is given a former state");
                    seen.is_behind = false;
                }
                Action::ReportRefusal | Action::StreamLost { .. } | Action::StreamRefused { .. } => {}
                Action::Close => {
                    assert!(!seen.has_subscribers, "a connection with subscribers was closed");
                    self.seen.remove(&id);
                }
            }
        }
        while let Some(id) = self.pool.poll_expired_read(self.now) {
            let expires = self.reads.remove(&id).expect("the read is under way");
            assert!(expires <= self.now, "a read was given up too soon");
        }
        self.check();
    }

    fn check(&mut self) {
        for origin in 0..ORIGINS.len() {
            let streams = self.seen.values().filter(|seen| seen.origin == origin && seen.is_watching).count();
            assert!(streams <= LIMIT as usize, "{streams} streams to an origin");
        }
        let deadline = self.pool.poll_deadline();
        let next_expiry = self.reads.values().copied().reduce(f64::min);
        if let Some(expiry) = next_expiry {
            assert!(deadline.is_some_and(|at| at <= expiry), "a read is not given up in time");
        }
        let is_busy = self.seen.values().any(|seen| seen.is_listing || seen.is_watching);
        if self.is_paused && !self.seen.is_empty() {
            assert!(!is_busy, "a paused page makes requests");
            assert_eq!(deadline, next_expiry, "a paused page has a timer");
        } else {
            let has_work = !self.seen.is_empty() || !self.reads.is_empty();
            assert_eq!(deadline.is_some(), has_work, "stuck, or a timer for nothing");
        }
        assert_eq!(self.pool.is_empty(), self.seen.is_empty() && self.reads.is_empty());
        // Nobody listens any more for the page to come back.
        self.is_paused &= !self.seen.is_empty();
    }

    /// From now on the server answers every request; afterwards every connection is up to date.
    fn recover(&mut self) {
        self.settle(&[3, 4]);
        assert!(self.reads.is_empty(), "reads are under way for ever");
        for (id, seen) in &self.seen {
            assert!(seen.has_subscribers, "{id} is open without subscribers");
            assert!(seen.is_current && !seen.is_behind, "{id} is out of date: {seen:?}");
        }
    }

    /// From now on the server answers every list, and every stream so; afterwards every connection has just been read.
    fn recover_without_streams(&mut self, stream: &[u8]) {
        self.settle(stream);
        for (id, seen) in &self.seen {
            let silence = self.now - seen.heard_at;
            assert!(silence <= 11_000.0, "{id} was read {silence} ms ago though it has no stream: {seen:?}");
        }
    }

    /// From now on the server answers every list, and lets every stream last to its end in silence. Returns after how long
    /// the first list was made, if there was one, and how many there were.
    fn listen_in_silence(&mut self, id: u32, time: f64) -> (Option<f64>, u32) {
        let (start, before) = (self.now, self.seen[&id].lists);
        let mut listed_after = None;
        while self.now < start + time {
            let seen = &self.seen[&id];
            if seen.lists > before && listed_after.is_none() {
                listed_after = Some(self.now - start);
            }
            if seen.is_listing {
                self.report(id, 0);
            } else if seen.is_watching {
                let ends_at = seen.ends_at;
                self.report(id, 3);
                self.act();
                self.wait(ends_at - self.now);
                self.report(id, 6);
            } else if seen.has_requested && !seen.is_granted {
                self.grant(id);
            } else {
                self.wait(10.0);
            }
            self.act();
        }
        (listed_after, self.seen[&id].lists - before)
    }

    fn settle(&mut self, stream: &[u8]) {
        self.step(Step::Resume);
        for _ in 0..150 {
            self.settle_once(stream);
        }
    }

    fn settle_once(&mut self, stream: &[u8]) {
        let open: Vec<_> = self.seen.keys().copied().collect();
        for id in open {
            self.grant(id);
            self.act();
            let Some(seen) = self.seen.get(&id) else { continue };
            if seen.is_listing {
                self.report(id, 0);
            } else if seen.is_watching {
                for what in stream {
                    self.report(id, *what);
                }
            }
            self.act();
        }
        self.wait(1_000.0);
    }
}

/// Streams that bring nothing: broken, empty, refused, without a version, and JSON that is no event.
const WITHOUT_STREAMS: [&[u8]; 9] = [&[7], &[3, 6], &[8], &[9], &[13], &[14], &[15], &[20], &[3, 17, 6]];

/// How the server becomes unreachable.
const INTERRUPTIONS: [&[Step]; 5] = [
    &[Step::Report(0, 7)],
    &[Step::Report(0, 6)],
    &[Step::Report(0, 13)],
    &[Step::Pause, Step::Wait(5_000), Step::Resume],
    &[Step::Sleep(150)],
];

/// What happens to the only connection there is, which keeps its subscribers.
fn step_of_one() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => Just(Step::Grant(0)),
        16 => (0..21_u8).prop_map(|what| Step::Report(0, what)),
        5 => (0..8_000_u32).prop_map(Step::Wait),
        1 => (0..200_u32).prop_map(Step::Sleep),
        1 => Just(Step::Pause),
        2 => Just(Step::Resume),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (0..ORIGINS.len(), any::<bool>()).prop_map(|(origin, tabs)| Step::Open(origin, tabs)),
        3 => (0..8_usize).prop_map(Step::Grant),
        16 => (0..8_usize, 0..23_u8).prop_map(|(which, what)| Step::Report(which, what)),
        1 => Just(Step::BeginRead),
        1 => (0..4_usize).prop_map(Step::RenewRead),
        1 => (0..4_usize).prop_map(Step::EndRead),
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

    #[test]
    fn a_server_that_takes_any_version_is_listed_once_soon_after_it_was_out_of_sight(
        seed: u64,
        with_tabs: bool,
        has_bookmark: bool,
        steps in prop::collection::vec(step_of_one(), 0..60),
        interruption in prop::sample::select(&INTERRUPTIONS[..]),
    ) {
        let mut world = World::new(seed);
        world.step(Step::Open(0, with_tabs));
        for step in steps {
            world.step(step);
        }
        // However it came there: a stream has just begun, and has brought an event.
        world.settle(&[3, 4]);
        world.step(Step::Report(0, 6));
        while !world.seen[&0].is_watching {
            world.settle_once(&[]);
        }
        for what in [3, if has_bookmark { 19 } else { 4 }] {
            world.step(Step::Report(0, what));
        }
        for step in interruption {
            world.step(*step);
        }
        let (listed_after, lists) = world.listen_in_silence(0, 600_000.0);
        prop_assert!(lists <= 1, "{lists} lists of a server that has nothing to say");
        if has_bookmark {
            // A pause of at most a second, and the one stream.
            prop_assert!(listed_after.is_some_and(|after| after <= 46_500.0), "listed after {listed_after:?}");
        }
    }

    #[test]
    fn where_no_stream_works_the_collection_is_read_again_and_again(
        seed: u64,
        streams in prop::sample::select(&WITHOUT_STREAMS[..]),
        steps in prop::collection::vec(step(), 0..60),
    ) {
        let mut world = World::new(seed);
        for step in steps {
            world.step(step);
        }
        world.recover_without_streams(streams);
    }
}
