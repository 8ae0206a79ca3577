//! The options of watches and waits, and of their sources.

use super::{
    A_COUNT, A_FUNCTION, A_NAME, A_STRING, ARRAY, COUNT, FUNCTION, NAME, NULL, NUMBER, OBJECT, Options, Rule,
    STRING, boolean, function, millis, signal, string,
};

const SOURCE_SHAPE: &[(&str, &str)] = &[("subscribe", "function")];
const A_SOURCE: &str = "an object with a `subscribe` function";

/// What every watch takes.
pub const WATCH: Options = Options {
    name: "WATCH",
    rules: &[
        Rule::new("resourceType", NAME, A_STRING),
        string("orgId"),
        string("projectId"),
        // `null` means no namespace; without the option the source chooses its default.
        Rule::optional("namespace", STRING | NULL, "a string or null"),
        Rule::optional("name", NAME, A_NAME),
        string("labelSelector"),
        string("fieldSelector"),
        boolean("userScoped"),
    ],
};

/// What every wait takes in addition.
pub const WAIT: Options = Options {
    name: "WAIT",
    rules: &[
        Rule::new("onEvent", FUNCTION, A_FUNCTION),
        function("read"),
        Rule::optional("initial", OBJECT | NULL, "an object"),
        Rule::optional("task", OBJECT, "the context of a task"),
        signal("signal"),
        Rule::optional("source", OBJECT | FUNCTION, A_SOURCE).with_shape(SOURCE_SHAPE),
        Rule::optional("timeout", NULL | NUMBER, "a number of milliseconds or null"),
        Rule::optional("onDeleted", STRING, "'reject' or 'continue'").with_words(&["reject", "continue"]),
        millis("forbiddenGrace"),
        function("onStream"),
        boolean("explain"),
    ],
};

/// What a wait reads of the context of its task.
pub const TASK: Options = Options { name: "TASK", rules: &[signal("task.signal")] };

/// What `setWatchSource` takes.
pub const SOURCE: Options = Options {
    name: "SOURCE",
    rules: &[Rule::new("source", OBJECT | FUNCTION, A_SOURCE).with_shape(SOURCE_SHAPE)],
};

/// What `createKubernetesWatch` takes.
pub const KUBERNETES: Options = Options {
    name: "KUBERNETES",
    rules: &[
        Rule::new("baseUrl", STRING, A_STRING),
        function("fetch"),
        Rule::optional("headers", OBJECT | ARRAY | FUNCTION, "an object or a function"),
        function("path"),
        Rule::optional("userId", NAME, A_NAME),
        Rule::optional("maxStreams", COUNT, A_COUNT),
        Rule::optional("credentials", STRING, "'omit', 'same-origin' or 'include'").with_words(&[
            "omit",
            "same-origin",
            "include",
        ]),
    ],
};
