//! The fields of an object that its rule needs, all as numbers: no string is copied for a report.

use crate::core::numbered::{Numbered, numbered};

/// One version of an object, as far as its rule needs it.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The index of the object's rule in [`super::RULES`]; beyond its end if the kind has none.
    pub rule: usize,
    /// `metadata.deletionTimestamp` is set.
    pub terminating: bool,
    /// A number for `metadata.generation`, equal to the number of the observed generation only if the generations are equal,
    /// whatever their representation. NaN if it is absent.
    pub(super) generation: f64,
    /// `status.observedGeneration`, likewise.
    pub(super) observed_generation: f64,
    /// Milliseconds since the object was created, if the rule looks at containers; NaN if unknown.
    pub(super) age: f64,
    /// The numbers that the rule names, in its order, then its booleans; NaN for an absent one.
    numbers: &'a [f64],
    /// The texts that the rule names, in its order.
    texts: &'a [f64],
    /// The reason each container waits for.
    waiting: &'a [f64],
    /// Type, status and reason of each condition whose type is a [`Word`], in the order of the object.
    conditions: &'a [[f64; 3]],
}

/// A text, by number: a [`Word`] has its own, any other text a number beyond them, the same for equal texts of one
/// object. -1 is an absent or empty text; the API does not distinguish the two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Text(f64);

/// A condition whose type is a [`Word`].
#[derive(Clone, Copy, Debug)]
pub(super) struct StatusCondition {
    pub(super) kind: Option<Word>,
    pub(super) status: Text,
    pub(super) reason: Text,
    /// Its index among them.
    pub(super) index: usize,
}

numbered! {
    /// The words that rules know: condition types, statuses, reasons, phases.
    #[allow(missing_docs)]
    pub enum Word {
        True, False,
        Reconciling, Stalled, Ready,
        Available, Progressing, ProgressDeadlineExceeded, NewReplicaSetAvailable, ReplicaFailure, OnDelete,
        PodScheduled, Unschedulable, CrashLoopBackOff, Pending, Running, Succeeded, Failed,
        Complete, Suspended,
        Bound, LoadBalancer, Terminating,
        NamesAccepted, Established, Installing,
    }
}

numbered! {
    /// The numbers that come first in the buffer. After them come the numbers that the rule names, its texts, the reason
    /// each container waits for, and type, status and reason of each known condition. Texts are numbered as in `Text`.
    pub enum KstatusFact {
        /// The index of the rule; beyond the end of the rules where the kind has none.
        Rule,
        /// 1 if there is a deletion timestamp.
        Terminating,
        /// See `Facts::generation`.
        Generation,
        /// See `Facts::observed_generation`.
        ObservedGeneration,
        /// See `Facts::age`.
        Age,
        /// How many numbers the rule names.
        NumberCount,
        /// How many texts the rule names.
        TextCount,
        /// How many containers there are.
        ContainerCount,
    }
}

numbered! {
    /// The only number in the buffer if there is no object.
    pub enum NoFacts {
        /// `undefined` or `null`.
        Absent,
        /// Some other value that is not an object.
        NotAnObject,
    }
}

impl<'a> Facts<'a> {
    /// Facts from the numbers in the buffer. `None` if there are too few.
    pub fn read(picked: &'a [f64]) -> Option<Self> {
        let (head, mut rest) = picked.split_first_chunk::<{ KstatusFact::ALL.len() }>()?;
        let fact = |fact: KstatusFact| head.get(fact as usize).copied().unwrap_or(f64::NAN);
        Some(Self {
            rule: fact(KstatusFact::Rule) as usize,
            terminating: fact(KstatusFact::Terminating) > 0.0,
            generation: fact(KstatusFact::Generation),
            observed_generation: fact(KstatusFact::ObservedGeneration),
            age: fact(KstatusFact::Age),
            numbers: take(&mut rest, fact(KstatusFact::NumberCount)),
            texts: take(&mut rest, fact(KstatusFact::TextCount)),
            waiting: take(&mut rest, fact(KstatusFact::ContainerCount)),
            conditions: rest.as_chunks().0,
        })
    }

    /// The numbers that the rule names, with `defaults` for absent ones.
    pub(super) fn numbers<const N: usize>(&self, defaults: [f64; N]) -> [f64; N] {
        let mut numbers = defaults;
        self.lay_over(&mut numbers);
        numbers
    }

    // Not inlined: a call is smaller than a copy in each rule.
    #[inline(never)]
    fn lay_over(&self, numbers: &mut [f64]) {
        for (number, found) in numbers.iter_mut().zip(self.numbers) {
            if !found.is_nan() {
                *number = *found;
            }
        }
    }

    /// Whether there is a generation.
    pub(super) fn has_generation(&self) -> bool {
        !self.generation.is_nan()
    }

    /// Whether there is an observed generation.
    pub(super) fn has_observed_generation(&self) -> bool {
        !self.observed_generation.is_nan()
    }

    /// The text at an index of those the rule names.
    pub(super) fn text(&self, index: usize) -> Text {
        Text(self.texts.get(index).copied().unwrap_or(-1.0))
    }

    /// The conditions whose type is a [`Word`].
    pub(super) fn conditions(&self) -> impl Iterator<Item = StatusCondition> + use<'a> {
        self.conditions.iter().enumerate().map(|(index, [kind, status, reason])| StatusCondition {
            kind: Text(*kind).word(),
            status: Text(*status),
            reason: Text(*reason),
            index,
        })
    }

    /// The first condition of that type and status.
    pub(super) fn find(&self, kind: Word, status: Word) -> Option<StatusCondition> {
        self.conditions().find(|condition| condition.kind == Some(kind) && condition.status.is(status))
    }

    /// Whether a container waits for that reason.
    pub(super) fn waits_for(&self, reason: Word) -> bool {
        self.waiting.iter().any(|waiting| Text(*waiting).is(reason))
    }
}

fn take<'a>(rest: &mut &'a [f64], count: f64) -> &'a [f64] {
    let (taken, others) = rest.split_at_checked(count as usize).unwrap_or((rest, &[]));
    *rest = others;
    taken
}

impl Text {
    /// The word it is, if it is one.
    pub(super) fn word(self) -> Option<Word> {
        if self.is_blank() { None } else { Word::from_number(self.0 as u32) }
    }

    /// Whether it is that word.
    pub(super) fn is(self, word: Word) -> bool {
        self.0 == f64::from(word as u8)
    }

    /// Whether it is absent or empty.
    pub(super) fn is_blank(self) -> bool {
        self.0 < 0.0
    }
}

impl StatusCondition {
    /// Whether it holds.
    pub(super) fn is_true(self) -> bool {
        self.status.is(Word::True)
    }

    /// Whether its status is `False`.
    pub(super) fn is_false(self) -> bool {
        self.status.is(Word::False)
    }
}
