//! Rows of numbers: appending to one, and reading it back.

/// Appends numbers. Never inlined: there are fifty calls of it, none of them in a hurry.
#[inline(never)]
pub(in crate::core::queue) fn put(to: &mut Vec<f64>, numbers: &[f64]) {
    to.extend_from_slice(numbers);
}

/// A flag as a number.
pub(super) fn flag(is_set: bool) -> f64 {
    f64::from(u8::from(is_set))
}

/// A place in a row of numbers. Every read answers `None` past the end.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    numbers: std::slice::Iter<'a, f64>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(numbers: &'a [f64]) -> Self {
        Self { numbers: numbers.iter() }
    }

    pub(super) fn next(&mut self) -> Option<f64> {
        self.numbers.next().copied()
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.numbers.len() == 0
    }

    pub(super) fn flag(&mut self) -> Option<bool> {
        Some(self.next()? != 0.0)
    }

    pub(super) fn id(&mut self) -> Option<u32> {
        Some(self.next()? as u32)
    }

    pub(super) fn count(&mut self) -> Option<usize> {
        Some(self.next()? as usize)
    }

    /// What was written as a number below 0 where there was none.
    pub(super) fn option(&mut self) -> Option<Option<f64>> {
        Some(Some(self.next()?).filter(|number| *number >= 0.0))
    }

    /// A list, written after its length.
    pub(super) fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let len = self.count()?;
        // A length that cannot be: the list ends with the numbers.
        (0..len.min(self.numbers.len())).map(|_| item(self)).collect()
    }
}
