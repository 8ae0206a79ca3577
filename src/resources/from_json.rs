//! Applies the descriptions to JSON, for tests, as the web half does to a JavaScript object.

use serde_json::{Map, Value};

use super::{
    Adapted, EACH, FIRST, FieldTest, KEYS, OWN, REPEATING, Readable, Resource, TEXTS, WITHOUT, adapt_field,
    path_text,
};
use crate::core::status::{Verdict, from_json};

impl Readable for &Value {
    fn is_absent(&self) -> bool {
        self.is_null()
    }

    fn is_text(&self) -> bool {
        self.is_string()
    }

    fn is_blank(&self) -> bool {
        self.as_str() == Some("")
    }

    fn is_record(&self) -> bool {
        self.is_object()
    }

    fn is_list(&self) -> bool {
        self.is_array()
    }

    fn text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }
}

/// The adapted object, or the path that does not fit and what was expected there.
pub(super) fn adapted(resource: &Resource, object: &Value) -> Result<Value, (String, &'static str)> {
    let mut adapted = Map::new();
    for field in resource.adapted_fields() {
        let paths = field.from.paths();
        let values =
            paths.iter().map(|path| read(object, path, &mut vec![])).collect::<Result<Vec<_>, _>>()?;
        let value = adapt_field(&field.from, &values.iter().collect::<Vec<_>>())
            .map_err(|misfit| (located(object, paths[misfit.path]), misfit.expected))?;
        let value = match value {
            Adapted::Absent => continue,
            Adapted::Empty => "".into(),
            Adapted::EmptyObject => Map::new().into(),
            Adapted::AsFound(path) => values[path].clone(),
            Adapted::Date(millis) => millis.into(),
            Adapted::Flag(flag) => flag.into(),
            Adapted::Word(word) => word.into(),
        };
        adapted.insert(field.name.to_owned(), value);
    }
    Ok(adapted.into())
}

type Wrong = (String, &'static str);

/// The path that `mismatchAt` in `src/web/shared/object.js` reports, as text.
fn located(object: &Value, path: &[&str]) -> String {
    let mut at = vec![];
    drop(read(object, path, &mut at));
    path_text(&at.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What `walk` in `src/web/shared/object.js` does.
fn read(value: &Value, path: &[&str], at: &mut Vec<String>) -> Result<Value, Wrong> {
    let wrong = |at: &[String], expected| {
        Err((path_text(&at.iter().map(String::as_str).collect::<Vec<_>>()), expected))
    };
    let Some((key, rest)) = path.split_first() else { return Ok(value.clone()) };
    if value.is_null() && !at.is_empty() {
        return Ok(Value::Null);
    }
    if [FIRST, EACH].contains(key) {
        let Some(list) = value.as_array() else { return wrong(at, "a list") };
        let count = if *key == FIRST { 1 } else { list.len() };
        let base = at.len();
        for (index, item) in list.iter().enumerate().take(count) {
            at.push(index.to_string());
            let found = read(item, rest, at)?;
            if !found.is_null() {
                return Ok(found);
            }
            at.truncate(base);
        }
        return Ok(Value::Null);
    }
    if *key == TEXTS {
        check_texts(value, at)?;
        return match value {
            Value::Object(record) => {
                let present = record.iter().filter(|(_, text)| !text.is_null());
                let present: Map<_, _> = present.map(|(key, text)| (key.clone(), text.clone())).collect();
                read(&present.into(), rest, at)
            }
            _ => read(value, rest, at),
        };
    }
    let Some(record) = value.as_object() else { return wrong(at, "an object") };
    match *key {
        KEYS => Ok(record.keys().cloned().collect()),
        WITHOUT => Ok(without(record, rest).into()),
        OWN => {
            let is_own = |key: &str| !REPEATING.iter().any(|part| key.contains(part));
            let own = record.iter().filter(|(key, _)| is_own(key));
            Ok(own.map(|(key, text)| (key.clone(), text.clone())).collect::<Map<_, _>>().into())
        }
        key => {
            at.push(key.to_owned());
            read(record.get(key).unwrap_or(&Value::Null), rest, at)
        }
    }
}

fn check_texts(value: &Value, at: &[String]) -> Result<(), Wrong> {
    let entries: Vec<(String, &Value)> = match value {
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect()
        }
        Value::Object(record) => record.iter().map(|(key, item)| (key.clone(), item)).collect(),
        _ => vec![],
    };
    match entries.into_iter().find(|(_, item)| !item.is_null() && !item.is_string()) {
        Some((key, _)) => {
            let keys = at.iter().chain([&key]).map(String::as_str).collect::<Vec<_>>();
            Err((path_text(&keys), "a string"))
        }
        None => Ok(()),
    }
}

fn without(record: &Map<String, Value>, path: &[&str]) -> Map<String, Value> {
    let mut copy = record.clone();
    match (path, path.first().and_then(|key| copy.get_mut(*key))) {
        ([_, rest @ ..], Some(Value::Object(inner))) if !rest.is_empty() => *inner = without(inner, rest),
        ([key], Some(_)) => drop(copy.remove(*key)),
        _ => {}
    }
    copy
}

/// The verdict on an object by the rules of its kind alone.
pub(super) fn verdict(resource: &Resource, object: &Value) -> Verdict {
    let mut tests = Vec::new();
    let rules = resource.rules(&mut tests);
    let mut facts = from_json::facts(object, &rules);
    facts.fields = tests.iter().map(|test| passes(object, test)).collect();
    rules.judge(&facts, None, |_| Ok::<_, ()>(false)).unwrap()
}

fn passes(object: &Value, test: &FieldTest) -> bool {
    let value = test.path.iter().fold(object, |value, key| &value[key]);
    match test.is {
        Some(text) => value == text,
        None => !value.is_null(),
    }
}
