//! What a server's refusal means for the connection that asked.
//!
//! Codes mean what they mean in HTTP, as the Kubernetes API conventions ("Response Status Kind") use them. Servers and
//! proxies disagree about the code for a version that cannot be watched from: 410, 504 ("Too large resource version"),
//! 500 ("required revision has been compacted"), 400 ("invalid resource version"). So the text counts, not the code.

/// What a refusal means, whether it is a response or an `ERROR` event of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The version, or the place in a list, cannot be continued from.
    Version,
    /// Too many requests, or too slow a client: 408 and 429.
    Busy,
    /// Nobody may do this: 403, or 405 of a server that cannot watch.
    Forbidden,
    /// No credentials, or nothing there: 401 and 404.
    Denied,
    /// Any other 4xx.
    Invalid,
    /// The server's own failure, or no code at all.
    Failed,
}

/// The reasons that the API server gives for a version that is too old.
const EXPIRED: [&str; 2] = ["Expired", "Gone"];
/// What messages about versions have in common.
const OF_VERSIONS: [&str; 4] = ["resource version", "resourceversion", "been compacted", "future revision"];

impl Refusal {
    /// What this code, reason and message mean.
    pub fn new(code: u16, reason: &str, message: &str) -> Self {
        if code == 410 || EXPIRED.contains(&reason) {
            return Self::Version;
        }
        match code {
            401 | 404 => Self::Denied,
            403 | 405 => Self::Forbidden,
            408 | 429 => Self::Busy,
            _ if OF_VERSIONS.iter().any(|words| has_words(message, words)) => Self::Version,
            400..=499 => Self::Invalid,
            _ => Self::Failed,
        }
    }
}

/// Whether a text has these words, regardless of case.
fn has_words(text: &str, words: &str) -> bool {
    text.as_bytes().windows(words.len()).any(|window| window.eq_ignore_ascii_case(words.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_of_a_version_is_recognised_whatever_its_code() {
        for (code, reason, message) in [
            (410, "", ""),
            (410, "Expired", "The provided continue parameter is too old"),
            (0, "Expired", ""),
            (0, "Gone", ""),
            (500, "Gone", ""),
            (504, "Timeout", "Too large resource version: 1000, current: 7"),
            (500, "InternalError", "etcdserver: mvcc: required revision has been compacted"),
            (500, "", "etcdserver: mvcc: required revision is a future revision"),
            (400, "BadRequest", "Invalid Resource Version: \"x\""),
            (422, "Invalid", "resourceVersion: Invalid value: \"x\": must be a number"),
            (0, "", "too old resource version: 5 (9)"),
            (409, "Conflict", "resource version does not match"),
        ] {
            assert_eq!(Refusal::new(code, reason, message), Refusal::Version, "{code} {reason} {message}");
        }
    }

    #[test]
    fn other_refusals_mean_what_their_codes_mean() {
        for (codes, refusal) in [
            (&[401, 404][..], Refusal::Denied),
            (&[403, 405], Refusal::Forbidden),
            (&[408, 429], Refusal::Busy),
            (&[400, 402, 406, 409, 413, 415, 422, 499], Refusal::Invalid),
            (&[0, 200, 302, 500, 502, 503, 504, 599], Refusal::Failed),
        ] {
            for code in codes {
                assert_eq!(Refusal::new(*code, "Because", "no"), refusal, "{code}");
            }
        }
        // The words are the name of a kind that may not be watched: a list would not help.
        assert_eq!(Refusal::new(403, "Forbidden", "cannot watch resourceversions"), Refusal::Forbidden);
        assert_eq!(Refusal::new(500, "", ""), Refusal::Failed);
    }
}
