//! Writes tables and enums in TypeScript, or in JavaScript with types in comments.

use std::fmt::Write;

use crate::core::numbered::Numbered;
use crate::core::options::{Options, Rule};

pub(super) const HEAD: &str =
    "// Written by `make protocol` from the Rust enums and tables of the same names: do not edit.\n";

/// Writes one language or the other.
pub(super) struct Writer {
    pub(super) text: String,
    is_typescript: bool,
}

impl Writer {
    pub(super) fn typescript() -> Self {
        let mut text = String::from(HEAD);
        text.push_str("\nimport type { Rule } from '../../../src/web/shared/options.js';\n");
        Self { text, is_typescript: true }
    }

    pub(super) fn javascript() -> Self {
        Self { text: String::from(HEAD), is_typescript: false }
    }

    /// In TypeScript a `const enum`, which bundlers replace by its numbers; in JavaScript a constant for each variant,
    /// for the same reason.
    pub(super) fn enumeration<T: Numbered>(&mut self, says: &str) {
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
    pub(super) fn constants<T: std::fmt::Display>(&mut self, says: &str, constants: &[(&str, T)]) {
        let lines: String =
            constants.iter().map(|(name, value)| format!("export const {name} = {value};\n")).collect();
        self.push(format_args!("\n// {says}\n{lines}"));
    }

    /// The enumeration of the numbers in a buffer, and how many there are.
    pub(super) fn layout<T: Numbered>(&mut self, says: &str) {
        self.enumeration::<T>(says);
        let length = T::ALL.len();
        self.push(format_args!("export const {}_LENGTH = {length};\n", shouting(T::NAMES.0)));
    }

    /// Words in the order of their numbers.
    pub(super) fn words<'a>(&mut self, name: &str, says: &str, words: impl Iterator<Item = &'a str>) {
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
    pub(super) fn number(&mut self, name: &str, says: &str, number: usize) {
        self.push(format_args!("\n/** {says} */\nexport const {name} = {number};\n"));
    }

    /// Numbers by name.
    pub(super) fn numbers(&mut self, name: &str, says: &str, numbers: &[(&str, f64)]) {
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
    pub(super) fn flags(&mut self, name: &str, says: &str, flags: &[(&str, bool)]) {
        let lines: String = flags.iter().map(|(name, flag)| format!("  {name}: {flag},\n")).collect();
        let suffix = if self.is_typescript { " as const" } else { "" };
        self.push(format_args!("\n/** {says} */\nexport const {name} = {{\n{lines}}}{suffix};\n"));
    }

    /// Texts by name.
    pub(super) fn texts<'a>(
        &mut self,
        name: &str,
        says: &str,
        texts: impl Iterator<Item = (&'a str, &'a str)>,
    ) {
        let lines: String = texts.map(|(name, text)| format!("  {name}: {},\n", quoted(text))).collect();
        let suffix = if self.is_typescript { " as const" } else { "" };
        self.push(format_args!("\n/** {says} */\nexport const {name} = {{\n{lines}}}{suffix};\n"));
    }

    /// A list of entries that are written already.
    pub(super) fn entries(&mut self, name: &str, says: &str, entries: impl Iterator<Item = String>) {
        let lines: String = entries.map(|entry| format!("  {entry},\n")).collect();
        let suffix = if self.is_typescript { " as const" } else { "" };
        self.push(format_args!("\n/** {says} */\nexport const {name} = [\n{lines}]{suffix};\n"));
    }

    /// The rules of a set of options, by name.
    pub(super) fn options(&mut self, options: &Options) {
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
pub(super) fn quoted(text: &str) -> String {
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
    use super::shouting;

    #[test]
    fn names_are_shouted_word_by_word() {
        assert_eq!(shouting("EventKind"), "EVENT_KIND");
        assert_eq!(shouting("Status"), "STATUS");
    }
}
