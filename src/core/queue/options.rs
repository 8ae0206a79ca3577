//! Which values the options of `enqueue` and of the queue's configuration may have.
//!
//! JavaScript reports the kind of each value, this says which of them is wrong and what was
//! expected. The values themselves never come here.

/// What kind a JavaScript value is. The numbers are shared with the glue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `undefined`: absent.
    Undefined = 0,
    /// `null`.
    Null = 1,
    /// `true` or `false`.
    Boolean = 2,
    /// A number above 0 that is none of those below.
    Number = 3,
    /// A string.
    String = 4,
    /// A function.
    Function = 5,
    /// An array.
    Array = 6,
    /// An object that has `aborted` and `addEventListener`.
    Signal = 7,
    /// Any other object.
    Object = 8,
    /// A symbol or a BigInt.
    Other = 9,
    /// NaN, which is of type number and is none.
    NaN = 10,
    /// A number that is whole and at least 1, or `Infinity`.
    Count = 11,
    /// A number below 0.
    Negative = 12,
    /// The number 0.
    Zero = 13,
}

impl Kind {
    /// The kind with this number.
    pub const fn from_number(number: u32) -> Self {
        match number {
            0 => Self::Undefined,
            1 => Self::Null,
            2 => Self::Boolean,
            3 => Self::Number,
            4 => Self::String,
            5 => Self::Function,
            6 => Self::Array,
            7 => Self::Signal,
            8 => Self::Object,
            10 => Self::NaN,
            11 => Self::Count,
            12 => Self::Negative,
            13 => Self::Zero,
            _ => Self::Other,
        }
    }

    const fn is_number(self) -> bool {
        matches!(self, Self::Number | Self::Count | Self::Negative | Self::Zero)
    }
}

/// What is wrong with an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Its name.
    pub field: &'static str,
    /// What it should have been.
    pub expected: &'static str,
}

/// What a field may be.
#[derive(Debug, Clone, Copy)]
pub enum Rule {
    /// Must be of this kind.
    Required(Kind, &'static str),
    /// Absent or of this kind.
    Optional(Kind, &'static str),
    /// A limit in milliseconds; `null` means none.
    Limit,
    /// A number of things at once.
    Count,
    /// A number of things to keep, 0 included.
    Whole,
    /// A number from 0.
    AtLeastZero(&'static str),
    /// Must be a number of things.
    RequiredCount,
    /// Must be a number above 0.
    RequiredPositive(&'static str),
    /// One of two kinds.
    Either(Kind, Kind, &'static str),
}

/// A field's name and what it may be.
pub type Field = (&'static str, Rule);

const FUNCTION: Rule = Rule::Optional(Kind::Function, "a function");
const BOOLEAN: Rule = Rule::Optional(Kind::Boolean, "a boolean");
const STRING: Rule = Rule::Optional(Kind::String, "a string");
const COUNT: &str = "a whole number from 1, or Infinity";

/// The fields of `enqueue`, in the order in which their kinds are reported.
pub const ENQUEUE: &[Field] = &[
    ("title", Rule::Required(Kind::String, "a string")),
    ("processor", FUNCTION),
    ("processItem", FUNCTION),
    ("items", Rule::Optional(Kind::Array, "an array")),
    ("itemConcurrency", Rule::Count),
    ("getItemId", FUNCTION),
    ("timeout", Rule::Limit),
    ("errorStrategy", Rule::Optional(Kind::String, "'continue' or 'stop'")),
    ("cancelable", BOOLEAN),
    ("retryable", BOOLEAN),
    ("confirmBeforeUnload", BOOLEAN),
    ("group", STRING),
    ("key", STRING),
    ("signal", Rule::Optional(Kind::Signal, "an AbortSignal")),
    ("onComplete", FUNCTION),
    ("completionActions", Rule::Either(Kind::Array, Kind::Function, "an array or a function")),
    ("category", STRING),
    ("priority", Rule::Optional(Kind::Number, "a number")),
    ("dedupeKey", STRING),
    ("totalTimeout", Rule::Limit),
    ("retry", Rule::Optional(Kind::Object, "an object of retry options")),
];

/// The fields of `retry`.
pub const RETRY: &[Field] = &[
    ("retry.attempts", Rule::Count),
    ("retry.minDelay", Rule::AtLeastZero("a number of milliseconds from 0")),
    ("retry.maxDelay", Rule::AtLeastZero("a number of milliseconds from 0")),
    ("retry.factor", Rule::AtLeastZero("a number from 0")),
    ("retry.jitter", Rule::AtLeastZero("a number from 0")),
    ("retry.retryIf", FUNCTION),
];

/// The fields of `rateLimit`.
pub const RATE_LIMIT: &[Field] = &[
    ("rateLimit.limit", Rule::RequiredCount),
    ("rateLimit.interval", Rule::RequiredPositive("a number of milliseconds above 0")),
];

/// What `setPriority` is given.
pub const PRIORITY: &[Field] = &[("priority", Rule::Required(Kind::Number, "a number"))];

/// What `cancelAll` is given, and its fields.
pub const FILTER: &[Field] = &[
    ("filter", Rule::Optional(Kind::Object, "an object with status, category or group")),
    ("filter.status", STRING),
    ("filter.category", STRING),
    ("filter.group", STRING),
];

/// The fields of what `pause` is given.
pub const PAUSE: &[Field] = &[("drain", BOOLEAN)];

/// The fields of the queue's configuration, in the order in which their kinds are reported.
pub const CONFIG: &[Field] = &[
    ("concurrency", Rule::Count),
    ("defaultTimeout", Rule::Limit),
    ("cancelGrace", Rule::Optional(Kind::Number, "a number of milliseconds")),
    ("paused", BOOLEAN),
    ("storage", Rule::Optional(Kind::Object, "an object with getAll, get, set, remove and clear")),
    ("onTaskComplete", FUNCTION),
    ("onTaskFail", FUNCTION),
    ("onTaskCancel", FUNCTION),
    ("rateLimit", Rule::Optional(Kind::Object, "an object with limit and interval")),
    ("historyLimit", Rule::Whole),
    ("retry", Rule::Optional(Kind::Object, "an object of retry options")),
    ("record", Rule::Whole),
    ("storageType", Rule::Optional(Kind::String, "a string: 'memory', 'local', 'indexeddb' or 'auto'")),
    ("storageKey", STRING),
    ("redisClient", Rule::Optional(Kind::Object, "an object with get, set and del")),
];

/// The first field whose value is of a kind it may not be.
pub fn check(fields: &[Field], kinds: impl Iterator<Item = Kind>) -> Option<Fault> {
    fields.iter().zip(kinds).find_map(|((field, rule), kind)| {
        let expected = rule.refuses(kind)?;
        Some(Fault { field, expected })
    })
}

/// The name of each field, in order.
pub fn names(fields: &[Field]) -> impl Iterator<Item = &'static str> {
    fields.iter().map(|(name, _)| *name)
}

/// Whether the two ways to give a task its work were used rightly.
pub fn check_work(processor: Kind, process_item: Kind, items: Kind) -> Option<Fault> {
    match (processor, process_item) {
        (Kind::Function, Kind::Undefined) => None,
        (Kind::Undefined, Kind::Function) if items == Kind::Array => None,
        (Kind::Undefined, Kind::Function) => {
            Some(Fault { field: "items", expected: "an array, since processItem is given" })
        }
        (Kind::Undefined, _) => {
            Some(Fault { field: "processor", expected: "a function, or processItem with items" })
        }
        _ => Some(Fault { field: "processItem", expected: "undefined, since processor is given" }),
    }
}

/// Whether an error strategy is one of the two.
pub fn check_strategy(strategy: Option<&str>) -> Option<Fault> {
    match strategy {
        None | Some("continue" | "stop") => None,
        Some(_) => Some(Fault { field: "errorStrategy", expected: "'continue' or 'stop'" }),
    }
}

/// What a limit in milliseconds means: infinite where there is none.
pub fn limit(given: f64) -> f64 {
    if given > 0.0 { given } else { f64::INFINITY }
}

/// What a number of things at once means.
pub fn count(given: f64) -> usize {
    if given >= u32::MAX.into() { u32::MAX as usize } else { given as usize }
}

impl Rule {
    /// What was expected, if a value of this kind is refused.
    fn refuses(self, kind: Kind) -> Option<&'static str> {
        let is = |wanted| kind == wanted || (wanted == Kind::Number && kind.is_number());
        let (allowed, expected) = match self {
            Self::Required(wanted, expected) => (is(wanted), expected),
            Self::Optional(wanted, expected) => (kind == Kind::Undefined || is(wanted), expected),
            Self::Limit => (
                matches!(kind, Kind::Undefined | Kind::Null) || kind.is_number(),
                "a number of milliseconds, or null for no limit",
            ),
            Self::Count => (matches!(kind, Kind::Undefined | Kind::Count), COUNT),
            Self::RequiredCount => (kind == Kind::Count, COUNT),
            Self::Whole => (
                matches!(kind, Kind::Undefined | Kind::Count | Kind::Zero),
                "a whole number from 0, or Infinity",
            ),
            Self::AtLeastZero(expected) => {
                (kind == Kind::Undefined || (kind.is_number() && kind != Kind::Negative), expected)
            }
            Self::RequiredPositive(expected) => (matches!(kind, Kind::Number | Kind::Count), expected),
            Self::Either(one, other, expected) => {
                (kind == Kind::Undefined || kind == one || kind == other, expected)
            }
        };
        (!allowed).then_some(expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(set: &[(usize, Kind)]) -> Option<&'static str> {
        let kinds = (0..ENQUEUE.len()).map(|index| {
            let given = set.iter().find(|(at, _)| *at == index);
            given.map_or(if index == 0 { Kind::String } else { Kind::Undefined }, |(_, kind)| *kind)
        });
        check(ENQUEUE, kinds).map(|fault| fault.field)
    }

    #[test]
    fn a_title_alone_has_no_wrong_kind() {
        assert_eq!(fault(&[]), None);
    }

    #[test]
    fn each_field_refuses_a_symbol_by_name() {
        for (index, name) in names(ENQUEUE).enumerate() {
            assert_eq!(fault(&[(index, Kind::Other)]), Some(name));
        }
    }

    #[test]
    fn null_means_no_limit_and_is_wrong_elsewhere() {
        assert_eq!(fault(&[(6, Kind::Null)]), None);
        assert_eq!(fault(&[(6, Kind::NaN)]), Some("timeout"));
        assert_eq!(fault(&[(4, Kind::Null)]), Some("itemConcurrency"));
    }

    #[test]
    fn work_is_given_in_exactly_one_way() {
        let field = |a, b, c| check_work(a, b, c).map(|fault| fault.field);
        assert_eq!(field(Kind::Function, Kind::Undefined, Kind::Undefined), None);
        assert_eq!(field(Kind::Undefined, Kind::Function, Kind::Array), None);
        assert_eq!(field(Kind::Undefined, Kind::Function, Kind::Undefined), Some("items"));
        assert_eq!(field(Kind::Undefined, Kind::Undefined, Kind::Array), Some("processor"));
        assert_eq!(field(Kind::Function, Kind::Function, Kind::Array), Some("processItem"));
    }

    #[test]
    fn zero_less_and_infinity_are_no_limit() {
        assert_eq!(limit(0.0), f64::INFINITY);
        assert_eq!(limit(-5.0), f64::INFINITY);
        assert_eq!(limit(f64::INFINITY), f64::INFINITY);
        assert_eq!(limit(50.0), 50.0);
    }
}
