//! Whether this page's code can resume a task that another release may have stored.

use crate::core::numbered::numbered;

numbered! {
    /// What a page does with a stored task.
    pub enum Release {
        /// Resumes it with its input and steps as they are.
        Run,
        /// Calls its kind's `migrate` first, to convert input and steps to the current version.
        Migrate,
        /// Shows it and waits: no code is defined for its kind.
        AwaitKind,
        /// Shows it and waits: it was stored by a newer version of its kind.
        AwaitVersion,
        /// Shows it and leaves it alone: its input or its steps cannot be read completely, so it must not run.
        LeaveUnreadable,
    }
}

impl Release {
    /// For a task stored by version `stored`; `defined` is the version of the kind in this page, if there is one.
    pub fn of(defined: Option<f64>, stored: f64, can_migrate: bool, is_readable: bool) -> Self {
        match defined {
            _ if !is_readable => Self::LeaveUnreadable,
            None => Self::AwaitKind,
            Some(defined) if stored > defined => Self::AwaitVersion,
            Some(defined) if stored < defined && can_migrate => Self::Migrate,
            Some(_) => Self::Run,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_of_an_older_version_is_migrated_where_there_is_a_way() {
        assert_eq!(Release::of(Some(2.0), 1.0, true, true), Release::Migrate);
        assert_eq!(Release::of(Some(2.0), 1.0, false, true), Release::Run);
        assert_eq!(Release::of(Some(2.0), 2.0, true, true), Release::Run);
    }

    #[test]
    fn older_code_leaves_a_newer_task_to_newer_code() {
        for can_migrate in [false, true] {
            assert_eq!(Release::of(Some(1.0), 2.0, can_migrate, true), Release::AwaitVersion);
        }
    }

    #[test]
    fn an_unknown_kind_waits_for_its_definition() {
        assert_eq!(Release::of(None, 1.0, false, true), Release::AwaitKind);
    }

    #[test]
    fn what_cannot_be_read_is_never_run() {
        for defined in [None, Some(1.0), Some(2.0)] {
            assert_eq!(Release::of(defined, 1.0, true, false), Release::LeaveUnreadable);
        }
    }
}
