//! What reading one file may take: time, memory for what is packed in it, depth of what lies in it.
//!
//! A file of a few kilobytes can hold gigabytes of zeros, archives in archives, or a page that a parser never comes
//! to the end of. Readers ask their budget as they go; what asks too rarely, or not at all because it is somebody
//! else's code, is given up from outside, see [`super::reading`].

use std::cell::Cell;

use crate::model::limits::{MAX_ARCHIVE_DEPTH, MAX_READING_SECONDS, MAX_UNPACKED_BYTES};

use super::DocumentError;

/// What reading one file may take.
pub struct Budget<'b> {
    /// How many bytes may still be unpacked.
    bytes_left: Cell<u64>,
    /// How many archives lie around what is being read.
    depth: Cell<usize>,
    /// Whether to give up, and why.
    stop: &'b dyn Fn() -> Option<Stop>,
}

/// Why reading is to be given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It takes too long.
    TooLong,
    /// Somebody wants it.
    Cancelled,
}

impl<'b> Budget<'b> {
    /// The budget of one file. `stop` is asked every so often.
    pub fn new(stop: &'b dyn Fn() -> Option<Stop>) -> Self {
        Self { bytes_left: Cell::new(MAX_UNPACKED_BYTES), depth: Cell::new(0), stop }
    }

    /// Fails once reading is to be given up. To be called in every loop whose length the file decides.
    pub fn check(&self) -> Result<(), DocumentError> {
        match (self.stop)() {
            None => Ok(()),
            Some(Stop::TooLong) => Err(DocumentError::TooLong { seconds: MAX_READING_SECONDS }),
            Some(Stop::Cancelled) => Err(DocumentError::Cancelled),
        }
    }

    /// Does as [`Budget::check`] does, at every 1,024th step of a loop whose steps are short.
    pub fn check_at_times(&self, step: usize) -> Result<(), DocumentError> {
        if step.is_multiple_of(1024) { self.check() } else { Ok(()) }
    }

    /// How many bytes may still be unpacked.
    pub fn bytes_left(&self) -> u64 {
        self.bytes_left.get()
    }

    /// Takes so many bytes that were unpacked; fails if there are not so many left.
    pub fn spend(&self, bytes: u64) -> Result<(), DocumentError> {
        self.check()?;
        match self.bytes_left.get().checked_sub(bytes) {
            Some(left) => {
                self.bytes_left.set(left);
                Ok(())
            }
            None => Err(DocumentError::Bomb { limit_bytes: MAX_UNPACKED_BYTES }),
        }
    }

    /// Does something one archive further in; fails if that is too deep.
    pub fn deeper<T>(&self, work: impl FnOnce() -> Result<T, DocumentError>) -> Result<T, DocumentError> {
        if self.depth.get() >= MAX_ARCHIVE_DEPTH {
            return Err(DocumentError::TooDeep { limit: MAX_ARCHIVE_DEPTH });
        }
        self.depth.set(self.depth.get() + 1);
        let done = work();
        self.depth.set(self.depth.get() - 1);
        done
    }
}

impl Budget<'static> {
    /// A budget without an end to its time.
    pub fn unlimited() -> Self {
        Self::new(&|| None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_is_gone_and_depth_comes_back() {
        let budget = Budget::unlimited();
        assert_eq!(budget.spend(MAX_UNPACKED_BYTES - 1), Ok(()));
        let bomb = DocumentError::Bomb { limit_bytes: MAX_UNPACKED_BYTES };
        assert_eq!(budget.spend(2), Err(bomb));
        assert_eq!(budget.spend(1), Ok(()));
        assert!(budget.deeper(|| budget.deeper(|| Ok(()))).is_ok());
        let too_deep = budget.deeper(|| budget.deeper(|| budget.deeper(|| budget.deeper(|| Ok(())))));
        assert_eq!(too_deep, Err(DocumentError::TooDeep { limit: MAX_ARCHIVE_DEPTH }));
        assert!(budget.deeper(|| Ok(())).is_ok());
    }

    #[test]
    fn what_is_to_stop_stops() {
        let is_late = || Some(Stop::TooLong);
        let budget = Budget::new(&is_late);
        assert_eq!(budget.check(), Err(DocumentError::TooLong { seconds: MAX_READING_SECONDS }));
        assert!(budget.spend(1).is_err());
    }
}
