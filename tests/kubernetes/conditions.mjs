// The conditions that the two kinds go through, as data.

/** Annotations by which an object says what is to become of it. */
export const ANNOTATIONS = {
  /** A reason, such as `QuotaExceeded`: the object fails with it. */
  fail: 'taskwatch.dev/fail',
  /** Optional: the message that goes with it. */
  failMessage: 'taskwatch.dev/fail-message',
  /** "true": the object stays at Provisioning. */
  neverReady: 'taskwatch.dev/never-ready',
  /** Milliseconds before each step, in place of the reconciler's own. */
  delay: 'taskwatch.dev/delay',
};

const condition = (type, status, reason, message) => ({ type, status, reason, message });

/** Each kind: where it is, and its conditions at each step. */
export const KINDS = [
  {
    path: '/apis/resourcemanager.miloapis.com/v1alpha1/projects',
    plural: 'projects',
    Pending: () => [
      condition('Ready', 'Unknown', 'Pending', 'Waiting for the project to be taken up'),
      NOT_SUSPENDED,
    ],
    Provisioning: () => [
      condition('Ready', 'False', 'Provisioning', 'The control plane of the project is being provisioned'),
      NOT_SUSPENDED,
    ],
    Ready: () => [condition('Ready', 'True', 'Ready', ''), NOT_SUSPENDED],
    Failed: (reason, message = `The project could not be provisioned: ${inWords(reason)}`) => [
      condition('Ready', 'False', reason, message),
      NOT_SUSPENDED,
    ],
  },
  {
    path: '/apis/dns.networking.miloapis.com/v1alpha1/dnszones',
    plural: 'dnszones',
    Pending: () => [
      condition('Accepted', 'Unknown', 'Pending', 'Waiting for the zone to be taken up'),
      condition('Programmed', 'Unknown', 'Pending', 'Waiting for the zone to be taken up'),
    ],
    Provisioning: () => [
      ACCEPTED,
      condition('Programmed', 'False', 'Provisioning', 'The zone is being written to the name servers'),
    ],
    Ready: () => [ACCEPTED, condition('Programmed', 'True', 'Ready', '')],
    Failed: (reason, message = `The zone could not be programmed: ${inWords(reason)}`) => [
      ACCEPTED,
      condition('Programmed', 'False', reason, message),
    ],
  },
];

// One whose good value is False, as real kinds have them.
const NOT_SUSPENDED = condition('Suspended', 'False', 'NotSuspended', '');
const ACCEPTED = condition('Accepted', 'True', 'Accepted', '');

/** `QuotaExceeded` as "quota exceeded". */
function inWords(reason) {
  return reason.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
}

/**
 * What an object still has to go through, from its annotations and status.
 *
 * @returns {Array<{ step: string, conditions: object[] }>} empty when it is there already
 */
export function stepsOf(kind, object) {
  const annotations = object.metadata.annotations ?? {};
  const reason = annotations[ANNOTATIONS.fail];
  const steps = ['Pending', 'Provisioning'].map((step) => ({ step, conditions: kind[step]() }));
  if (reason)
    steps.push({ step: 'Failed', conditions: kind.Failed(reason, annotations[ANNOTATIONS.failMessage]) });
  else if (annotations[ANNOTATIONS.neverReady] !== 'true')
    steps.push({ step: 'Ready', conditions: kind.Ready() });

  if (isAt(object, steps.at(-1).conditions)) return [];
  // Pending is the state before anything looked at the object, so only new ones
  // have it: a changed one keeps its old conditions, of the old generation, until
  // the controller has taken it up.
  return object.status?.conditions?.length ? steps.slice(1) : steps;
}

function isAt({ metadata, status }, conditions) {
  return conditions.every((wanted) =>
    status?.conditions?.some(
      (found) =>
        Object.entries(wanted).every(([field, value]) => found[field] === value) &&
        found.observedGeneration === metadata.generation,
    ),
  );
}

/**
 * The list of conditions to write: the others stay, and a time changes only
 * together with a status, as the API conventions ask.
 */
export function merged(existing = [], conditions, observedGeneration, now = new Date()) {
  const types = new Set(conditions.map(({ type }) => type));
  return [
    ...existing.filter(({ type }) => !types.has(type)),
    ...conditions.map((each) => {
      const old = existing.find(({ type }) => type === each.type);
      const lastTransitionTime =
        old?.status === each.status ? old.lastTransitionTime : now.toISOString().replace(/\.\d+Z$/, 'Z');
      return { ...each, observedGeneration, lastTransitionTime };
    }),
  ];
}
