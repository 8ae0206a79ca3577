//! The descriptions interpreted over JSON, for tests: what the web half does with a JavaScript object.

use serde_json::{Map, Value};

use super::{Adapted, FieldTest, Path, Readable, Resource, adapt_field, path_text};
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

    fn text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }
}

/// The adapted object, or the path that does not fit and what was expected there.
pub(super) fn adapted(resource: &Resource, object: &Value) -> Result<Value, (String, &'static str)> {
    let mut adapted = Map::new();
    for field in resource.adapted_fields() {
        let paths = field.from.paths();
        let values = paths.iter().map(|path| read(object, path)).collect::<Result<Vec<_>, _>>()?;
        let value = adapt_field(&field.from, &values)
            .map_err(|misfit| (path_text(paths[misfit.path]), misfit.expected))?;
        let value = match value {
            Adapted::Absent => continue,
            Adapted::Empty => "".into(),
            Adapted::AsFound(path) => values[path].clone(),
            Adapted::Date(millis) => millis.into(),
        };
        adapted.insert(field.name.to_owned(), value);
    }
    Ok(adapted.into())
}

fn read(object: &Value, path: Path) -> Result<&Value, (String, &'static str)> {
    let mut value = object;
    for (depth, key) in path.iter().enumerate() {
        if value.is_null() && depth > 0 {
            return Ok(&Value::Null);
        }
        let record = value.as_object().ok_or((path_text(&path[..depth]), "an object"))?;
        value = record.get(*key).unwrap_or(&Value::Null);
    }
    Ok(value)
}

/// The verdict on an object, with nothing said by anyone else.
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
