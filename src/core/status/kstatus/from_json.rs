//! Reports on JSON, for tests: like `pkg/src/status/compute-status.ts`, it reads the numbers of an object
//! and renders the report.

use serde_json::Value;

use super::{Facts, KstatusFact, Outcome, RULES, Reads, Report, STANDARD_CONDITIONS, Word, report};
use crate::core::numbered::Numbered;
use crate::core::status::Generation;
use crate::core::status::from_json::generation;

/// A computed status: status, message, and type, reason and message of the standard condition.
pub(super) type Computed = (String, String, Option<(String, String, String)>);

/// The status of an object that was created `age` milliseconds ago.
pub(super) fn computed(object: &Value, age: f64) -> Computed {
    let mut picked = pick(object);
    picked[KstatusFact::Age as usize] = age;
    describe(object, &report(&Facts::read(&picked).unwrap()))
}

/// The numbers of an object, and how many of its conditions rules can know.
pub(crate) fn picked(object: &Value) -> (Vec<f64>, usize) {
    (pick(object), known_conditions(object).count())
}

fn pick(object: &Value) -> Vec<f64> {
    let (rule, reads) = rule_of(object).unwrap_or((RULES.len(), Reads::NOTHING));
    let containers = if reads.has_containers { list(&object["status"]["containerStatuses"]) } else { &[] };
    let is_deleted = object["metadata"]["deletionTimestamp"].is_string();
    let own = generation(&object["metadata"]["generation"]);
    let observed = generation(&object["status"]["observedGeneration"]);
    let number = |generation: Option<Generation>| match generation {
        None => f64::NAN,
        Some(_) if generation == own => 1.0,
        Some(_) => 2.0,
    };
    let mut picked = vec![f64::NAN; KstatusFact::ALL.len()];
    for (fact, value) in [
        (KstatusFact::Rule, rule as f64),
        (KstatusFact::Terminating, f64::from(is_deleted)),
        (KstatusFact::Generation, number(own)),
        (KstatusFact::ObservedGeneration, number(observed)),
        (KstatusFact::NumberCount, (reads.numbers.len() + reads.flags.len()) as f64),
        (KstatusFact::TextCount, reads.texts.len() as f64),
        (KstatusFact::ContainerCount, containers.len() as f64),
    ] {
        picked[fact as usize] = value;
    }
    picked.extend(reads.numbers.iter().map(|path| at(object, path).as_f64().unwrap_or(f64::NAN)));
    picked.extend(reads.flags.iter().map(|path| at(object, path).as_bool().map_or(f64::NAN, f64::from)));
    let mut seen = Vec::new();
    picked.extend(reads.texts.iter().map(|path| interned(at(object, path), &mut seen)));
    picked.extend(containers.iter().map(|one| word(&one["state"]["waiting"]["reason"])));
    for condition in known_conditions(object) {
        picked.extend(["type", "status", "reason"].map(|key| word(&condition[key])));
    }
    picked
}

fn describe(object: &Value, report: &Report) -> Computed {
    let [status, reason, message] = Outcome::TEXTS[report.outcome as usize];
    let own = report.condition.and_then(|index| known_conditions(object).nth(index));
    let text = |key: &str| own.map(|own| own[key].as_str().unwrap_or_default().to_owned());
    let sentence = if message.is_empty() { text("message").unwrap() } else { fill(message, object, report) };
    let standard = STANDARD_CONDITIONS.iter().find(|(of, _)| *of == status);
    let condition = standard.map(|(_, kind)| {
        let reason = text("reason").unwrap_or_else(|| reason.to_owned());
        ((*kind).to_owned(), reason, text("message").unwrap_or_else(|| sentence.clone()))
    });
    (status.to_owned(), sentence, condition)
}

fn fill(message: &str, object: &Value, report: &Report) -> String {
    let waiting = list(&object["status"]["containerStatuses"])
        .iter()
        .filter(|one| one["state"]["waiting"]["reason"] == "CrashLoopBackOff")
        .map(|one| one["name"].as_str().unwrap_or_default());
    let first_text = rule_of(object).and_then(|(_, reads)| reads.texts.first().copied());
    let [one, other] = report.numbers;
    message
        .replacen("{}", &one.to_string(), 1)
        .replacen("{}", &other.to_string(), 1)
        .replace("{generation}", &object["metadata"]["generation"].to_string())
        .replace("{observed}", &object["status"]["observedGeneration"].to_string())
        .replace("{text}", first_text.and_then(|path| at(object, path).as_str()).unwrap_or_default())
        .replace("{waiting CrashLoopBackOff}", &waiting.collect::<Vec<_>>().join(", "))
}

/// The index of the object's rule, and what it reads.
fn rule_of(object: &Value) -> Option<(usize, Reads)> {
    let version = object["apiVersion"].as_str();
    let group = version.map(|version| version.rsplit_once('/').map_or("", |(group, _)| group));
    let mut reads = RULES.iter().map(|rule| rule.reads).enumerate();
    reads.find(|(_, reads)| {
        object["kind"] == *reads.kind && group.is_none_or(|group| reads.groups.contains(&group))
    })
}

fn at<'a>(object: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(object, |value, key| &value[key])
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn known_conditions(object: &Value) -> impl Iterator<Item = &Value> {
    list(&object["status"]["conditions"]).iter().filter(|condition| word(&condition["type"]) >= 0.0)
}

/// The number of a word, -1 for any other value.
fn word(value: &Value) -> f64 {
    let number = Word::NAMES.1.iter().position(|word| value == word);
    number.map_or(-1.0, |number| number as f64)
}

/// The same, with a number of its own for each other text.
fn interned<'a>(text: &'a Value, seen: &mut Vec<&'a Value>) -> f64 {
    seen.push(text);
    let is_blank = text.as_str().is_none_or(str::is_empty);
    let own = seen.iter().position(|other| *other == text).map_or(0, |index| 100 + index);
    if is_blank {
        -1.0
    } else if word(text) >= 0.0 {
        word(text)
    } else {
        own as f64
    }
}
