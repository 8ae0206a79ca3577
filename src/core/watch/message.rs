//! Why an object is not ready yet, from the messages of its conditions.

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

/// What an object waits for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// The index of the condition that explains it, if there is exactly one.
    pub place: Option<usize>,
    /// The messages of all that explain it, each once.
    pub line: Option<String>,
}

/// The conditions that do not hold explain it; if `Ready` is one of them, only that.
pub fn waiting(conditions: &[Condition<'_>]) -> Waiting {
    let is_open = |condition: &Condition<'_>| condition.status != "True";
    let ready = conditions.iter().position(|it| it.kind == "Ready" && is_open(it));
    let (mut place, mut messages, mut count) = (ready, Vec::new(), 0);
    for (at, condition) in conditions.iter().enumerate().filter(|(_, it)| is_open(it)) {
        if ready.is_some_and(|ready| ready != at) {
            continue;
        }
        count += 1;
        place = Some(at);
        if !condition.message.is_empty() && !messages.contains(&condition.message) {
            messages.push(condition.message);
        }
    }
    let line = if messages.is_empty() { None } else { Some(messages.join("; ")) };
    Waiting { place: place.filter(|_| count == 1), line }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting_for(conditions: &[(&str, &str, &str)]) -> (Option<usize>, Option<String>) {
        let conditions: Vec<_> =
            conditions.iter().map(|(a, b, c)| Condition { kind: a, status: b, message: c }).collect();
        let Waiting { place, line } = waiting(&conditions);
        (place, line)
    }

    fn line(conditions: &[(&str, &str, &str)]) -> Option<String> {
        waiting_for(conditions).1
    }

    #[test]
    fn ready_speaks_for_all() {
        let conditions = [("Accepted", "False", "a"), ("Ready", "False", "waiting for quota")];
        assert_eq!(waiting_for(&conditions), (Some(1), Some("waiting for quota".into())));
    }

    #[test]
    fn what_holds_or_says_nothing_is_left_out() {
        let conditions =
            [("A", "True", "done"), ("B", "Unknown", "x"), ("C", "False", "x"), ("D", "False", "")];
        assert_eq!(line(&conditions).as_deref(), Some("x"));
        assert_eq!(line(&[("A", "True", "done")]), None);
    }

    #[test]
    fn ready_or_the_only_one_that_does_not_hold_is_waited_for() {
        for (conditions, place) in [
            (&[("A", "True", ""), ("B", "Unknown", "")][..], Some(1)),
            (&[("A", "False", ""), ("Ready", "False", ""), ("B", "False", "")], Some(1)),
            (&[("A", "False", ""), ("B", "False", "")], None),
            (&[("Ready", "True", ""), ("B", "False", "")], Some(1)),
            (&[("Ready", "True", "")], None),
        ] {
            assert_eq!(waiting_for(conditions).0, place, "{conditions:?}");
        }
    }
}
