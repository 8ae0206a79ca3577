//! One file per resource: what its object looks like, when it is ready, when it has failed.
