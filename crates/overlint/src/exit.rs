//! How a run ends.

/// The outcome of a run, as its exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Nothing at or above the asked severity.
    Clean,
    /// Findings, or a build that fails.
    Findings,
    /// The run could not do its work.
    CouldNotRun,
}

impl Exit {
    /// The exit status: 0, 1 or 2.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::CouldNotRun => 2,
        }
    }
}
