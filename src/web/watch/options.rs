//! A caller's options, checked. A wrong one is a `TypeError` that names it.

use wasm_bindgen::prelude::*;

use crate::core::watch::OnDeleted;
use crate::web::shared::error::error;

#[wasm_bindgen(module = "/src/web/watch/options.js")]
extern "C" {
    /// The options as plain fields, each read once.
    pub(super) type Taken;

    #[wasm_bindgen(catch, js_name = takeOptions)]
    fn take_options(options: &JsValue, is_judged: bool) -> Result<Taken, JsValue>;
    #[wasm_bindgen(js_name = describeField)]
    fn describe_field(taken: &Taken, field: &str) -> String;
    #[wasm_bindgen(catch, js_name = reasonOf)]
    fn reason_of(signal: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn kinds(this: &Taken) -> u32;
    #[wasm_bindgen(method, getter, js_name = moreKinds)]
    fn more_kinds(this: &Taken) -> u32;
    #[wasm_bindgen(method, getter, js_name = lastKinds)]
    fn last_kinds(this: &Taken) -> u32;
    #[wasm_bindgen(method, getter)]
    pub(super) fn initial(this: &Taken) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn source(this: &Taken) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn signal(this: &Taken) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = taskSignal)]
    fn task_signal(this: &Taken) -> JsValue;
    // Numbers, each `NaN` where it was not given: an `Option` would come through memory.
    #[wasm_bindgen(method, getter)]
    fn timeout(this: &Taken) -> f64;
    #[wasm_bindgen(method, getter, js_name = forbiddenGrace)]
    fn forbidden_grace(this: &Taken) -> f64;
    #[wasm_bindgen(method, getter, js_name = taskDeadline)]
    fn task_deadline(this: &Taken) -> f64;
    #[wasm_bindgen(method, getter, js_name = onDeleted)]
    fn on_deleted(this: &Taken) -> Option<String>;
}

#[wasm_bindgen(module = "/src/web/shared/describe.js")]
extern "C" {
    #[wasm_bindgen(js_name = describe)]
    fn describe(value: &JsValue) -> String;
}

/// What can be said of the options without their source.
pub(super) struct Options {
    pub(super) taken: Taken,
    pub(super) is_named: bool,
    pub(super) has_own_read: bool,
    pub(super) has_initial: bool,
    pub(super) on_deleted: OnDeleted,
    pub(super) timeout: Option<f64>,
    pub(super) forbidden_grace: f64,
    /// In epoch milliseconds.
    pub(super) task_deadline: Option<f64>,
    pub(super) source: Option<JsValue>,
    /// The task's, then the caller's; none of them had aborted.
    pub(super) signals: Vec<JsValue>,
}

/// Why a wait ends before it began.
pub(super) enum Refusal {
    /// Something is wrong.
    Wrong(JsValue),
    /// A signal had aborted already, for this reason.
    Aborted(JsValue),
}

impl From<JsValue> for Refusal {
    fn from(error: JsValue) -> Self {
        Self::Wrong(error)
    }
}

/// How long a refusal of permission is taken for one that only comes late.
const FORBIDDEN_GRACE: f64 = 30_000.0;

// What a field's value is, by the numbers of `kindOf`.
const UNDEFINED: u16 = 1 << 0;
const NULL: u16 = 1 << 1;
const EMPTY_STRING: u16 = 1 << 2;
const STRING: u16 = 1 << 3;
const NEGATIVE: u16 = 1 << 5;
const NUMBER: u16 = 1 << 6;
const BOOLEAN: u16 = 1 << 7;
const FUNCTION: u16 = 1 << 8;
const PLAIN_OBJECT: u16 = 1 << 9;
const SOURCE: u16 = 1 << 10;
const SIGNAL: u16 = 1 << 11;
const ABORTED: u16 = 1 << 12;
const OBJECT: u16 = PLAIN_OBJECT | SOURCE | SIGNAL | ABORTED;
const ANY_STRING: u16 = STRING | EMPTY_STRING;

/// A field, what it may be, and that in words. In the order of `takeOptions`.
const FIELDS: [(&str, u16, &str); 18] = [
    ("resourceType", STRING, "a string"),
    ("orgId", UNDEFINED | ANY_STRING, "a string"),
    ("projectId", UNDEFINED | ANY_STRING, "a string"),
    // `null` is the word for no namespace at all.
    ("namespace", UNDEFINED | ANY_STRING | NULL, "a string or null"),
    ("name", UNDEFINED | ANY_STRING, "a string"),
    ("labelSelector", UNDEFINED | ANY_STRING, "a string"),
    ("fieldSelector", UNDEFINED | ANY_STRING, "a string"),
    ("userScoped", UNDEFINED | BOOLEAN, "a boolean"),
    ("onEvent", FUNCTION, "a function"),
    ("read", UNDEFINED | FUNCTION, "a function"),
    ("initial", UNDEFINED | NULL | OBJECT, "an object"),
    ("task", UNDEFINED | OBJECT, "the context of a task"),
    ("signal", UNDEFINED | SIGNAL | ABORTED, "an AbortSignal"),
    ("source", UNDEFINED | SOURCE, "an object with a `subscribe` function"),
    ("timeout", UNDEFINED | NULL | NUMBER | NEGATIVE, "a number of milliseconds or null"),
    ("onDeleted", UNDEFINED | STRING, EXPECTED_ON_DELETED),
    ("forbiddenGrace", UNDEFINED | NUMBER, "a number of milliseconds from 0"),
    ("task.signal", UNDEFINED | SIGNAL | ABORTED, "an AbortSignal"),
];
// Where they are in there.
const NAME: usize = 4;
const ON_EVENT: usize = 8;
const READ: usize = 9;
const INITIAL: usize = 10;
const OWN_SIGNAL: usize = 12;
const OWN_SOURCE: usize = 13;
const ON_DELETED: usize = 15;
const TASK_SIGNAL: usize = 17;
const EXPECTED_ON_DELETED: &str = "'reject' or 'continue'";

impl Options {
    pub(super) fn read(options: &JsValue, is_judged: bool) -> Result<Self, Refusal> {
        if !options.is_object() {
            return Err(wrong("options", "an object", &describe(options)).into());
        }
        let taken = take_options(options, is_judged)?;
        let kinds = Kinds([taken.kinds(), taken.more_kinds(), taken.last_kinds()]);
        let is = |field: usize, allowed: u16| kinds.mask(field) & allowed != 0;
        for (at, (field, allowed, expected)) in FIELDS.iter().enumerate() {
            let is_absent_event = is_judged && at == ON_EVENT;
            if !is_absent_event && !is(at, *allowed) {
                return Err(wrong(field, expected, &describe_field(&taken, field)).into());
            }
        }
        let mut signals = Vec::new();
        if is(TASK_SIGNAL, SIGNAL | ABORTED) {
            signals.push(taken.task_signal());
        }
        if is(OWN_SIGNAL, SIGNAL | ABORTED) {
            signals.push(taken.signal());
        }
        let aborted =
            [(TASK_SIGNAL, Taken::task_signal as fn(&Taken) -> JsValue), (OWN_SIGNAL, Taken::signal)];
        for (field, signal) in aborted {
            if is(field, ABORTED) {
                return Err(Refusal::Aborted(reason_of(&signal(&taken))?));
            }
        }
        Ok(Self {
            is_named: !is(NAME, UNDEFINED),
            has_own_read: is(READ, FUNCTION),
            has_initial: is(INITIAL, OBJECT),
            on_deleted: if is(ON_DELETED, UNDEFINED) { OnDeleted::Reject } else { on_deleted(&taken)? },
            // `0`, less, `null` and `Infinity` mean none.
            timeout: Some(taken.timeout()).filter(|it| *it > 0.0 && it.is_finite()),
            forbidden_grace: Some(taken.forbidden_grace())
                .filter(|it| !it.is_nan())
                .unwrap_or(FORBIDDEN_GRACE),
            task_deadline: Some(taken.task_deadline()).filter(|it| it.is_finite()),
            source: if is(OWN_SOURCE, SOURCE) { Some(taken.source()) } else { None },
            signals,
            taken,
        })
    }
}

/// The kinds of all fields, eight to a number.
struct Kinds([u32; 3]);

impl Kinds {
    fn mask(&self, field: usize) -> u16 {
        let kinds = self.0.get(field / 8).copied().unwrap_or_default();
        1 << (kinds >> (field % 8 * 4) & 15)
    }
}

fn on_deleted(taken: &Taken) -> Result<OnDeleted, JsValue> {
    match taken.on_deleted().as_deref() {
        Some("reject") => Ok(OnDeleted::Reject),
        Some("continue") => Ok(OnDeleted::Continue),
        Some(_) | None => Err(wrong("onDeleted", EXPECTED_ON_DELETED, &describe_field(taken, "onDeleted"))),
    }
}

fn wrong(field: &str, expected: &str, got: &str) -> JsValue {
    let message = ["Expected `", field, "` to be ", expected, ", got ", got].concat();
    error("TypeError", &message, &JsValue::UNDEFINED, &JsValue::UNDEFINED)
}
