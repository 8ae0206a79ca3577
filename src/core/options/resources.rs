//! The options of waits for resources, of definitions of kinds, and of conditions.

use super::{
    A_FUNCTION, A_NAME, ABSENT, ARRAY, COUNT, FUNCTION, NAME, NULL, OBJECT, Options, Rule, STRING, boolean,
    function, millis,
};

/// The arguments of the resources' functions.
pub const RESOURCE_ARGUMENTS: Options = Options {
    name: "RESOURCE_ARGUMENTS",
    rules: &[
        Rule::new("definition", OBJECT, "an object"),
        Rule::new("orgId", NAME, A_NAME),
        Rule::new("projectId", NAME, A_NAME),
        // For a defined kind, which may live in either.
        Rule::new("scopeId", NAME, A_NAME),
        Rule::new("name", NAME, A_NAME),
        Rule::optional("options", OBJECT | NULL, "an object"),
    ],
};

/// What every wait for a resource takes in addition to [`WAIT`](super::WAIT). The reader of generations checks `minGeneration`.
pub const READINESS: Options =
    Options { name: "READINESS", rules: &[millis("failureGrace"), function("adapt"), function("onStatus")] };

/// What `waitForResource` takes in addition to [`WATCH`](super::WATCH), [`WAIT`](super::WAIT) and [`READINESS`].
pub const RESOURCE_WAIT: Options = Options {
    name: "RESOURCE_WAIT",
    rules: &[
        Rule::new("until", FUNCTION | OBJECT, PREDICATE),
        Rule::optional("failWhen", FUNCTION | OBJECT, PREDICATE),
        function("match"),
    ],
};

/// What `waitForResources` takes in addition, in place of [`RESOURCE_WAIT`].
pub const COLLECTION_WAIT: Options = Options {
    name: "COLLECTION_WAIT",
    rules: &[
        Rule::new("until", FUNCTION | OBJECT, PREDICATE),
        Rule::optional("failWhen", FUNCTION | OBJECT, PREDICATE),
        // Infinity is a count too, but no collection reaches it.
        Rule::optional("atLeast", COUNT, "a whole number from 1"),
        Rule::new("name", ABSENT, "absent"),
        Rule::new("match", ABSENT, "absent"),
    ],
};

/// What `defineResource` takes.
pub const DEFINITION: Options = Options {
    name: "DEFINITION",
    rules: &[
        Rule::new("resourceType", NAME, A_NAME),
        Rule::new("scope", STRING, "'organization', 'project', 'user' or 'cluster'").with_words(&[
            "organization",
            "project",
            "user",
            "cluster",
        ]),
        Rule::optional("namespace", NAME | NULL, "a string that is not empty, or null"),
        Rule::new("adapt", FUNCTION, A_FUNCTION),
        Rule::new("ready", ARRAY | OBJECT, READY),
        Rule::optional("failed", FUNCTION | OBJECT, PREDICATE),
        Rule::optional("pendingReasons", ARRAY, A_LIST_OF_STRINGS),
        Rule::optional("failedReasons", ARRAY, A_LIST_OF_STRINGS),
    ],
};

/// What `transformControlPlaneStatus` takes.
pub const TRANSFORM: Options = Options {
    name: "TRANSFORM",
    rules: &[
        Rule::optional("requiredConditions", ARRAY | NULL, "a list of strings, or null"),
        boolean("includeConditionDetails"),
        Rule::optional("terminalReasons", ARRAY, A_LIST_OF_STRINGS),
    ],
};

const A_LIST_OF_STRINGS: &str = "a list of strings";
/// What `until`, `failWhen` and `failed` are. The reader of conditions checks whether an object is one.
pub const PREDICATE: &str = "a function or a condition";
/// What `ready` is.
pub const READY: &str = "a list of condition types that is not empty, or a condition";
/// What `minGeneration` is.
pub const GENERATION: &str = "a whole number, as a number, a string or a BigInt";

/// What conditions are made of.
pub const CONDITION: Options = Options {
    name: "CONDITION",
    rules: &[
        Rule::new("type", NAME, A_NAME),
        Rule::new("status", STRING, "'True', 'False' or 'Unknown'").with_words(&["True", "False", "Unknown"]),
        Rule::optional("reason", NAME, A_NAME),
    ],
};
