//! What a report can say. The reasons are those of kstatus, the sentences our own.

/// A report on one version of an object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Report {
    /// What is said.
    pub outcome: Outcome,
    /// What goes into the places `{}` of its message.
    pub numbers: [f64; 2],
    /// The condition whose own reason and message are passed on, by its place in the facts.
    pub condition: Option<usize>,
}

impl Report {
    /// A report that passes on what a condition says.
    pub(super) fn of_condition(outcome: Outcome, place: usize) -> Self {
        Self { condition: Some(place), ..outcome.into() }
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

/// Each outcome is a line: its status, its reason where kstatus names one, its message. Places in the message: `{}`
/// the next number of the report, `{generation}` and `{observed}` the two generations, `{text}` the first text of
/// the rule, `{waiting Reason}` the names of the containers that wait for that reason. An empty message is that of
/// the condition passed on.
macro_rules! outcomes {
    ($($name:ident: $status:ident $reason:literal $message:literal;)*) => {
        /// What is said of an object.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum Outcome { $($name,)* }

        impl Outcome {
            /// Status, reason and message of each, in the order of their numbers: a line each, with bars between.
            pub const TEXT: &str = concat!($(stringify!($status), "|", $reason, "|", $message, "\n"),*);
        }
    };
}

/// For each status with which a standard condition goes, the status, and the condition's type and status. It is there only
/// where it holds.
pub const STANDARD_CONDITIONS: &str = "InProgress|Reconciling|True\nFailed|Stalled|True\n";

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
