//! Reads the recording and gives its inputs to a queue in the state before them.

use std::process::ExitCode;

use serde_json::Value;
use taskwatch::core::numbered::Numbered;
use taskwatch::core::queue::record::{Input, InputKind};
use taskwatch::core::queue::{Action, Queue, Status};

pub(crate) fn main() -> ExitCode {
    let replayed = std::env::args().nth(1).ok_or("the file is missing".to_owned()).and_then(|file| {
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
        replay(&text)
    });
    match replayed {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether the queue ends as the recording says.
fn replay(text: &str) -> Result<bool, String> {
    let file: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    // A recording alone, or all that `inspect()` gives.
    let recording = file.get("recording").unwrap_or(&file);
    let mut queue = numbers(recording.get("before"))
        .and_then(|before| Queue::restore(&before))
        .ok_or("`before` is no state of a queue")?;
    println!("before: {} running, {} waiting", queue.running(), queue.waiting());
    let inputs = recording.get("inputs").and_then(Value::as_array).ok_or("`inputs` are missing")?;
    let mut began = None;
    for (at, input) in inputs.iter().enumerate() {
        let (now, input) = read(input).ok_or_else(|| format!("input {at} is none: {input}"))?;
        let began = *began.get_or_insert(now.moment);
        let action = input.give(&mut queue, now);
        println!(
            "{:>10} {}",
            if now.moment.is_nan() { String::new() } else { format!("{:.0} ms", now.moment - began) },
            told(input, action)
        );
    }
    let seen = queue.seen();
    let expected = numbers(recording.get("after")).ok_or("`after` is missing")?;
    for task in seen.get(2..).unwrap_or_default().chunks(14) {
        if let [id, status, completed, failed, ..] = task {
            let word = Status::ALL.get(*status as usize).map_or("?", |status| status.word());
            println!("after: task {id} {word}, {completed} completed, {failed} failed");
        }
    }
    let is_same = seen.len() == expected.len()
        && seen.iter().zip(&expected).all(|(one, other)| one == other || (one.is_nan() && other.is_nan()));
    println!(
        "{} inputs replayed: {}",
        inputs.len(),
        if is_same { "the same states" } else { "OTHER STATES" }
    );
    Ok(is_same)
}

fn told(input: Input, action: Option<Action>) -> String {
    match action {
        Some(action) => format!("  does {action:?}"),
        None => format!("{input:?}"),
    }
}

/// `["settled", moment, wall, …]`.
fn read(input: &Value) -> Option<(taskwatch::core::queue::Now, Input)> {
    let (name, rest) = input.as_array()?.split_first()?;
    let kind = InputKind::ALL.iter().find(|kind| name == &kind.name())?;
    let mut row = vec![f64::from(*kind as u8)];
    for value in rest {
        row.push(number(value)?);
    }
    Input::read(&row)
}

fn numbers(list: Option<&Value>) -> Option<Vec<f64>> {
    list?.as_array()?.iter().map(number).collect()
}

/// A number; those that JSON has no word for are strings.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}
