//! How to convert an object from the API to the one that a console works with, as data.
//!
//! `null` means absent in every object from the API. Values are checked and passed on untouched; only dates are converted.

use super::epoch_millis;
use crate::core::numbered::numbered;

/// The keys that lead to a value, from the object downwards. The six constants below are not keys but instructions, which
/// `src/web/shared/object.js` executes; they are part of the protocol.
pub type Path = &'static [&'static str];

/// Continues from the first element of a list.
pub const FIRST: &str = "0";
/// Continues from the first element of a list for which the rest of the path leads to a value.
pub const EACH: &str = "*";
/// Ends with the list of the object's keys; its values are not touched.
pub const KEYS: &str = "{}";
/// Ends with a copy of the object, without the value that the keys after this lead to.
pub const WITHOUT: &str = "-";
/// Requires that the list or object holds only strings, and continues from it, without an object's absent ones.
pub const TEXTS: &str = "\"\"";
/// Ends with a copy of an object of strings, without those that contain the object itself: see [`REPEATING`].
pub const OWN: &str = "=";

/// Parts of the keys of annotations in which tools keep the object that they applied: kubectl, kapp, Rancher, Banzai, Kopf.
pub const REPEATING: [&str; 4] = ["last-applied", "last-handled", "/applied", "/original"];

/// One field of an adapted object.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Where it comes from.
    pub from: Source,
}

/// Where a field comes from and what type it must have.
#[derive(Debug)]
pub enum Source {
    /// A string; `''` if it is absent.
    TextOrEmpty(Path),
    /// A string, or absent.
    Text(Path),
    /// The first of several strings that is present and not empty, or absent.
    FirstText(&'static [Path]),
    /// A point in time as Kubernetes writes it, or absent.
    Date(Path),
    /// An object as it is, or absent.
    Object(Path),
    /// An object of strings; an empty one if it is absent.
    Texts(Path),
    /// A list as it is, or absent.
    List(Path),
    /// A secret string, or absent: no message shows it, and its field is not enumerable.
    Secret(Path),
    /// Whether a string equals this one.
    Is(Path, &'static str),
    /// The first string, if the second equals the one named.
    TextIf(&'static [Path; 2], &'static str),
    /// One of two words: the first if a string equals the one named.
    Word(Path, &'static str, [&'static str; 2]),
}

impl Source {
    /// The paths of the values it is made of.
    pub fn paths(&self) -> &[Path] {
        match self {
            Self::TextOrEmpty(path)
            | Self::Text(path)
            | Self::Date(path)
            | Self::Object(path)
            | Self::Texts(path)
            | Self::List(path)
            | Self::Secret(path)
            | Self::Is(path, _)
            | Self::Word(path, ..) => std::slice::from_ref(path),
            Self::FirstText(paths) => paths,
            Self::TextIf(paths, _) => *paths,
        }
    }

    /// How much of a wrong value an error may show.
    pub fn shown(&self) -> Shown {
        match self {
            Self::Secret(_) => Shown::Type,
            Self::Date(_) => Shown::Text,
            Self::TextOrEmpty(_)
            | Self::Text(_)
            | Self::FirstText(_)
            | Self::Object(_)
            | Self::Texts(_)
            | Self::List(_)
            | Self::Is(..)
            | Self::TextIf(..)
            | Self::Word(..) => Shown::Number,
        }
    }
}

numbered! {
    /// How much of a value an error may show.
    pub enum Shown {
        /// Its type.
        Type,
        /// A number too, but no string, which may be a secret.
        Number,
        /// A string too.
        Text,
    }
}

/// A value that was read, from JavaScript or JSON.
pub trait Readable {
    /// `undefined` or `null`.
    fn is_absent(&self) -> bool;
    /// A string.
    fn is_text(&self) -> bool;
    /// An empty string; called for strings only.
    fn is_blank(&self) -> bool;
    /// An object that is not a list.
    fn is_record(&self) -> bool;
    /// A list.
    fn is_list(&self) -> bool;
    /// Its text, if it is a string. Lone surrogates are lost.
    fn text(&self) -> Option<String>;
}

/// What a field becomes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Adapted {
    /// Absent.
    Absent,
    /// The empty string.
    Empty,
    /// An object without fields.
    EmptyObject,
    /// The value of the path with this number, as it was found.
    AsFound(usize),
    /// A date, in milliseconds since the epoch.
    Date(f64),
    /// Yes or no.
    Flag(bool),
    /// One of our own words.
    Word(&'static str),
}

/// A value is not what its field needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The number of the path.
    pub path: usize,
    /// What was expected, with an article.
    pub expected: &'static str,
}

/// Makes a field from the values of its [`Source::paths`], in their order.
pub fn adapt_field<V: Readable>(from: &Source, values: &[V]) -> Result<Adapted, Mismatch> {
    match from {
        Source::TextOrEmpty(_) => Ok(match single(values, V::is_text, "a string")? {
            Some(_) => Adapted::AsFound(0),
            None => Adapted::Empty,
        }),
        Source::Text(_) | Source::Secret(_) => Ok(as_found(single(values, V::is_text, "a string")?)),
        Source::List(_) => Ok(as_found(single(values, V::is_list, "a list")?)),
        Source::Is(_, text) => Ok(Adapted::Flag(is_text(single(values, V::is_text, "a string")?, text))),
        Source::Word(_, text, [then, otherwise]) => {
            let is_it = is_text(single(values, V::is_text, "a string")?, text);
            Ok(Adapted::Word(if is_it { then } else { otherwise }))
        }
        Source::TextIf(_, text) => {
            // Checks both, so that a value of a wrong type never goes unnoticed.
            first_text(values)?;
            let is_it = is_text(values.get(1), text);
            let first = values.first().filter(|value| is_it && !value.is_absent());
            Ok(as_found(first))
        }
        Source::Object(_) => Ok(as_found(single(values, V::is_record, "an object")?)),
        Source::Texts(_) => Ok(match single(values, V::is_record, "an object")? {
            Some(_) => Adapted::AsFound(0),
            None => Adapted::EmptyObject,
        }),
        Source::Date(_) => match single(values, V::is_text, DATE)? {
            None => Ok(Adapted::Absent),
            Some(value) => value
                .text()
                .and_then(|text| epoch_millis(&text))
                .map(Adapted::Date)
                .ok_or(Mismatch { path: 0, expected: DATE }),
        },
        Source::FirstText(_) => first_text(values),
    }
}

const DATE: &str = "a date as RFC 3339 has it";

fn is_text<V: Readable>(value: Option<&V>, text: &str) -> bool {
    value.and_then(V::text).as_deref() == Some(text)
}

fn as_found<V>(value: Option<&V>) -> Adapted {
    value.map_or(Adapted::Absent, |_| Adapted::AsFound(0))
}

fn single<'a, V: Readable>(
    values: &'a [V],
    fits: fn(&V) -> bool,
    expected: &'static str,
) -> Result<Option<&'a V>, Mismatch> {
    match values.first() {
        Some(value) if !value.is_absent() => {
            if fits(value) {
                Ok(Some(value))
            } else {
                Err(Mismatch { path: 0, expected })
            }
        }
        _ => Ok(None),
    }
}

fn first_text<V: Readable>(values: &[V]) -> Result<Adapted, Mismatch> {
    let mut first = Adapted::Absent;
    for (path, value) in values.iter().enumerate() {
        if value.is_absent() {
            continue;
        }
        // Checks all, so that a value of a wrong type never goes unnoticed.
        if !value.is_text() {
            return Err(Mismatch { path, expected: "a string" });
        }
        if first == Adapted::Absent && !value.is_blank() {
            first = Adapted::AsFound(path);
        }
    }
    Ok(first)
}

/// A path as people write it: `metadata.name`, `status.conditions[3]`,
/// `metadata.annotations["kubernetes.io/display-name"]`.
pub fn path_text<T: AsRef<str>>(path: &[T]) -> String {
    let mut text = String::new();
    for key in path {
        add_key(&mut text, key.as_ref());
    }
    text
}

#[inline(never)]
fn add_key(text: &mut String, key: &str) {
    if key == EACH || key.bytes().all(|byte| byte.is_ascii_digit()) {
        text.push('[');
        text.push_str(key);
        text.push(']');
    } else if key.contains(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_') {
        text.push_str("[\"");
        text.push_str(key);
        text.push_str("\"]");
    } else {
        if !text.is_empty() {
            text.push('.');
        }
        text.push_str(key);
    }
}
