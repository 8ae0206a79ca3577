//! The outcomes of the rules. The reasons are those of kstatus; the wording of the messages is our own.

use crate::core::numbered::numbered;

/// A report on one version of an object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Report {
    /// The result.
    pub outcome: Outcome,
    /// The numbers for the placeholders `{}` of its message.
    pub numbers: [f64; 2],
    /// The condition whose reason and message are passed on, by its index in the facts.
    pub condition: Option<usize>,
}

impl Report {
    /// A report that passes on the reason and message of a condition.
    pub(super) fn of_condition(outcome: Outcome, index: usize) -> Self {
        Self { condition: Some(index), ..outcome.into() }
    }

    /// The first comparison in which the first number is larger than the second. Its message has the second,
    /// then the first.
    #[inline(never)]
    pub(super) fn of_larger(comparisons: &[(f64, f64, Outcome)]) -> Option<Self> {
        let found = comparisons.iter().find(|(one, other, _)| one > other);
        found.map(|(one, other, outcome)| outcome.with(*other, *one))
    }
}

impl From<Outcome> for Report {
    fn from(outcome: Outcome) -> Self {
        outcome.with(0.0, 0.0)
    }
}

impl Outcome {
    /// A report with these numbers in its message.
    #[inline(never)]
    pub(super) fn with(self, one: f64, other: f64) -> Report {
        Report { outcome: self, numbers: [one, other], condition: None }
    }
}

/// Each outcome with its status, its reason if kstatus names one, and its message. Placeholders in the message: `{}`
/// the next number of the report, `{generation}` and `{observed}` the two generations, `{text}` the first text of the rule,
/// `{waiting Reason}` the names of the containers that wait for that reason. An empty message stands for that of the
/// condition that is passed on.
macro_rules! outcomes {
    ($($name:ident: $status:ident $reason:literal $message:literal;)*) => {
        /// The results of the rules.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        #[allow(missing_docs)]
        pub enum Outcome { $($name,)* }

        impl Outcome {
            /// Status, reason and message of each, in the order of their numbers. Only the other half has these texts.
            pub const TEXTS: &[[&str; 3]] = &[$([stringify!($status), $reason, $message]),*];
        }
    };
}

/// The type of the standard condition for a status. It is `True` then, and absent otherwise.
pub const STANDARD_CONDITIONS: [(&str, &str); 2] = [("InProgress", "Reconciling"), ("Failed", "Stalled")];

numbered! {
    /// The numbers of a [`Report`], in the order in which they are left in the buffer.
    pub enum KstatusResult {
        /// The number of the [`Outcome`].
        Outcome,
        /// The first number of the message.
        FirstNumber,
        /// The second.
        SecondNumber,
        /// [`Report::condition`], -1 for none.
        Condition,
    }
}

outcomes! {
    Absent: NotFound "" "The resource does not exist";
    NoObject: Unknown "" "This is no Kubernetes object";
    Terminating: Terminating "" "The resource is being deleted";
    GenerationNotObserved: InProgress "LatestGenerationNotObserved" "Generation {generation} is not observed yet; the status is that of {observed}";
    Reconciling: InProgress "" "";
    Stalled: Failed "" "";
    Ready: Current "" "The resource is ready";
    NothingSaid: Current "" "The resource is current";
    AlwaysCurrent: Current "" "A resource of this kind is always current";

    LessReplicas: InProgress "LessReplicas" "Pods created: {} of {}";
    LessUpdated: InProgress "LessUpdated" "Pods updated: {} of {}";
    LessAvailable: InProgress "LessAvailable" "Pods available: {} of {}";
    LessReady: InProgress "LessReady" "Pods ready: {} of {}";
    LessLabelled: InProgress "LessLabelled" "Pods with all labels: {} of {}";
    LessScheduled: InProgress "LessCurrent" "Pods scheduled: {} of {}";
    LessCurrent: InProgress "LessCurrent" "Pods of the current revision: {} of {}";
    ExtraPods: InProgress "ExtraPods" "Pods wanted: {}, still there: {}";
    AllReady: Current "" "All pods are as wanted: {}";
    ProgressDeadlineExceeded: Failed "ProgressDeadlineExceeded" "Progress deadline exceeded";
    ReplicaSetNotAvailable: InProgress "ReplicaSetNotAvailable" "The new replica set is not available yet";
    DeploymentNotAvailable: InProgress "DeploymentNotAvailable" "The deployment is not available yet";
    ReplicaFailure: InProgress "ReplicaFailure" "Pods could not be created or deleted";
    UserManaged: Current "" "Pods are updated when they are deleted";
    PartitionRollout: InProgress "PartitionRollout" "Pods of the partition updated: {} of {}";
    PartitionComplete: Current "" "The partition is rolled out; pods updated: {}";
    RevisionMismatch: InProgress "RevisionMismatch" "The updated revision is not the current one yet";
    NoGeneration: InProgress "NoGeneration" "The resource has no generation yet";
    NoObservedGeneration: InProgress "NoObservedGeneration" "No generation is observed yet";
    NoDesiredNumber: InProgress "NoDesiredNumber" "The number of pods is not known yet";

    PodSucceeded: Current "" "The pod has completed";
    PodFailed: Current "" "The pod has completed, but not successfully";
    PodReady: Current "" "The pod is ready";
    PodNotReady: InProgress "PodRunningNotReady" "The pod is running but not ready";
    CrashLooping: Failed "ContainerCrashLooping" "Containers crash again and again: {waiting CrashLoopBackOff}";
    PodNotScheduled: InProgress "PodNotScheduled" "The pod is not scheduled yet";
    PodUnschedulable: Failed "PodUnschedulable" "The pod cannot be scheduled";
    PodPending: InProgress "PodPending" "The pod is pending";
    PodNotObserved: InProgress "PodNotObserved" "The pod has no phase yet";
    PodPhaseUnknown: Unknown "" "The pod's phase is {text}";

    JobComplete: Current "" "The job has completed; pods succeeded: {} of {}";
    JobFailed: Failed "JobFailed" "The job has failed; pods failed: {}, to complete: {}";
    JobSuspended: Current "" "The job is suspended";
    JobNotStarted: InProgress "JobNotStarted" "The job has not started yet";
    JobRunning: Current "" "The job is running; pods succeeded: {}, active: {}";

    ClaimBound: Current "" "The claim is bound";
    ClaimNotBound: InProgress "NotBound" "The claim is not bound";
    ClaimPhase: InProgress "NotBound" "The claim is not bound; its phase is {text}";
    NoAddress: InProgress "NoIPAssigned" "The load balancer has no cluster IP yet";
    ServiceReady: Current "" "The service is ready";
    DisruptionsComputed: Current "" "The allowed disruptions are computed";
    Installing: InProgress "Installing" "The definition is being installed";
    Established: Current "" "The definition is established";
}
