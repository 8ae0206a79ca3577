//! Generates the other half's copies of the numbers and names that both halves know: `pkg/src/generated/protocol.ts`,
//! `pkg/src/generated/resources.ts` and `src/web/generated/protocol.js`.
//!
//! `cargo run --example protocol` writes the files, and a test fails if they are stale. Nothing here is part of the
//! wasm.

mod writer;

use std::fmt::Write;

use writer::{HEAD, Writer, quoted};

use crate::core::durable::{self, DurableAction, Fence, Release, StepAction};
use crate::core::kubernetes::{self, limits};
use crate::core::numbered::Numbered;
use crate::core::options::{self, Kind};
use crate::core::persistence::{
    Change, EntryAction, Health, Known, Owner, OwnerEndAction, PATIENCE, PAUSE, PendingWrite, SETTLING_TIME,
    StoreKind, Turn,
};
use crate::core::queue::command::{COMMAND_LENGTH, CommandField, CommandKind, RECORD_LENGTH};
use crate::core::queue::group::GroupField;
use crate::core::queue::notifications::NotificationTurn;
use crate::core::queue::record::InputKind;
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
    /// Its path, from the crate's root.
    pub path: &'static str,
    /// All of it.
    pub text: String,
}

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
    out.enumeration::<Kind>("The kind of an option's value.");
    out.enumeration::<Status>("The status of a task.");
    out.words("STATUS_WORDS", "The words for it in views.", Status::ALL.iter().map(|status| status.word()));
    let ended = Status::ALL.iter().filter(|status| status.is_ended());
    out.words(
        "ENDED_STATUS_WORDS",
        "The words for tasks that have ended.",
        ended.map(|status| status.word()),
    );
    queue(&mut out);
    persistence(&mut out);
    durable(&mut out);
    let Config { concurrency, cancel_grace, paused, history_limit, .. } = Config::DEFAULT;
    out.numbers(
        "QUEUE_DEFAULTS",
        "The defaults of a queue, in milliseconds and tasks.",
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
        "The defaults of its options that are true or false.",
        &[("paused", paused), ("measure", false)],
    );
    out.numbers(
        "TASK_DEFAULTS",
        "The defaults of a task.",
        &[
            ("itemConcurrency", Spec::DEFAULT_ITEM_CONCURRENCY as f64),
            ("priority", SchedulingOptions::NONE.priority),
        ],
    );
    let RetryPolicy { attempts, min_delay, max_delay, factor, jitter } = RetryPolicy::DEFAULT;
    out.numbers(
        "RETRY_DEFAULTS",
        "The defaults of `retry`, in milliseconds.",
        &[
            ("attempts", attempts.into()),
            ("minDelay", min_delay),
            ("maxDelay", max_delay),
            ("factor", factor),
            ("jitter", jitter),
        ],
    );
    out.enumeration::<kubernetes::ConnectionInput>(
        "What is reported about a connection of `createKubernetesWatch`.",
    );
    out.enumeration::<kubernetes::ConnectionAction>("The actions of such a connection.");
    out.numbers(
        "KUBERNETES_LIMITS",
        "The limits of `createKubernetesWatch`, in streams, objects, bytes and milliseconds.",
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
    out.enumeration::<CommandKind>("The commands of a queue's core.");
    out.enumeration::<CommandField>("The position of each number in the record of a command.");
    out.number("RECORD_LENGTH", "How many numbers there are in it.", RECORD_LENGTH);
    out.number("COMMAND_LENGTH", "How many of them are about the command.", COMMAND_LENGTH);
    out.enumeration::<EndError>("The error of an ending, to be looked up or created.");
    out.enumeration::<RowField>("The position of each of a task's numbers.");
    out.number("ROW_LENGTH", "How many of them there are.", ROW_LENGTH);
    out.number("NONE", "The number for no task, position or count.", NONE as usize);
    out.enumeration::<Reported>("What a report about an item has changed.");
    out.enumeration::<ItemState>("The state of an item.");
    out.enumeration::<GroupField>("The position of each of a group's numbers.");
    out.enumeration::<NotificationTurn>(
        "What happens to a queue's listeners in a turn of the microtask queue.",
    );
    out.enumeration::<Excess>("Which task to forget.");
    let names: Vec<_> = InputKind::ALL.iter().map(|kind| kind.name()).collect();
    let names = names.iter().map(String::as_str);
    out.words("INPUT_NAMES", "The names of recorded inputs, by their numbers.", names);
}

fn persistence(out: &mut Writer) {
    out.enumeration::<StoreKind>("Where the tasks of a queue are stored.");
    out.enumeration::<Known>("How a queue knows the task of an entry that it finds in its store.");
    out.enumeration::<Owner>("The queue that an entry names as the owner of its task.");
    out.enumeration::<EntryAction>("What a queue does with an entry.");
    out.enumeration::<OwnerEndAction>("What happens to the stored tasks of an owner that may be gone.");
    out.enumeration::<PendingWrite>("Which part of a task the store does not have yet.");
    out.enumeration::<Change>("What happens to a task, for its store.");
    out.enumeration::<Turn>("What happens in a macrotask to a task that waits for one.");
    out.enumeration::<Health>("Whether a store works.");
    let words = Health::ALL.iter().map(|health| health.word());
    out.words("HEALTH_WORDS", "The words for it in `persistence`.", words);
    out.numbers(
        "STORE",
        "The time within which a store has to answer, in milliseconds.",
        &[("patience", PATIENCE)],
    );
    out.numbers(
        "OWNER",
        "The pauses before the lock of an owner is checked again, in milliseconds.",
        &[("settlingTime", SETTLING_TIME), ("pause", PAUSE)],
    );
}

fn durable(out: &mut Writer) {
    out.enumeration::<DurableAction>("What a queue does with an entry of a durable task.");
    out.enumeration::<Fence>(
        "What reading such an entry means for a queue that is about to call a step, or to write.",
    );
    out.enumeration::<Release>("What a page does with a stored task of a kind.");
    out.enumeration::<StepAction>("What a call of a step does.");
    out.numbers(
        "DURABLE",
        "How owners without Web Locks are recognised as alive or gone, in milliseconds.",
        &[
            ("renewal", durable::RENEWAL),
            ("lease", durable::LEASE),
            ("check", durable::CHECK),
            ("leaving", durable::LEAVING),
        ],
    );
}

fn kstatus(out: &mut Writer) {
    out.layout::<KstatusFact>("The numbers of an object that come first in the buffer.");
    out.enumeration::<NoFacts>("The only number in the buffer if there is no object.");
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
        "The type of the standard condition for a status.",
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
    out.enumeration::<StreamState>("The state of a wait's stream.");
    out.words("STREAM_STATE_WORDS", "Its words.", StreamState::ALL.iter().map(|state| state.word()));
    out.constants(
        "The facts about a version of an object: its kind, a bit, and its origin above them; and numbers of uids.",
        &[
            ("FACTS_TERMINATING", Facts::TERMINATING),
            ("FACTS_EARLIER", Facts::EARLIER),
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
        "Parts of the keys of annotations in which tools keep a copy of the object.",
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
}
