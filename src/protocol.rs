//! What both halves know by number or by name, written out for the other half: `pkg/src/generated/protocol.ts`,
//! `pkg/src/generated/resources.ts` and `src/web/generated/protocol.js`.
//!
//! `cargo run --example protocol` writes the files, and a test fails where they are stale. Nothing here is part of the
//! wasm.

use std::fmt::Write;

use crate::core::durable::{self, DurableAction, Fence, Release, StepAction};
use crate::core::kubernetes::{self, limits};
use crate::core::numbered::Numbered;
use crate::core::options::{self, Kind, Options, Rule};
use crate::core::persistence::{
    Change, EntryAction, Health, Known, Owner, OwnerEndAction, PATIENCE, PAUSE, PendingWrite, SETTLING_TIME,
    StoreKind, Turn,
};
use crate::core::queue::command::{COMMAND_LENGTH, CommandField, CommandKind, RECORD_LENGTH};
use crate::core::queue::group::GroupField;
use crate::core::queue::notifications::NotificationTurn;
use crate::core::queue::record::NAMES;
use crate::core::queue::{
    Config, EndError, Excess, ItemState, NONE, ROW_LENGTH, Reported, RetryPolicy, RowField,
    SchedulingOptions, Spec, Status,
};
use crate::core::status::kstatus::{
    KstatusFact, KstatusResult, NoFacts, Outcome, RULES, Reads, STANDARD_CONDITIONS, Word,
};
use crate::core::status::{
    ConditionFact, ControlPlaneState, Kept, KeptOfCondition, State, TextSource, VerdictFact,
};
use crate::core::watch::{AnswerCode, EventKind, Facts, Origin, SourceTrait, StreamState};
use crate::resources::{EACH, FIRST, KEYS, KINDS, OWN, REPEATING, Scope, Shown, TEXTS, WITHOUT};

/// A file of the other half.
#[derive(Debug)]
pub struct File {
    /// Where it stands, from the crate's root.
    pub path: &'static str,
    /// All of it.
    pub text: String,
}

const HEAD: &str =
    "// Written by `make protocol` from the Rust enums and tables of the same names: do not edit.\n";

/// The files, as they have to be.
pub fn files() -> [File; 3] {
    [
        File { path: "pkg/src/generated/protocol.ts", text: typescript() },
        File { path: "pkg/src/generated/resources.ts", text: resources() },
        File { path: "src/web/generated/protocol.js", text: javascript() },
    ]
}

fn typescript() -> String {
    let mut out = Writer::typescript();
    out.enumeration::<Kind>("What kind of value an option was given.");
    out.enumeration::<Status>("Where a task stands.");
    out.words("STATUS_WORDS", "The words for it in views.", Status::ALL.iter().map(|status| status.word()));
    let ended = Status::ALL.iter().filter(|status| status.is_ended());
    out.words("ENDED_STATUS_WORDS", "Those of tasks that have ended.", ended.map(|status| status.word()));
    queue(&mut out);
    persistence(&mut out);
    durable(&mut out);
    let Config { concurrency, cancel_grace, paused, history_limit, .. } = Config::DEFAULT;
    out.numbers(
        "QUEUE_DEFAULTS",
        "What a queue does that is not configured, in milliseconds and tasks.",
        &[
            ("concurrency", concurrency as f64),
            ("defaultTimeout", Config::DEFAULT_TIMEOUT),
            ("cancelGrace", cancel_grace),
            ("historyLimit", if history_limit == usize::MAX { f64::INFINITY } else { history_limit as f64 }),
            ("record", 0.0),
            ("timeline", 0.0),
        ],
    );
    out.flags(
        "QUEUE_FLAGS",
        "Likewise, of the options that are true or false.",
        &[("paused", paused), ("measure", false)],
    );
    out.numbers(
        "TASK_DEFAULTS",
        "What a task does that has no such option.",
        &[
            ("itemConcurrency", Spec::DEFAULT_ITEM_CONCURRENCY as f64),
            ("priority", SchedulingOptions::NONE.priority),
        ],
    );
    let RetryPolicy { attempts, min_delay, max_delay, factor, jitter } = RetryPolicy::DEFAULT;
    out.numbers(
        "RETRY_DEFAULTS",
        "How attempts follow where `retry` says nothing else, in milliseconds.",
        &[
            ("attempts", attempts.into()),
            ("minDelay", min_delay),
            ("maxDelay", max_delay),
            ("factor", factor),
            ("jitter", jitter),
        ],
    );
    out.enumeration::<kubernetes::ConnectionInput>(
        "What is reported of a connection of `createKubernetesWatch`.",
    );
    out.enumeration::<kubernetes::ConnectionAction>("What such a connection asks for.");
    out.numbers(
        "KUBERNETES_LIMITS",
        "What `createKubernetesWatch` allows itself and servers, in streams, objects, bytes and milliseconds.",
        &[
            ("maxStreams", limits::DEFAULT_MAX_STREAMS.into()),
            ("pageSize", limits::PAGE_SIZE.into()),
            ("maxPages", limits::MAX_PAGES.into()),
            ("maxListBytes", limits::MAX_LIST_BYTES),
            ("maxLineBytes", limits::MAX_LINE_BYTES),
            ("readTimeout", limits::READ_TIMEOUT),
        ],
    );
    for set in [
        &options::ENQUEUE,
        &options::DEFINE,
        &options::STEP,
        &options::RETRY,
        &options::RATE_LIMIT,
        &options::CONFIG,
        &options::METHODS,
        &options::FILTER,
        &options::WATCH,
        &options::KUBERNETES,
        &options::RESOURCE_ARGUMENTS,
        &options::READINESS,
        &options::RESOURCE_WAIT,
        &options::COLLECTION_WAIT,
        &options::DEFINITION,
        &options::TRANSFORM,
        &options::INIT,
        &options::CONDITION,
    ] {
        out.options(set);
    }
    let (_, states) = ControlPlaneState::NAMES;
    let states = states.iter().zip(ControlPlaneState::ALL).map(|(name, state)| (*name, state.name()));
    out.texts("CONTROL_PLANE_STATES", "The states of a summary for a UI.", states);
    kstatus(&mut out);
    out.text
}

fn queue(out: &mut Writer) {
    out.enumeration::<CommandKind>("What a queue's core wants done.");
    out.enumeration::<CommandField>("Where in the record of a command each number stands.");
    out.number("RECORD_LENGTH", "How many numbers there are in it.", RECORD_LENGTH);
    out.number("COMMAND_LENGTH", "How many of them are about the command.", COMMAND_LENGTH);
    out.enumeration::<EndError>("The error of an ending, to be looked up or made.");
    out.enumeration::<RowField>("Where among the numbers of a task each stands.");
    out.number("ROW_LENGTH", "How many of them there are.", ROW_LENGTH);
    out.number("NONE", "A task, position or count that is none.", NONE as usize);
    out.enumeration::<Reported>("What became of a report about an item.");
    out.enumeration::<ItemState>("What is known of an item.");
    out.enumeration::<GroupField>("Where among the numbers of a group each stands.");
    out.enumeration::<NotificationTurn>("What a queue's listeners get in a turn of the microtask queue.");
    out.enumeration::<Excess>("What kind of task is to be forgotten.");
    out.words("INPUT_NAMES", "The names of recorded inputs, by their numbers.", NAMES.into_iter());
}

fn persistence(out: &mut Writer) {
    out.enumeration::<StoreKind>("Where the tasks of a queue are kept.");
    out.enumeration::<Known>("How a queue knows the task of an entry that it finds in its store.");
    out.enumeration::<Owner>("The queue that an entry names as the owner of its task.");
    out.enumeration::<EntryAction>("What a queue does with an entry.");
    out.enumeration::<OwnerEndAction>("What becomes of the stored tasks of an owner that may be gone.");
    out.enumeration::<PendingWrite>("What the store has not been given of a task.");
    out.enumeration::<Change>("What happens to a task, for its store.");
    out.enumeration::<Turn>("What is done in a macrotask about a task that waits for one.");
    out.enumeration::<Health>("Whether a store keeps what it is given.");
    let words = Health::ALL.iter().map(|health| health.word());
    out.words("HEALTH_WORDS", "The words for it in `persistence`.", words);
    out.numbers("STORE", "How long a store may owe an answer, in milliseconds.", &[("patience", PATIENCE)]);
    out.numbers(
        "OWNER",
        "What passes before the lock of an owner is looked at again, in milliseconds.",
        &[("settlingTime", SETTLING_TIME), ("pause", PAUSE)],
    );
}

fn durable(out: &mut Writer) {
    out.enumeration::<DurableAction>("What a queue does with an entry of a durable task.");
    out.enumeration::<Fence>(
        "What a look at such an entry means for who is about to call a step, or to write.",
    );
    out.enumeration::<Release>("What a page makes of a stored task of a kind.");
    out.enumeration::<StepAction>("What is done about a call of a step.");
    out.numbers(
        "DURABLE",
        "How owners are noticed to live or to be gone where there are no Web Locks, in milliseconds.",
        &[
            ("beat", durable::BEAT),
            ("lease", durable::LEASE),
            ("look", durable::LOOK),
            ("leaving", durable::LEAVING),
        ],
    );
}

fn kstatus(out: &mut Writer) {
    out.layout::<KstatusFact>("The numbers of an object that come first in the buffer.");
    out.enumeration::<NoFacts>("The only number in the buffer where there is no object.");
    out.layout::<KstatusResult>("The numbers of a report.");
    out.words(
        "KSTATUS_WORDS",
        "The words that rules know, in the order of their numbers.",
        Word::NAMES.1.iter().copied(),
    );
    let list = |texts: &[&str]| {
        format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
    };
    let paths = |texts: &[&str]| {
        let paths = texts.iter().map(|path| list(&path.split('.').collect::<Vec<_>>()));
        format!("[{}]", paths.collect::<Vec<_>>().join(", "))
    };
    let rules = RULES.map(|rule| {
        let Reads { kind, groups, numbers, flags, texts, has_containers } = rule.reads;
        format!(
            "{{ kind: {}, groups: {}, numbers: {}, flags: {}, texts: {}, hasContainers: {has_containers} }}",
            quoted(kind),
            list(groups),
            paths(numbers),
            paths(flags),
            paths(texts),
        )
    });
    out.entries("KSTATUS_RULES", "The kinds with a rule, and what each rule reads.", rules.into_iter());
    let outcomes = Outcome::TEXTS.iter().map(|[status, reason, message]| {
        format!("{{ status: {}, reason: {}, message: {} }}", quoted(status), quoted(reason), quoted(message))
    });
    out.entries("KSTATUS_OUTCOMES", "The outcomes of the rules, in the order of their numbers.", outcomes);
    out.texts(
        "KSTATUS_STANDARD_CONDITIONS",
        "The type of the standard condition that goes with a status.",
        STANDARD_CONDITIONS.into_iter(),
    );
}

/// The adapter, the verdict and the waiter of each kind. The annotations fail to compile where a kind has no types.
fn resources() -> String {
    let mut text = String::from(HEAD);
    text.push_str(
        "\nimport type * as Public from '../../types/resources.d.ts';\n\
         import { adapt, verdict, waitUntilReady } from '../resources/built-in.ts';\n",
    );
    for (number, (name, resource)) in KINDS.iter().enumerate() {
        let scope_id = if resource.scope == Scope::Organization { "orgId" } else { "projectId" };
        let _ = write!(
            text,
            "\nexport const to{name}: typeof Public.to{name} = (raw) => adapt({number}, raw);\n\
             export const verdictOf{name}: typeof Public.verdictOf{name} = (raw) => verdict({number}, raw);\n\
             export const waitFor{name}Ready: typeof Public.waitFor{name}Ready = ({scope_id}, name, options) =>\n  \
               waitUntilReady({number}, '{scope_id}', {scope_id}, name, options);\n",
        );
    }
    text
}

fn javascript() -> String {
    let mut out = Writer::javascript();
    out.enumeration::<Kind>("What kind of value an option was given.");
    out.enumeration::<EventKind>("What happened to an object.");
    out.enumeration::<Origin>("Where a version of an object came from.");
    out.enumeration::<AnswerCode>("The answer for one version of an object.");
    out.enumeration::<SourceTrait>("A property of a source, as the number of a bit.");
    out.enumeration::<StreamState>("How a wait's stream is.");
    out.words("STREAM_STATE_WORDS", "The words for it.", StreamState::ALL.iter().map(|state| state.word()));
    out.constants(
        "The facts about a version of an object: its kind, a bit, and its origin above them; and numbers of uids.",
        &[
            ("FACTS_TERMINATING", Facts::TERMINATING),
            ("FACTS_ORIGIN_SHIFT", Facts::ORIGIN_SHIFT),
            ("NO_UID", Facts::NO_UID),
            ("FIRST_UID", Facts::FIRST_UID),
        ],
    );
    for set in [&options::WATCH, &options::WAIT, &options::TASK, &options::SOURCE] {
        out.options(set);
    }
    let keys = [
        ("PATH_FIRST", FIRST),
        ("PATH_EACH", EACH),
        ("PATH_KEYS", KEYS),
        ("PATH_WITHOUT", WITHOUT),
        ("PATH_TEXTS", TEXTS),
        ("PATH_OWN", OWN),
    ];
    out.constants(
        "Keys of a path that are instructions: see `src/resources/adapter.rs`.",
        &keys.map(|(name, key)| (name, quoted(key))),
    );
    out.words(
        "REPEATING",
        "Parts of the keys of annotations in which tools keep the whole object.",
        REPEATING.into_iter(),
    );
    out.enumeration::<Shown>("How much of a value an error may show.");
    out.layout::<VerdictFact>("The numbers of an object that come first in the buffer of verdicts.");
    out.layout::<ConditionFact>("The numbers of the first condition of a type.");
    out.layout::<Kept>("The values of an object that are kept as they are.");
    out.layout::<KeptOfCondition>("Those of the first condition of a type.");
    out.words(
        "STATE_WORDS",
        "The words for the state of a verdict.",
        State::ALL.iter().map(|state| state.name()),
    );
    out.enumeration::<TextSource>("Where the reason and the message of a verdict come from.");
    out.text
}

/// Writes one language or the other.
struct Writer {
    text: String,
    is_typescript: bool,
}

impl Writer {
    fn typescript() -> Self {
        let mut text = String::from(HEAD);
        text.push_str("\nimport type { Rule } from '../../../src/web/shared/options.js';\n");
        Self { text, is_typescript: true }
    }

    fn javascript() -> Self {
        Self { text: String::from(HEAD), is_typescript: false }
    }

    /// In TypeScript a `const enum`, which bundlers replace by its numbers; in JavaScript a constant for each variant,
    /// for the same reason.
    fn enumeration<T: Numbered>(&mut self, says: &str) {
        let (name, variants) = T::NAMES;
        let lines = variants.iter().enumerate().map(|(number, variant)| match self.is_typescript {
            true => format!("  {variant} = {number},\n"),
            false => {
                format!("export const {}_{} = {number};\n", shouting(name), shouting(variant))
            }
        });
        let lines: String = lines.collect();
        match self.is_typescript {
            true => self.push(format_args!("\n/** {says} */\nexport const enum {name} {{\n{lines}}}\n")),
            false => self.push(format_args!("\n// {says}\n{lines}")),
        }
    }

    /// Numbers or literals that are constants of their own.
    fn constants<T: std::fmt::Display>(&mut self, says: &str, constants: &[(&str, T)]) {
        let lines: String =
            constants.iter().map(|(name, value)| format!("export const {name} = {value};\n")).collect();
        self.push(format_args!("\n// {says}\n{lines}"));
    }

    /// The enumeration of the numbers in a buffer, and how many there are.
    fn layout<T: Numbered>(&mut self, says: &str) {
        self.enumeration::<T>(says);
        let length = T::ALL.len();
        self.push(format_args!("export const {}_LENGTH = {length};\n", shouting(T::NAMES.0)));
    }

    /// Words in the order of their numbers.
    fn words<'a>(&mut self, name: &str, says: &str, words: impl Iterator<Item = &'a str>) {
        let words: Vec<_> = words.map(quoted).collect();
        let words = words.join(", ");
        match self.is_typescript {
            true => self.push(format_args!("\n/** {says} */\nexport const {name} = [{words}] as const;\n")),
            false => self.push(format_args!(
                "\n// {says}\nexport const {name} = /** @type {{const}} */ ([{words}]);\n"
            )),
        }
    }

    /// A number.
    fn number(&mut self, name: &str, says: &str, number: usize) {
        self.push(format_args!("\n/** {says} */\nexport const {name} = {number};\n"));
    }

    /// Numbers by name.
    fn numbers(&mut self, name: &str, says: &str, numbers: &[(&str, f64)]) {
        let literal = |number: &f64| match number.is_infinite() {
            true => "Infinity".to_owned(),
            false => number.to_string(),
        };
        let lines: String =
            numbers.iter().map(|(name, number)| format!("  {name}: {},\n", literal(number))).collect();
        let suffix = if self.is_typescript { " as const" } else { "" };
        self.push(format_args!("\n/** {says} */\nexport const {name} = {{\n{lines}}}{suffix};\n"));
    }

    /// Flags by name.
    fn flags(&mut self, name: &str, says: &str, flags: &[(&str, bool)]) {
        let lines: String = flags.iter().map(|(name, flag)| format!("  {name}: {flag},\n")).collect();
        let suffix = if self.is_typescript { " as const" } else { "" };
        self.push(format_args!("\n/** {says} */\nexport const {name} = {{\n{lines}}}{suffix};\n"));
    }

    /// Texts by name.
    fn texts<'a>(&mut self, name: &str, says: &str, texts: impl Iterator<Item = (&'a str, &'a str)>) {
        let lines: String = texts.map(|(name, text)| format!("  {name}: {},\n", quoted(text))).collect();
        let suffix = if self.is_typescript { " as const" } else { "" };
        self.push(format_args!("\n/** {says} */\nexport const {name} = {{\n{lines}}}{suffix};\n"));
    }

    /// A list of entries that are written already.
    fn entries(&mut self, name: &str, says: &str, entries: impl Iterator<Item = String>) {
        let lines: String = entries.map(|entry| format!("  {entry},\n")).collect();
        let suffix = if self.is_typescript { " as const" } else { "" };
        self.push(format_args!("\n/** {says} */\nexport const {name} = [\n{lines}]{suffix};\n"));
    }

    /// The rules of a set of options, by name.
    fn options(&mut self, options: &Options) {
        let rules: String = options.rules.iter().map(rule).collect();
        let (name, suffix) =
            (options.name, if self.is_typescript { " satisfies Record<string, Rule>" } else { "" });
        self.push(format_args!("\nexport const {name} = {{\n{rules}}}{suffix};\n"));
    }

    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        // To write to a string cannot fail.
        let _ = self.text.write_fmt(text);
    }
}

fn rule(Rule { name, allowed, expected, words, shape }: &Rule) -> String {
    // A field of an option goes by its own name in its set.
    let key = name.rsplit('.').next().unwrap_or(name);
    let mut line =
        format!("  {key}: {{ name: {}, allowed: {allowed}, expected: {}", quoted(name), quoted(expected));
    if !words.is_empty() {
        let words: Vec<_> = words.iter().copied().map(quoted).collect();
        let _ = write!(line, ", words: [{}]", words.join(", "));
    }
    if !shape.is_empty() {
        let shape: Vec<_> = shape.iter().map(|(name, kind)| format!("{name}: {}", quoted(kind))).collect();
        let _ = write!(line, ", shape: {{ {} }}", shape.join(", "));
    }
    line.push_str(" },\n");
    line
}

/// A string literal, in the quotes that the formatter chooses.
fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') { '"' } else { '\'' };
    format!("{quote}{text}{quote}")
}

/// `ThisName` as `THIS_NAME`.
fn shouting(name: &str) -> String {
    let mut shouted = String::new();
    for (at, letter) in name.chars().enumerate() {
        if at > 0 && letter.is_uppercase() {
            shouted.push('_');
        }
        shouted.extend(letter.to_uppercase());
    }
    shouted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_half_has_the_present_protocol() {
        for File { path, text } in files() {
            let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
            let present = std::fs::read_to_string(root.join(path)).unwrap_or_default();
            assert_eq!(present, text, "{path} is stale: run `make protocol`");
        }
    }

    #[test]
    fn names_are_shouted_word_by_word() {
        assert_eq!(shouting("EventKind"), "EVENT_KIND");
        assert_eq!(shouting("Status"), "STATUS");
    }
}
