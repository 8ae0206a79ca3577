//! Reports on JSON, for tests: the numbers that the glue picks out of a JavaScript object, and what it tells.

use serde_json::Value;

use super::{Facts, Outcome, RULES, Report, STANDARD_CONDITIONS, Word, report};
use crate::core::status::Generation;
use crate::core::status::from_json::generation;

/// What is told of an object: status, message, and type, reason and message of the standard condition.
pub(super) type Told = (String, String, Option<(String, String, String)>);

/// The report on an object that was created `age` milliseconds ago.
pub(super) fn told(object: &Value, age: f64) -> Told {
    let mut picked = pick(object);
    picked[AGE] = age;
    tell(object, &report(&Facts::read(&picked).unwrap()))
}

/// What is picked of an object, and how many of its conditions rules can know.
pub(crate) fn picked(object: &Value) -> (Vec<f64>, usize) {
    (pick(object), known_conditions(object).count())
}

/// Where the age stands among the numbers.
const AGE: usize = 4;

fn pick(object: &Value) -> Vec<f64> {
    let rule = rule_of(object);
    let numbers = rule.map_or(Vec::new(), |(_, [_, _, numbers, ..])| paths(numbers));
    let texts = rule.map_or(Vec::new(), |(_, [_, _, _, texts, _])| paths(texts));
    let looks_at_containers = rule.is_some_and(|(_, [.., containers])| !containers.is_empty());
    let containers = if looks_at_containers { list(&object["status"]["containerStatuses"]) } else { &[] };
    let is_deleted = object["metadata"]["deletionTimestamp"].is_string();
    let place = rule.map_or(RULES.len(), |(place, _)| place);
    let own = generation(&object["metadata"]["generation"]);
    let observed = generation(&object["status"]["observedGeneration"]);
    let number = |generation: Option<Generation>| match generation {
        None => f64::NAN,
        Some(_) if generation == own => 1.0,
        Some(_) => 2.0,
    };
    let mut picked = vec![place as f64, f64::from(is_deleted), number(own), number(observed), f64::NAN];
    picked.extend([numbers.len() as f64, texts.len() as f64, containers.len() as f64]);
    picked.extend(numbers.iter().map(|path| at(object, path).as_f64().unwrap_or(f64::NAN)));
    let mut seen = Vec::new();
    picked.extend(texts.iter().map(|path| interned(at(object, path), &mut seen)));
    picked.extend(containers.iter().map(|one| word(&one["state"]["waiting"]["reason"])));
    for condition in known_conditions(object) {
        picked.extend(["type", "status", "reason"].map(|key| word(&condition[key])));
    }
    picked
}

fn tell(object: &Value, report: &Report) -> Told {
    let line = Outcome::TEXT.lines().nth(report.outcome as usize).unwrap();
    let [status, reason, message] = split(line);
    let own = report.condition.and_then(|place| known_conditions(object).nth(place));
    let said = |key: &str| own.map(|own| own[key].as_str().unwrap_or_default().to_owned());
    let sentence = if message.is_empty() { said("message").unwrap() } else { fill(message, object, report) };
    let standard = STANDARD_CONDITIONS.lines().map(split::<3>).find(|[of, ..]| *of == status);
    let condition = standard.map(|[_, kind, _]| {
        let reason = said("reason").unwrap_or_else(|| reason.to_owned());
        (kind.to_owned(), reason, said("message").unwrap_or_else(|| sentence.clone()))
    });
    (status.to_owned(), sentence, condition)
}

fn fill(message: &str, object: &Value, report: &Report) -> String {
    let waiting = list(&object["status"]["containerStatuses"])
        .iter()
        .filter(|one| one["state"]["waiting"]["reason"] == "CrashLoopBackOff")
        .map(|one| one["name"].as_str().unwrap_or_default());
    let first_text = rule_of(object).and_then(|(_, [_, _, _, texts, _])| paths(texts).first().copied());
    let [one, other] = report.numbers;
    message
        .replacen("{}", &one.to_string(), 1)
        .replacen("{}", &other.to_string(), 1)
        .replace("{generation}", &object["metadata"]["generation"].to_string())
        .replace("{observed}", &object["status"]["observedGeneration"].to_string())
        .replace("{text}", first_text.and_then(|path| at(object, path).as_str()).unwrap_or_default())
        .replace("{waiting CrashLoopBackOff}", &waiting.collect::<Vec<_>>().join(", "))
}

/// The place of the object's rule, and the parts of what it reads.
fn rule_of(object: &Value) -> Option<(usize, [&'static str; 5])> {
    let version = object["apiVersion"].as_str();
    let group = version.map(|version| version.rsplit_once('/').map_or("", |(group, _)| group));
    let mut read = RULES.iter().map(|rule| split::<5>(rule.reads)).enumerate();
    read.find(|(_, [kind, groups, ..])| {
        let mut groups = groups.split(' ').map(|name| name.trim_start_matches('/'));
        object["kind"] == *kind && group.is_none_or(|group| groups.any(|own| own == group))
    })
}

fn split<const N: usize>(line: &'static str) -> [&'static str; N] {
    line.split('|').collect::<Vec<_>>().try_into().unwrap()
}

fn paths(list: &'static str) -> Vec<&'static str> {
    list.split_whitespace().collect()
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

/// The place of a word, -1 where it is none.
fn word(value: &Value) -> f64 {
    let place = Word::TEXT.split_whitespace().position(|word| value == word);
    place.map_or(-1.0, |place| place as f64)
}

/// The same, other texts told apart.
fn interned<'a>(text: &'a Value, seen: &mut Vec<&'a Value>) -> f64 {
    seen.push(text);
    let is_blank = text.as_str().is_none_or(str::is_empty);
    let own = seen.iter().position(|other| *other == text).map_or(0, |place| 100 + place);
    if is_blank {
        -1.0
    } else if word(text) >= 0.0 {
        word(text)
    } else {
        own as f64
    }
}
