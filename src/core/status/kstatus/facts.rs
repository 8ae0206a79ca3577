//! The fields of an object that its rule needs, all as numbers: no string is copied for a report.

/// One version of an object, as far as its rule needs it.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The place of the object's rule in [`super::RULES`]; beyond its end where no rule is for its kind.
    pub rule: usize,
    /// `metadata.deletionTimestamp` is set.
    pub terminating: bool,
    /// `metadata.generation`, by a number: both generations have the same one only if they are the same, however
    /// they are written. NaN if it is absent.
    pub(super) generation: f64,
    /// `status.observedGeneration`, likewise.
    pub(super) observed_generation: f64,
    /// Milliseconds since the object was created, where the rule asks for it; NaN where it is not known.
    pub(super) age: f64,
    /// The numbers that the rule names, in its order; NaN for one that is absent.
    numbers: &'a [f64],
    /// The texts that the rule names, in its order.
    texts: &'a [f64],
    /// The reason for which each container waits.
    waiting: &'a [f64],
    /// Type, status and reason of each condition whose type is a [`Word`], in the order of the object.
    conditions: &'a [[f64; 3]],
}

/// A text, by number: a [`Word`] has its place, any other text a number beyond them, the same for equal texts of
/// one object; -1 is an absent or empty one, for the API does not tell these apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Text(f64);

/// A condition whose type is a [`Word`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Condition {
    pub(super) kind: Option<Word>,
    pub(super) status: Text,
    pub(super) reason: Text,
    /// Its place among them.
    pub(super) place: usize,
}

macro_rules! words {
    ($($word:ident)*) => {
        /// The words that rules know: types, statuses, reasons, phases.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum Word { $($word,)* }

        impl Word {
            /// All of them, in the order of their numbers.
            const ALL: &[Self] = &[$(Self::$word,)*];
            /// The same as text, each with a space after it.
            pub const TEXT: &str = concat!($(stringify!($word), " "),*);
        }
    };
}

words! {
    True False
    Reconciling Stalled Ready
    Available Progressing ProgressDeadlineExceeded NewReplicaSetAvailable ReplicaFailure OnDelete
    PodScheduled Unschedulable CrashLoopBackOff Pending Running Succeeded Failed
    Complete Suspended
    Bound LoadBalancer Terminating
    NamesAccepted Established Installing
}

impl<'a> Facts<'a> {
    /// Facts as they were picked: the rule, whether there is a deletion timestamp, both generations, the age, how
    /// many numbers, texts and containers there are, then these, then the conditions. Fewer numbers are no facts.
    pub fn read(picked: &'a [f64]) -> Option<Self> {
        let ([rule, deleted, generation, observed, age, numbers, texts, containers], mut rest) =
            picked.split_first_chunk()?;
        Some(Self {
            rule: *rule as usize,
            terminating: *deleted > 0.0,
            generation: *generation,
            observed_generation: *observed,
            age: *age,
            numbers: take(&mut rest, *numbers),
            texts: take(&mut rest, *texts),
            waiting: take(&mut rest, *containers),
            conditions: rest.as_chunks().0,
        })
    }

    /// The numbers that the rule names, `defaults` standing in for absent ones.
    pub(super) fn numbers<const N: usize>(&self, defaults: [f64; N]) -> [f64; N] {
        let mut numbers = defaults;
        self.lay_over(&mut numbers);
        numbers
    }

    // Not inlined, as some others here: a call is smaller than a copy for each rule.
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

    /// Whether one has been observed.
    pub(super) fn has_observed_generation(&self) -> bool {
        !self.observed_generation.is_nan()
    }

    /// The text at a place of those the rule names.
    pub(super) fn text(&self, place: usize) -> Text {
        Text(self.texts.get(place).copied().unwrap_or(-1.0))
    }

    /// The conditions whose type is a [`Word`].
    pub(super) fn conditions(&self) -> impl Iterator<Item = Condition> + use<'a> {
        self.conditions.iter().enumerate().map(|(place, [kind, status, reason])| Condition {
            kind: Text(*kind).word(),
            status: Text(*status),
            reason: Text(*reason),
            place,
        })
    }

    /// The first condition of that type and status.
    pub(super) fn find(&self, kind: Word, status: Word) -> Option<Condition> {
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
        if self.is_blank() { None } else { Word::ALL.get(self.0 as usize).copied() }
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

impl Condition {
    /// Whether it holds.
    pub(super) fn is_true(self) -> bool {
        self.status.is(Word::True)
    }

    /// Whether it is said not to hold.
    pub(super) fn is_false(self) -> bool {
        self.status.is(Word::False)
    }
}
