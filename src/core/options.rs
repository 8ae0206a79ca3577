//! The rules for every option a caller can pass: which kinds of values it accepts, and how an error describes them.
//!
//! Rules are data. `crate::protocol` generates them for the one validator, `src/web/shared/options.js`, which determines
//! the kind of each value and looks up the rule. What an option means, and its default, is documented with what it configures.

mod queue;
mod resources;
mod watch;

pub use queue::{CONFIG, DEFINE, ENQUEUE, FILTER, METHODS, RATE_LIMIT, RETRY, STEP};
pub use resources::{
    COLLECTION_WAIT, CONDITION, DEFINITION, GENERATION, PREDICATE, READINESS, READY, RESOURCE_ARGUMENTS,
    RESOURCE_WAIT, TRANSFORM,
};
pub use watch::{KUBERNETES, SOURCE, TASK, WAIT, WATCH};

use super::numbered::numbered;

numbered! {
    /// The kind of an option's value.
    pub enum Kind {
        /// `undefined`: the option is absent.
        Undefined,
        /// `null`.
        Null,
        /// `true` or `false`.
        Boolean,
        /// The empty string.
        EmptyString,
        /// Any other string.
        String,
        /// NaN, which has the type of a number.
        NotANumber,
        /// A number below 0.
        Negative,
        /// The number 0.
        Zero,
        /// A number above 0 that is not a [`Kind::Count`].
        Fraction,
        /// A whole number from 1, or `Infinity`.
        Count,
        /// A function.
        Function,
        /// An array.
        Array,
        /// Any other object.
        Object,
        /// A symbol or a BigInt.
        Other,
    }
}

/// Kinds as a set of bits.
pub type Kinds = u32;

const fn kinds(list: &[Kind]) -> Kinds {
    let (mut set, mut rest) = (0, list);
    while let [kind, others @ ..] = rest {
        set |= 1 << *kind as u32;
        rest = others;
    }
    set
}

const ABSENT: Kinds = kinds(&[Kind::Undefined]);
const NULL: Kinds = kinds(&[Kind::Null]);
const BOOLEAN: Kinds = kinds(&[Kind::Boolean]);
const NAME: Kinds = kinds(&[Kind::String]);
const STRING: Kinds = NAME | kinds(&[Kind::EmptyString]);
const COUNT: Kinds = kinds(&[Kind::Count]);
const WHOLE: Kinds = COUNT | kinds(&[Kind::Zero]);
const POSITIVE: Kinds = COUNT | kinds(&[Kind::Fraction]);
const FROM_ZERO: Kinds = POSITIVE | kinds(&[Kind::Zero]);
const NUMBER: Kinds = FROM_ZERO | kinds(&[Kind::Negative]);
const FUNCTION: Kinds = kinds(&[Kind::Function]);
const ARRAY: Kinds = kinds(&[Kind::Array]);
const OBJECT: Kinds = kinds(&[Kind::Object]);

/// The rule for one option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The option's name, as its caller writes it: `retry.attempts` for a field of an option.
    pub name: &'static str,
    /// The kinds it accepts; absence counts as one.
    pub allowed: Kinds,
    /// What it expects, to follow "to be".
    pub expected: &'static str,
    /// If it accepts only certain strings, these.
    pub words: &'static [&'static str],
    /// The properties that an object must have, each with its `typeof`.
    pub shape: &'static [(&'static str, &'static str)],
}

impl Rule {
    const fn new(name: &'static str, allowed: Kinds, expected: &'static str) -> Self {
        Self { name, allowed, expected, words: &[], shape: &[] }
    }

    const fn optional(name: &'static str, allowed: Kinds, expected: &'static str) -> Self {
        Self::new(name, allowed | ABSENT, expected)
    }

    const fn with_words(self, words: &'static [&'static str]) -> Self {
        Self { words, ..self }
    }

    const fn with_shape(self, shape: &'static [(&'static str, &'static str)]) -> Self {
        Self { shape, ..self }
    }

    /// Whether a value of this kind may be right. The validator checks words and shape.
    pub const fn allows(&self, kind: Kind) -> bool {
        self.allowed & 1 << kind as u32 != 0
    }
}

/// A set of options and its name in the protocol.
#[derive(Debug)]
pub struct Options {
    /// The name of the set.
    pub name: &'static str,
    /// Its options.
    pub rules: &'static [Rule],
}

const A_FUNCTION: &str = "a function";
const A_STRING: &str = "a string";
const A_NAME: &str = "a string that is not empty";
const A_BOOLEAN: &str = "a boolean";
const A_COUNT: &str = "a whole number from 1, or Infinity";
const A_WHOLE: &str = "a whole number from 0, or Infinity";
const MILLIS_FROM_ZERO: &str = "a number of milliseconds from 0";
const LIMIT: &str = "a number of milliseconds, or null for no limit";

const fn function(name: &'static str) -> Rule {
    Rule::optional(name, FUNCTION, A_FUNCTION)
}

const fn string(name: &'static str) -> Rule {
    Rule::optional(name, STRING, A_STRING)
}

const fn boolean(name: &'static str) -> Rule {
    Rule::optional(name, BOOLEAN, A_BOOLEAN)
}

const fn limit(name: &'static str) -> Rule {
    Rule::optional(name, NULL | NUMBER, LIMIT)
}

const fn millis(name: &'static str) -> Rule {
    Rule::optional(name, FROM_ZERO, MILLIS_FROM_ZERO)
}

const fn signal(name: &'static str) -> Rule {
    Rule::optional(name, OBJECT, "an AbortSignal").with_shape(&[
        ("aborted", "boolean"),
        ("addEventListener", "function"),
        ("removeEventListener", "function"),
    ])
}

const fn retry() -> Rule {
    Rule::optional("retry", OBJECT, "an object of retry options")
}

/// What `init` of `taskwatch/slim` takes.
pub const INIT: Options = Options {
    name: "INIT",
    rules: &[
        Rule::new("options", OBJECT, "an object"),
        Rule::optional("url", NAME | OBJECT, "a string or a URL"),
        Rule::optional("bytes", OBJECT, "an ArrayBuffer or a view of one")
            .with_shape(&[("byteLength", "number")]),
        Rule::optional("module", OBJECT, "a WebAssembly.Module"),
    ],
};

/// All sets.
pub const ALL: &[&Options] = &[
    &ENQUEUE,
    &DEFINE,
    &STEP,
    &RETRY,
    &RATE_LIMIT,
    &CONFIG,
    &METHODS,
    &FILTER,
    &WATCH,
    &WAIT,
    &TASK,
    &SOURCE,
    &KUBERNETES,
    &RESOURCE_ARGUMENTS,
    &READINESS,
    &RESOURCE_WAIT,
    &COLLECTION_WAIT,
    &DEFINITION,
    &TRANSFORM,
    &INIT,
    &CONDITION,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::numbered::Numbered;

    fn rule(options: &Options, name: &str) -> Rule {
        *options.rules.iter().find(|rule| rule.name == name).unwrap()
    }

    fn allowed(options: &Options, name: &str) -> Vec<Kind> {
        let rule = rule(options, name);
        Kind::ALL.iter().copied().filter(|kind| rule.allows(*kind)).collect()
    }

    #[test]
    fn no_option_takes_a_symbol_or_nan() {
        for rule in ALL.iter().flat_map(|options| options.rules) {
            assert!(!rule.allows(Kind::Other) && !rule.allows(Kind::NotANumber), "{}", rule.name);
        }
    }

    #[test]
    fn no_set_names_an_option_twice() {
        for options in ALL {
            for (at, rule) in options.rules.iter().enumerate() {
                assert!(options.rules[..at].iter().all(|other| other.name != rule.name), "{}", rule.name);
            }
        }
    }

    #[test]
    fn a_title_is_required_and_may_be_empty() {
        assert_eq!(allowed(&ENQUEUE, "title"), [Kind::EmptyString, Kind::String]);
    }

    #[test]
    fn null_means_no_limit_and_is_wrong_elsewhere() {
        assert!(rule(&ENQUEUE, "timeout").allows(Kind::Null));
        assert!(!rule(&ENQUEUE, "itemConcurrency").allows(Kind::Null));
        assert!(!rule(&CONFIG, "cancelGrace").allows(Kind::Null));
    }

    #[test]
    fn a_count_is_whole_and_at_least_one() {
        assert_eq!(allowed(&CONFIG, "concurrency"), [Kind::Undefined, Kind::Count]);
        assert_eq!(allowed(&METHODS, "concurrency"), [Kind::Count]);
    }

    #[test]
    fn a_number_of_things_kept_may_be_zero() {
        assert_eq!(allowed(&CONFIG, "historyLimit"), [Kind::Undefined, Kind::Zero, Kind::Count]);
    }

    #[test]
    fn an_interval_is_above_zero() {
        assert_eq!(allowed(&RATE_LIMIT, "rateLimit.interval"), [Kind::Fraction, Kind::Count]);
    }

    #[test]
    fn certain_words_are_strings_and_named_in_what_is_expected() {
        for rule in ALL.iter().flat_map(|options| options.rules) {
            for word in rule.words {
                assert!(rule.allows(Kind::String), "{}", rule.name);
                assert!(rule.expected.contains(&["'", word, "'"].concat()), "{}", rule.name);
            }
        }
    }
}
