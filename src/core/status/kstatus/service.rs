//! When a Service is current: at once, unless it needs an address from a load balancer.

use super::facts::{Facts, Word};
use super::outcome::{Outcome, Report};
use super::rule::{Reads, Rule};

pub(super) const RULE: Rule = Rule {
    reads: Reads {
        kind: "Service",
        groups: &[""],
        texts: &["spec.type", "spec.clusterIP"],
        ..Reads::NOTHING
    },
    judge,
};

fn judge(facts: &Facts<'_>) -> Report {
    if facts.text(0).is(Word::LoadBalancer) && facts.text(1).is_blank() {
        Outcome::NoAddress.into()
    } else {
        Outcome::ServiceReady.into()
    }
}
