//! Why an object is not ready yet, in the words of its conditions.

/// A condition of an object.
#[derive(Clone, Copy, Debug)]
pub struct Condition<'a> {
    /// Its type, such as `Ready`.
    pub kind: &'a str,
    /// `True`, `False` or `Unknown`.
    pub status: &'a str,
    /// Its message for people.
    pub message: &'a str,
}

/// The messages of the conditions that do not hold, each once; only that of `Ready` if there is one.
pub fn waiting_line<'a>(conditions: impl Iterator<Item = Condition<'a>>) -> Option<String> {
    let open: Vec<_> = conditions.filter(|it| it.status != "True" && !it.message.is_empty()).collect();
    let ready = open.iter().find(|it| it.kind == "Ready");
    let mut messages: Vec<&str> = Vec::new();
    for condition in ready.map_or(open.as_slice(), std::slice::from_ref) {
        if !messages.contains(&condition.message) {
            messages.push(condition.message);
        }
    }
    if messages.is_empty() { None } else { Some(messages.join("; ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(conditions: &[(&str, &str, &str)]) -> Option<String> {
        waiting_line(conditions.iter().map(|&(kind, status, message)| Condition { kind, status, message }))
    }

    #[test]
    fn ready_speaks_for_all() {
        let conditions = [("Accepted", "False", "a"), ("Ready", "False", "waiting for quota")];
        assert_eq!(line(&conditions).as_deref(), Some("waiting for quota"));
    }

    #[test]
    fn what_holds_or_says_nothing_is_left_out() {
        let conditions =
            [("A", "True", "done"), ("B", "Unknown", "x"), ("C", "False", "x"), ("D", "False", "")];
        assert_eq!(line(&conditions).as_deref(), Some("x"));
        assert_eq!(line(&[("A", "True", "done")]), None);
    }
}
