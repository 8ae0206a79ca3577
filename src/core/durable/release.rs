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
        /// Shows it and waits: its kind is a function of another form here, of the whole task or of each item.
        AwaitForm,
        /// Shows it and leaves it alone: its input or its steps cannot be read completely, so it must not run.
        LeaveUnreadable,
    }
}

/// Whether the function of a kind takes what was stored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    /// It does, as far as is known.
    Fits,
    /// The steps are by name and it would look for them by item, or the reverse.
    OtherSteps,
    /// It is one of each item, and there is no list of items.
    NoItems,
}

impl Release {
    /// For a task stored by version `stored`; `defined` is the version of the kind in this page, if there is one.
    pub fn of(defined: Option<f64>, stored: f64, can_migrate: bool, is_readable: bool, form: Form) -> Self {
        match defined {
            _ if !is_readable => Self::LeaveUnreadable,
            None => Self::AwaitKind,
            Some(defined) if stored > defined => Self::AwaitVersion,
            Some(_) if form == Form::NoItems => Self::AwaitForm,
            Some(defined) if stored < defined && can_migrate => Self::Migrate,
            Some(_) if form == Form::OtherSteps => Self::AwaitForm,
            Some(_) => Self::Run,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_of_an_older_version_is_migrated_where_there_is_a_way() {
        assert_eq!(Release::of(Some(2.0), 1.0, true, true, Form::Fits), Release::Migrate);
        assert_eq!(Release::of(Some(2.0), 1.0, false, true, Form::Fits), Release::Run);
        assert_eq!(Release::of(Some(2.0), 2.0, true, true, Form::Fits), Release::Run);
    }

    #[test]
    fn only_a_migration_makes_steps_fit_another_form_and_nothing_makes_items() {
        for (stored, can_migrate) in [(1.0, false), (2.0, false), (2.0, true)] {
            let release = Release::of(Some(2.0), stored, can_migrate, true, Form::OtherSteps);
            assert_eq!(release, Release::AwaitForm);
        }
        assert_eq!(Release::of(Some(2.0), 1.0, true, true, Form::OtherSteps), Release::Migrate);
        for (stored, can_migrate) in [(1.0, false), (1.0, true), (2.0, false), (2.0, true)] {
            assert_eq!(Release::of(Some(2.0), stored, can_migrate, true, Form::NoItems), Release::AwaitForm);
        }
        assert_eq!(Release::of(Some(1.0), 2.0, true, true, Form::NoItems), Release::AwaitVersion);
    }

    #[test]
    fn older_code_leaves_a_newer_task_to_newer_code() {
        for can_migrate in [false, true] {
            assert_eq!(Release::of(Some(1.0), 2.0, can_migrate, true, Form::Fits), Release::AwaitVersion);
        }
    }

    #[test]
    fn an_unknown_kind_waits_for_its_definition() {
        assert_eq!(Release::of(None, 1.0, false, true, Form::Fits), Release::AwaitKind);
    }

    #[test]
    fn what_cannot_be_read_is_never_run() {
        for defined in [None, Some(1.0), Some(2.0)] {
            assert_eq!(Release::of(defined, 1.0, true, false, Form::NoItems), Release::LeaveUnreadable);
        }
    }
}
