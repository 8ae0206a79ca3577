//! How an object from the API becomes the object a console works with, as data.
//!
//! `null` means absent in every object that comes from the API. Values are judged where they are and
//! passed on untouched; nothing is converted but dates.

use super::epoch_millis;

/// The keys that lead to a value, from the object downwards. Some keys are none but say how to go on.
pub type Path = &'static [&'static str];

/// Goes on from the first element of a list.
pub const FIRST: &str = "0";
/// Goes on from the first element of a list from which it leads to something.
pub const EACH: &str = "*";
/// Ends with the list of the keys of what is there; no value of it is touched.
pub const KEYS: &str = "{}";
/// Ends with a copy of what is there, without what the keys after this lead to.
pub const WITHOUT: &str = "-";
/// Goes on from where it is, where there are only strings in the list or object that is there.
pub const TEXTS: &str = "\"\"";

/// One field of an adapted object.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Where it comes from.
    pub from: Source,
}

/// Where a field comes from and what it must be there.
#[derive(Debug)]
pub enum Source {
    /// A string; `''` where it is absent.
    TextOrEmpty(Path),
    /// A string, or absent.
    Text(Path),
    /// The first of several strings that is there and not empty; absent where there is none.
    FirstText(&'static [Path]),
    /// A point in time as Kubernetes writes it, or absent.
    Date(Path),
    /// An object as it is, or absent.
    Object(Path),
    /// A list as it is, or absent.
    List(Path),
    /// A string, or absent, that is not shown: no message says it, and who goes through the fields of the
    /// object does not come upon it.
    Secret(Path),
    /// Whether a string is this one.
    Is(Path, &'static str),
    /// The first string, where the second is the one named.
    TextIf(&'static [Path; 2], &'static str),
    /// One of two words: the first where a string is the one named.
    Word(Path, &'static str, [&'static str; 2]),
}

impl Source {
    /// The paths whose values it is made of.
    pub fn paths(&self) -> &[Path] {
        match self {
            Self::TextOrEmpty(path)
            | Self::Text(path)
            | Self::Date(path)
            | Self::Object(path)
            | Self::List(path)
            | Self::Secret(path)
            | Self::Is(path, _)
            | Self::Word(path, ..) => std::slice::from_ref(path),
            Self::FirstText(paths) => paths,
            Self::TextIf(paths, _) => *paths,
        }
    }
}

/// A value that was read; whose it is does not matter here.
pub trait Readable {
    /// `undefined` or `null`.
    fn is_absent(&self) -> bool;
    /// A string.
    fn is_text(&self) -> bool;
    /// An empty string; asked of strings alone.
    fn is_blank(&self) -> bool;
    /// An object that is no list.
    fn is_record(&self) -> bool;
    /// A list.
    fn is_list(&self) -> bool;
    /// The string it is, lossy where it is no text.
    fn text(&self) -> Option<String>;
}

/// What a field becomes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Adapted {
    /// Absent.
    Absent,
    /// The empty string.
    Empty,
    /// The value of the path with this number, as it was found.
    AsFound(usize),
    /// A date, in milliseconds since the epoch.
    Date(f64),
    /// Yes or no.
    Flag(bool),
    /// A word of ours.
    Word(&'static str),
}

/// The value of a path is not what it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The number of the path.
    pub path: usize,
    /// What was expected, with its article.
    pub expected: &'static str,
}

/// Makes a field of the values of its [`Source::paths`], in their order.
pub fn adapt_field<V: Readable>(from: &Source, values: &[V]) -> Result<Adapted, Misfit> {
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
            // Both are looked at, so that a wrong one is told in any case.
            first_text(values)?;
            let is_it = is_text(values.get(1), text);
            let first = values.first().filter(|value| is_it && !value.is_absent());
            Ok(as_found(first))
        }
        Source::Object(_) => Ok(as_found(single(values, V::is_record, "an object")?)),
        Source::Date(_) => match single(values, V::is_text, DATE)? {
            None => Ok(Adapted::Absent),
            Some(value) => value
                .text()
                .and_then(|text| epoch_millis(&text))
                .map(Adapted::Date)
                .ok_or(Misfit { path: 0, expected: DATE }),
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
) -> Result<Option<&'a V>, Misfit> {
    match values.first() {
        Some(value) if !value.is_absent() => {
            if fits(value) {
                Ok(Some(value))
            } else {
                Err(Misfit { path: 0, expected })
            }
        }
        _ => Ok(None),
    }
}

fn first_text<V: Readable>(values: &[V]) -> Result<Adapted, Misfit> {
    let mut first = Adapted::Absent;
    for (path, value) in values.iter().enumerate() {
        if value.is_absent() {
            continue;
        }
        // All are looked at, so that a wrong one is told whether or not an earlier one hides it.
        if !value.is_text() {
            return Err(Misfit { path, expected: "a string" });
        }
        if first == Adapted::Absent && !value.is_blank() {
            first = Adapted::AsFound(path);
        }
    }
    Ok(first)
}

/// A path as one reads it: `metadata.name`, `status.conditions[3]`,
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
    if key.bytes().all(|byte| byte.is_ascii_digit()) {
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
