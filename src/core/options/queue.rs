//! The options of a queue, of its tasks and of its methods.

use crate::core::persistence::STORAGE_TYPE;

use super::{
    A_COUNT, A_FUNCTION, A_NAME, A_STRING, A_WHOLE, ARRAY, COUNT, FROM_ZERO, FUNCTION, NAME, NULL, NUMBER,
    OBJECT, Options, POSITIVE, Rule, STRING, WHOLE, boolean, function, limit, millis, retry, signal, string,
};

/// What `enqueue` takes.
pub const ENQUEUE: Options = Options {
    name: "ENQUEUE",
    rules: &[
        Rule::new("title", STRING, A_STRING),
        function("processor"),
        function("processItem"),
        Rule::optional("items", ARRAY, "an array"),
        Rule::optional("itemConcurrency", COUNT, A_COUNT),
        function("getItemId"),
        limit("timeout"),
        Rule::optional("errorStrategy", STRING, "'continue' or 'stop'").with_words(&["continue", "stop"]),
        boolean("cancelable"),
        boolean("retryable"),
        boolean("confirmBeforeUnload"),
        string("group"),
        string("key"),
        signal("signal"),
        function("onComplete"),
        Rule::optional("completionActions", ARRAY | FUNCTION, "an array or a function"),
        string("category"),
        Rule::optional("priority", NUMBER, "a number"),
        string("dedupeKey"),
        limit("totalTimeout"),
        retry(),
        Rule::optional("kind", NAME, A_NAME),
        boolean("persist"),
        function("redact"),
    ],
};

/// What `define` takes.
pub const DEFINE: Options = Options {
    name: "DEFINE",
    rules: &[
        Rule::new("kind", NAME, A_NAME),
        Rule::new("definition", OBJECT, "an object"),
        Rule::optional("version", FROM_ZERO, "a number from 0"),
        function("run"),
        function("runItem"),
        function("migrate"),
        boolean("persist"),
        function("redact"),
    ],
};

/// What a sleep takes.
pub const STEP: Options =
    Options { name: "STEP", rules: &[Rule::new("milliseconds", NUMBER, "a number of milliseconds")] };

/// What `retry` takes, of a task or of the queue.
pub const RETRY: Options = Options {
    name: "RETRY",
    rules: &[
        Rule::optional("retry.attempts", COUNT, A_COUNT),
        millis("retry.minDelay"),
        millis("retry.maxDelay"),
        Rule::optional("retry.factor", FROM_ZERO, "a number from 0"),
        Rule::optional("retry.jitter", FROM_ZERO, "a number from 0"),
        function("retry.retryIf"),
    ],
};

/// What `rateLimit` takes.
pub const RATE_LIMIT: Options = Options {
    name: "RATE_LIMIT",
    rules: &[
        Rule::new("rateLimit.limit", COUNT, A_COUNT),
        Rule::new("rateLimit.interval", POSITIVE, "a number of milliseconds above 0"),
    ],
};

/// What the constructor of a queue takes.
pub const CONFIG: Options = Options {
    name: "CONFIG",
    rules: &[
        Rule::optional("concurrency", COUNT, A_COUNT),
        limit("defaultTimeout"),
        Rule::optional("cancelGrace", NUMBER, "a number of milliseconds"),
        boolean("paused"),
        Rule::optional("storage", OBJECT, "an object with getAll, get, set, remove and clear").with_shape(&[
            ("getAll", "function"),
            ("get", "function"),
            ("set", "function"),
            ("remove", "function"),
            ("clear", "function"),
        ]),
        function("onTaskComplete"),
        function("onTaskFail"),
        function("onTaskCancel"),
        Rule::optional("rateLimit", OBJECT, "an object with limit and interval"),
        Rule::optional("historyLimit", WHOLE, A_WHOLE),
        retry(),
        Rule::optional("record", WHOLE, A_WHOLE),
        Rule::optional("timeline", WHOLE, A_WHOLE),
        boolean("measure"),
        Rule::optional("storageType", STRING, STORAGE_TYPE.1).with_words(STORAGE_TYPE.0),
        string("storageKey"),
        Rule::optional("redisClient", OBJECT | NULL, "an object with get, set and del").with_shape(&[
            ("get", "function"),
            ("set", "function"),
            ("del", "function"),
        ]),
    ],
};

/// What other methods of a queue take.
pub const METHODS: Options = Options {
    name: "METHODS",
    rules: &[
        Rule::new("options", OBJECT, "an object"),
        Rule::optional("config", OBJECT, "an object"),
        Rule::new("listener", FUNCTION, A_FUNCTION),
        Rule::new("priority", NUMBER, "a number"),
        Rule::new("concurrency", COUNT, A_COUNT),
        boolean("drain"),
        Rule::optional("filter", OBJECT, "an object with status, category or group"),
    ],
};

/// What the filter of `cancelAll` takes.
pub const FILTER: Options = Options {
    name: "FILTER",
    rules: &[string("filter.status"), string("filter.category"), string("filter.group")],
};
