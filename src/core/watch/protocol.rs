//! The numbers that cross between a wait and its host, each declared once.
//!
//! `crate::protocol` generates the host's copy, `src/web/generated/protocol.js`. Nothing here decides anything.

use super::{Answer, Facts, Uid};
use crate::core::numbered::{Numbered, numbered};

numbered! {
    /// What happened to an object, as the Kubernetes watch protocol names it.
    ///
    /// `BOOKMARK` and `ERROR` are not events of an object; a wait has inputs of their own for them.
    pub enum EventKind {
        /// The object exists: it was created, or a read found it.
        Added,
        /// The object changed.
        Modified,
        /// The object is gone; its last state comes with the event.
        Deleted,
    }
}

numbered! {
    /// Where a version of an object came from.
    pub enum Origin {
        /// The stream is delivering it right now.
        Event,
        /// The stream delivered it earlier, which `arrived` reported; its turn has come now.
        Queued,
        /// A read returned it.
        Read,
        /// It is the option `initial`.
        Initial,
    }
}

numbered! {
    /// An [`Answer`] for one version of an object, or the reason why there is none.
    pub enum AnswerCode {
        /// [`Answer::Continue`].
        Continue,
        /// [`Answer::Resolve`].
        Resolve,
        /// [`Answer::Reject`].
        Reject,
        /// [`Answer::Failing`].
        Failing,
        /// The object is not the wait's, so there is nothing to answer.
        Ignore,
        /// The answer is a promise.
        Pending,
    }
}

numbered! {
    /// The state of a wait's stream.
    pub enum StreamState {
        /// Subscribed, and not known to be broken.
        Open,
        /// Not subscribed yet, broken, or about to be subscribed again.
        Lost,
        /// The server refuses it, by 401 or 403 or by what ends the wait.
        Refused,
    }
}

impl StreamState {
    /// Its name in JavaScript.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Lost => "lost",
            Self::Refused => "refused",
        }
    }
}

numbered! {
    /// A property of a source, as the number of a bit.
    pub enum SourceTrait {
        /// It has a `read`.
        Readable,
        /// It declares that it replays the state to each subscriber and after each gap.
        Consistent,
        /// It reports the state of its stream, in addition to events.
        ReportsStream,
    }
}

impl AnswerCode {
    /// The answer, if there is one yet.
    pub fn answer(self) -> Option<Answer> {
        match self {
            Self::Continue => Some(Answer::Continue),
            Self::Resolve => Some(Answer::Resolve),
            Self::Reject => Some(Answer::Reject),
            Self::Failing => Some(Answer::Failing),
            Self::Ignore | Self::Pending => None,
        }
    }
}

impl From<Answer> for AnswerCode {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Continue => Self::Continue,
            Answer::Resolve => Self::Resolve,
            Answer::Reject => Self::Reject,
            Answer::Failing => Self::Failing,
        }
    }
}

impl SourceTrait {
    /// Whether it is among these bits.
    pub fn is_in(self, bits: u32) -> bool {
        bits & (1 << self as u32) != 0
    }
}

impl Facts {
    /// The number of an object that has no uid.
    pub const NO_UID: Uid = 0;
    /// The number of the first uid that a wait has seen.
    pub const FIRST_UID: Uid = 1;
    /// Set in the bits of an object that has a `deletionTimestamp`. The bits below are its [`EventKind`].
    pub const TERMINATING: u32 = 1 << 2;
    /// Set in the bits of an object that was created before the one of `initial`.
    pub const EARLIER: u32 = 1 << 3;
    /// The bits from here on are the [`Origin`].
    pub const ORIGIN_SHIFT: u32 = 4;

    /// The facts behind the bits that a host reports.
    pub fn from_bits(bits: u32, uid: Uid) -> Self {
        Self {
            kind: EventKind::from_number(bits & (Self::TERMINATING - 1)).unwrap_or(EventKind::Deleted),
            uid,
            is_terminating: bits & Self::TERMINATING != 0,
            is_earlier: bits & Self::EARLIER != 0,
            origin: Origin::from_number(bits >> Self::ORIGIN_SHIFT).unwrap_or(Origin::Initial),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_of_facts_survives_the_crossing() {
        for kind in EventKind::ALL.iter().copied() {
            for origin in Origin::ALL.iter().copied() {
                for (is_terminating, is_earlier) in
                    [(false, false), (false, true), (true, false), (true, true)]
                {
                    let terminating = if is_terminating { Facts::TERMINATING } else { 0 };
                    let earlier = if is_earlier { Facts::EARLIER } else { 0 };
                    let bits = kind as u32 | terminating | earlier | (origin as u32) << Facts::ORIGIN_SHIFT;
                    let facts = Facts { kind, uid: 3, is_terminating, is_earlier, origin };
                    assert_eq!(Facts::from_bits(bits, 3), facts);
                }
            }
        }
    }

    #[test]
    fn every_answer_survives_the_crossing() {
        let answers: Vec<_> = AnswerCode::ALL.iter().filter_map(|code| code.answer()).collect();
        assert_eq!(answers, [Answer::Continue, Answer::Resolve, Answer::Reject, Answer::Failing]);
        for answer in answers {
            assert_eq!(AnswerCode::from(answer).answer(), Some(answer));
        }
    }

    #[test]
    fn traits_are_bits_of_their_own() {
        assert!(SourceTrait::Consistent.is_in(0b010));
        assert!(!SourceTrait::Consistent.is_in(0b101));
    }
}
