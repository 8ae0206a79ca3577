//! The rules for every option a caller can pass: which kinds of values it accepts, and how an error describes them.
//!
//! Rules are data. `crate::protocol` generates them for the one validator, `src/web/shared/options.js`, which determines
//! the kind of each value and looks up the rule. What an option means, and its default, is documented with what it configures.

use super::numbered::numbered;
use super::persistence::STORAGE_TYPE;

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

const SOURCE_SHAPE: &[(&str, &str)] = &[("subscribe", "function")];
const A_SOURCE: &str = "an object with a `subscribe` function";

/// What `enqueue` takes.
pub const ENQUEUE: Options = Options {
    name: "ENQUEUE",
    rules: &[
        Rule::new("title", STRING, A_STRING),
        function("processor"),
        function("processItem"),
        Rule::optional("items", ARRAY, "an array"),
        Rule::optional("itemConcurrency", COUNT, A_COUNT),
        function("getItemId"),
        limit("timeout"),
        Rule::optional("errorStrategy", STRING, "'continue' or 'stop'").with_words(&["continue", "stop"]),
        boolean("cancelable"),
        boolean("retryable"),
        boolean("confirmBeforeUnload"),
        string("group"),
        string("key"),
        signal("signal"),
        function("onComplete"),
        Rule::optional("completionActions", ARRAY | FUNCTION, "an array or a function"),
        string("category"),
        Rule::optional("priority", NUMBER, "a number"),
        string("dedupeKey"),
        limit("totalTimeout"),
        retry(),
        Rule::optional("kind", NAME, A_NAME),
        boolean("persist"),
        function("redact"),
    ],
};

/// What `define` takes.
pub const DEFINE: Options = Options {
    name: "DEFINE",
    rules: &[
        Rule::new("kind", NAME, A_NAME),
        Rule::new("definition", OBJECT, "an object"),
        Rule::optional("version", FROM_ZERO, "a number from 0"),
        function("run"),
        function("runItem"),
        function("migrate"),
        boolean("persist"),
        function("redact"),
    ],
};

/// What a sleep takes.
pub const STEP: Options =
    Options { name: "STEP", rules: &[Rule::new("milliseconds", NUMBER, "a number of milliseconds")] };

/// What `retry` takes, of a task or of the queue.
pub const RETRY: Options = Options {
    name: "RETRY",
    rules: &[
        Rule::optional("retry.attempts", COUNT, A_COUNT),
        millis("retry.minDelay"),
        millis("retry.maxDelay"),
        Rule::optional("retry.factor", FROM_ZERO, "a number from 0"),
        Rule::optional("retry.jitter", FROM_ZERO, "a number from 0"),
        function("retry.retryIf"),
    ],
};

/// What `rateLimit` takes.
pub const RATE_LIMIT: Options = Options {
    name: "RATE_LIMIT",
    rules: &[
        Rule::new("rateLimit.limit", COUNT, A_COUNT),
        Rule::new("rateLimit.interval", POSITIVE, "a number of milliseconds above 0"),
    ],
};

/// What the constructor of a queue takes.
pub const CONFIG: Options = Options {
    name: "CONFIG",
    rules: &[
        Rule::optional("concurrency", COUNT, A_COUNT),
        limit("defaultTimeout"),
        Rule::optional("cancelGrace", NUMBER, "a number of milliseconds"),
        boolean("paused"),
        Rule::optional("storage", OBJECT, "an object with getAll, get, set, remove and clear").with_shape(&[
            ("getAll", "function"),
            ("get", "function"),
            ("set", "function"),
            ("remove", "function"),
            ("clear", "function"),
        ]),
        function("onTaskComplete"),
        function("onTaskFail"),
        function("onTaskCancel"),
        Rule::optional("rateLimit", OBJECT, "an object with limit and interval"),
        Rule::optional("historyLimit", WHOLE, A_WHOLE),
        retry(),
        Rule::optional("record", WHOLE, A_WHOLE),
        Rule::optional("timeline", WHOLE, A_WHOLE),
        boolean("measure"),
        Rule::optional("storageType", STRING, STORAGE_TYPE.1).with_words(STORAGE_TYPE.0),
        string("storageKey"),
        Rule::optional("redisClient", OBJECT | NULL, "an object with get, set and del").with_shape(&[
            ("get", "function"),
            ("set", "function"),
            ("del", "function"),
        ]),
    ],
};

/// What other methods of a queue take.
pub const METHODS: Options = Options {
    name: "METHODS",
    rules: &[
        Rule::new("options", OBJECT, "an object"),
        Rule::optional("config", OBJECT, "an object"),
        Rule::new("listener", FUNCTION, A_FUNCTION),
        Rule::new("priority", NUMBER, "a number"),
        Rule::new("concurrency", COUNT, A_COUNT),
        boolean("drain"),
        Rule::optional("filter", OBJECT, "an object with status, category or group"),
    ],
};

/// What the filter of `cancelAll` takes.
pub const FILTER: Options = Options {
    name: "FILTER",
    rules: &[string("filter.status"), string("filter.category"), string("filter.group")],
};

/// What every watch takes.
pub const WATCH: Options = Options {
    name: "WATCH",
    rules: &[
        Rule::new("resourceType", NAME, A_STRING),
        string("orgId"),
        string("projectId"),
        // `null` means no namespace; without the option the source chooses its default.
        Rule::optional("namespace", STRING | NULL, "a string or null"),
        Rule::optional("name", NAME, A_NAME),
        string("labelSelector"),
        string("fieldSelector"),
        boolean("userScoped"),
    ],
};

/// What every wait takes in addition.
pub const WAIT: Options = Options {
    name: "WAIT",
    rules: &[
        Rule::new("onEvent", FUNCTION, A_FUNCTION),
        function("read"),
        Rule::optional("initial", OBJECT | NULL, "an object"),
        Rule::optional("task", OBJECT, "the context of a task"),
        signal("signal"),
        Rule::optional("source", OBJECT | FUNCTION, A_SOURCE).with_shape(SOURCE_SHAPE),
        Rule::optional("timeout", NULL | NUMBER, "a number of milliseconds or null"),
        Rule::optional("onDeleted", STRING, "'reject' or 'continue'").with_words(&["reject", "continue"]),
        millis("forbiddenGrace"),
        function("onStream"),
        boolean("explain"),
    ],
};

/// What a wait reads of the context of its task.
pub const TASK: Options = Options { name: "TASK", rules: &[signal("task.signal")] };

/// What `setWatchSource` takes.
pub const SOURCE: Options = Options {
    name: "SOURCE",
    rules: &[Rule::new("source", OBJECT | FUNCTION, A_SOURCE).with_shape(SOURCE_SHAPE)],
};

/// What `createKubernetesWatch` takes.
pub const KUBERNETES: Options = Options {
    name: "KUBERNETES",
    rules: &[
        Rule::new("baseUrl", STRING, A_STRING),
        function("fetch"),
        Rule::optional("headers", OBJECT | ARRAY | FUNCTION, "an object or a function"),
        function("path"),
        Rule::optional("userId", NAME, A_NAME),
        Rule::optional("maxStreams", COUNT, A_COUNT),
        Rule::optional("credentials", STRING, "'omit', 'same-origin' or 'include'").with_words(&[
            "omit",
            "same-origin",
            "include",
        ]),
    ],
};

/// The arguments of the resources' functions.
pub const RESOURCE_ARGUMENTS: Options = Options {
    name: "RESOURCE_ARGUMENTS",
    rules: &[
        Rule::new("definition", OBJECT, "an object"),
        Rule::new("orgId", NAME, A_NAME),
        Rule::new("projectId", NAME, A_NAME),
        // For a defined kind, which may live in either.
        Rule::new("scopeId", NAME, A_NAME),
        Rule::new("name", NAME, A_NAME),
        Rule::optional("options", OBJECT | NULL, "an object"),
    ],
};

/// What every wait for a resource takes in addition to [`WAIT`]. The reader of generations checks `minGeneration`.
pub const READINESS: Options =
    Options { name: "READINESS", rules: &[millis("failureGrace"), function("adapt"), function("onStatus")] };

/// What `waitForResource` takes in addition to [`WATCH`], [`WAIT`] and [`READINESS`].
pub const RESOURCE_WAIT: Options = Options {
    name: "RESOURCE_WAIT",
    rules: &[
        Rule::new("until", FUNCTION | OBJECT, PREDICATE),
        Rule::optional("failWhen", FUNCTION | OBJECT, PREDICATE),
        function("match"),
    ],
};

/// What `waitForResources` takes in addition, in place of [`RESOURCE_WAIT`].
pub const COLLECTION_WAIT: Options = Options {
    name: "COLLECTION_WAIT",
    rules: &[
        Rule::new("until", FUNCTION | OBJECT, PREDICATE),
        Rule::optional("failWhen", FUNCTION | OBJECT, PREDICATE),
        // Infinity is a count too, but no collection reaches it.
        Rule::optional("atLeast", COUNT, "a whole number from 1"),
        Rule::new("name", ABSENT, "absent"),
        Rule::new("match", ABSENT, "absent"),
    ],
};

/// What `defineResource` takes.
pub const DEFINITION: Options = Options {
    name: "DEFINITION",
    rules: &[
        Rule::new("resourceType", NAME, A_NAME),
        Rule::new("scope", STRING, "'organization', 'project', 'user' or 'cluster'").with_words(&[
            "organization",
            "project",
            "user",
            "cluster",
        ]),
        Rule::optional("namespace", NAME | NULL, "a string that is not empty, or null"),
        Rule::new("adapt", FUNCTION, A_FUNCTION),
        Rule::new("ready", ARRAY | OBJECT, READY),
        Rule::optional("failed", FUNCTION | OBJECT, PREDICATE),
        Rule::optional("pendingReasons", ARRAY, A_LIST_OF_STRINGS),
        Rule::optional("failedReasons", ARRAY, A_LIST_OF_STRINGS),
    ],
};

/// What `transformControlPlaneStatus` takes.
pub const TRANSFORM: Options = Options {
    name: "TRANSFORM",
    rules: &[
        Rule::optional("requiredConditions", ARRAY | NULL, "a list of strings, or null"),
        boolean("includeConditionDetails"),
        Rule::optional("terminalReasons", ARRAY, A_LIST_OF_STRINGS),
    ],
};

const A_LIST_OF_STRINGS: &str = "a list of strings";
/// What `until`, `failWhen` and `failed` are. The reader of conditions checks whether an object is one.
pub const PREDICATE: &str = "a function or a condition";
/// What `ready` is.
pub const READY: &str = "a list of condition types that is not empty, or a condition";
/// What `minGeneration` is.
pub const GENERATION: &str = "a whole number, as a number, a string or a BigInt";

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

/// What conditions are made of.
pub const CONDITION: Options = Options {
    name: "CONDITION",
    rules: &[
        Rule::new("type", NAME, A_NAME),
        Rule::new("status", STRING, "'True', 'False' or 'Unknown'").with_words(&["True", "False", "Unknown"]),
        Rule::optional("reason", NAME, A_NAME),
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
