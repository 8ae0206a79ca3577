//! The server's side: its state, the streams that report it, and the reads that return it.

use super::{Happening, Stage, State};
use crate::core::watch::sharing::{BeginningBatch, ReadRequest, Requester};

impl Stage {
    /// When the next event of a stream arrives. A stream keeps its order, however late it is.
    pub(super) fn delivery_time(&mut self, wait: usize) -> u64 {
        let at = self.now + self.up_to(4_000.0);
        let last = &mut self.actors[wait].last_delivery;
        *last = at.max(*last);
        *last
    }

    pub(super) fn become_state(&mut self, state: State) {
        let (old, _) = std::mem::replace(&mut self.state, state).picture();
        let (uid, verdict) = state.picture();
        let mut events = Vec::new();
        if old != 0 && old != uid {
            events.push((2, old, 0));
        }
        if uid != 0 {
            events.push((if old == uid { 1 } else { 0 }, uid, verdict));
        }
        for wait in 0..self.actors.len() {
            let Some(subscription) = self.actors[wait].subscription else { continue };
            for (kind, uid, verdict) in events.clone() {
                let copies = if self.chance(self.script.loss) { 0 } else { 1 + u32::from(self.chance(40)) };
                for _ in 0..copies {
                    let at = self.delivery_time(wait);
                    self.plan(at, Happening::Deliver { wait, subscription, kind, uid, verdict });
                }
            }
        }
    }

    pub(super) fn subscribe(&mut self, index: usize) -> Result<(), String> {
        self.moment += 1;
        let fails = !self.is_settled_down && self.chance(30);
        self.subscriptions += 1;
        self.actors[index].subscribe(self.now, self.subscriptions, fails)?;
        let (uid, verdict) = self.state.picture();
        if self.script.is_consistent && !fails && uid != 0 {
            let at = self.delivery_time(index);
            let subscription = self.subscriptions;
            self.plan(at, Happening::Deliver { wait: index, subscription, kind: 0, uid, verdict });
        }
        Ok(())
    }

    pub(super) fn read(&mut self, index: usize, ticket: u32, is_last: bool) {
        let requester = Requester { wait: index as u32, ticket };
        if !std::mem::replace(&mut self.actors[index].is_member, true) {
            self.reads.add_member(0, index as u32);
        }
        let seed = self.actors[index].wait.draw_seed();
        let request = ReadRequest { source: 1, target: 0, requester, is_last, moment: self.moment, seed };
        let joined = self.reads.request(self.now as f64, request);
        self.actors[index].requests.push((ticket, joined.number));
        if joined.has_begun {
            self.actors[index].wait.read_began(self.now as f64, ticket, joined.seed);
        }
        self.start_reads();
    }

    pub(super) fn give_up(&mut self, index: usize, ticket: u32) {
        let requests = &mut self.actors[index].requests;
        if let Some(at) = requests.iter().position(|(asked, _)| *asked == ticket) {
            let (_, batch) = requests.swap_remove(at);
            self.reads.withdraw(self.now as f64, batch, self.moment);
            self.start_reads();
        }
    }

    pub(super) fn start_reads(&mut self) {
        while let Some(BeginningBatch { number: batch, seed, requesters, members }) = self.reads.poll_start()
        {
            for requester in requesters {
                let actor = &mut self.actors[requester.wait as usize];
                if actor.requests.contains(&(requester.ticket, batch)) {
                    actor.wait.read_began(self.now as f64, requester.ticket, seed);
                }
            }
            for wait in members {
                let actor = &mut self.actors[wait as usize];
                if let Some(ticket) = actor.wait.share_read(self.now as f64) {
                    actor.requests.push((ticket, batch));
                    actor.wait.read_began(self.now as f64, ticket, seed);
                    self.reads.take_part(batch, Requester { wait, ticket });
                }
            }
            self.reads.started(batch, ());
            let at = self.now + self.up_to(2_000.0);
            let is_bad = !self.is_settled_down && self.chance(self.script.read_failure);
            if !is_bad {
                self.plan(at, Happening::Serve(batch));
            } else if self.chance(200) {
                self.plan(at, Happening::Fail(batch));
            }
        }
    }

    pub(super) fn requesters(&mut self, batch: u32) -> Vec<(usize, u32)> {
        let requesters = self.reads.ended(self.now as f64, batch, self.moment);
        let mut waiting = Vec::new();
        for Requester { wait, ticket } in requesters {
            let requests = &mut self.actors[wait as usize].requests;
            if let Some(at) = requests.iter().position(|ask| *ask == (ticket, batch)) {
                requests.swap_remove(at);
                waiting.push((wait as usize, ticket));
            }
        }
        self.start_reads();
        waiting
    }
}
