//! A failure that counts only if it lasts.

/// Since when there have been failures without a success in between, and how long that may last.
#[derive(Clone, Debug)]
pub(super) struct Grace {
    limit: f64,
    since: Option<f64>,
    is_confirming: bool,
}

impl Grace {
    pub(super) fn new(limit: f64) -> Self {
        Self { limit, since: None, is_confirming: false }
    }

    /// A failure was seen. Returns whether the grace is over.
    pub(super) fn bad(&mut self, now: f64) -> bool {
        let since = *self.since.get_or_insert(now);
        now - since >= self.limit
    }

    /// A success was seen.
    pub(super) fn good(&mut self) {
        self.since = None;
        self.is_confirming = false;
    }

    /// When the grace ends, unless a read is already checking whether the failure persists.
    pub(super) fn deadline(&self) -> Option<f64> {
        if self.is_confirming { None } else { self.since.map(|since| since + self.limit) }
    }

    pub(super) fn is_over(&self, now: f64) -> bool {
        self.since.is_some_and(|since| now >= since + self.limit)
    }

    /// The grace is over, and a read checks the failure once more before the wait ends.
    pub(super) fn confirm(&mut self) {
        self.is_confirming = true;
    }

    pub(super) fn is_confirming(&self) -> bool {
        self.is_confirming
    }
}
