//! The life of a bulk job: running, paused, cancelled, completed; its progress is counted from its rows.

use serde::{Deserialize, Serialize};

use crate::text_enum;

text_enum! {
    /// Where a bulk job stands.
    JobStatus("job status") {
        /// Rows are being carried out.
        Running = "running",
        /// No further row is begun.
        Paused = "paused",
        /// No further row will be begun.
        Cancelled = "cancelled",
        /// Every row has a result.
        Completed = "completed",
    }
}

text_enum! {
    /// Why a job is paused.
    PauseReason("pause reason") {
        /// The seller asked for it.
        Requested = "requested",
        /// The connection is dead; it goes on by itself when the seller has reconnected.
        Connection = "connection",
    }
}

text_enum! {
    /// What somebody wants of a job.
    JobCommand("job command") {
        /// The seller pauses it.
        Pause = "pause",
        /// The seller lets it go on.
        Resume = "resume",
        /// The seller ends it. Rows that are under way are finished.
        Cancel = "cancel",
        /// The connection died.
        ConnectionLost = "connection_lost",
        /// The connection is back.
        ConnectionBack = "connection_back",
    }
}

/// How many rows stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Progress {
    /// Rows in all.
    pub total: u32,
    /// Carried out, or so already.
    pub succeeded: u32,
    /// Failed for good.
    pub failed: u32,
    /// Not begun when the job was cancelled.
    pub cancelled: u32,
}

impl Progress {
    /// Rows without a result.
    pub const fn pending(self) -> u32 {
        self.total
            .saturating_sub(self.succeeded)
            .saturating_sub(self.failed)
            .saturating_sub(self.cancelled)
    }

    /// Whole percent of rows that have a result; 100 only when all have.
    pub fn percent(self) -> u8 {
        let done = u64::from(self.total - self.pending().min(self.total));
        let percent = (done * 100).checked_div(u64::from(self.total)).unwrap_or(100);
        u8::try_from(percent).unwrap_or(100)
    }
}

/// A job's state, in columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobState {
    /// Where it stands.
    pub status: JobStatus,
    /// The seller has paused it.
    pub is_pause_requested: bool,
    /// The connection is dead.
    pub is_connection_lost: bool,
}

impl JobState {
    /// A job that has just been made. Without a usable connection it begins paused.
    pub const fn new(is_connection_usable: bool) -> Self {
        Self {
            status: JobStatus::Running,
            is_pause_requested: false,
            is_connection_lost: !is_connection_usable,
        }
        .settled()
    }

    /// The state after a command. On a job that is over nothing changes; the same command twice is the same as once.
    #[must_use]
    pub const fn after(mut self, command: JobCommand) -> Self {
        if self.is_over() {
            return self;
        }
        match command {
            JobCommand::Pause => self.is_pause_requested = true,
            JobCommand::Resume => self.is_pause_requested = false,
            JobCommand::ConnectionLost => self.is_connection_lost = true,
            JobCommand::ConnectionBack => self.is_connection_lost = false,
            JobCommand::Cancel => {
                self.status = JobStatus::Cancelled;
                return self;
            }
        }
        self.settled()
    }

    /// The state after rows were finished: completed when none is pending.
    #[must_use]
    pub const fn after_rows(mut self, progress: Progress) -> Self {
        if !self.is_over() && progress.pending() == 0 {
            self.status = JobStatus::Completed;
        }
        self
    }

    /// Whether a further row may be begun.
    pub const fn may_begin_row(self) -> bool {
        matches!(self.status, JobStatus::Running)
    }

    /// Whether it has ended.
    pub const fn is_over(self) -> bool {
        matches!(self.status, JobStatus::Cancelled | JobStatus::Completed)
    }

    /// Why it is paused; the seller's own wish is named first.
    pub const fn pause_reason(self) -> Option<PauseReason> {
        match (self.status, self.is_pause_requested) {
            (JobStatus::Paused, true) => Some(PauseReason::Requested),
            (JobStatus::Paused, false) => Some(PauseReason::Connection),
            _ => None,
        }
    }

    const fn settled(mut self) -> Self {
        self.status = if self.is_pause_requested || self.is_connection_lost {
            JobStatus::Paused
        } else {
            JobStatus::Running
        };
        self
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_reconnect_does_not_override_the_seller() {
        let job = JobState::new(true)
            .after(JobCommand::Pause)
            .after(JobCommand::ConnectionLost);
        let back = job.after(JobCommand::ConnectionBack);
        assert_eq!(back.pause_reason(), Some(PauseReason::Requested));
        let resumed = job.after(JobCommand::Resume);
        assert_eq!(resumed.pause_reason(), Some(PauseReason::Connection));
        assert!(resumed.after(JobCommand::ConnectionBack).may_begin_row());
        assert!(!JobState::new(false).may_begin_row());
    }

    #[test]
    fn progress_counts_every_row() {
        let progress = Progress {
            total: 1000,
            succeeded: 990,
            failed: 9,
            cancelled: 0,
        };
        assert_eq!((progress.pending(), progress.percent()), (1, 99));
        assert_eq!(
            JobState::new(true).after_rows(progress).status,
            JobStatus::Running
        );
        let done = Progress {
            cancelled: 1,
            ..progress
        };
        assert_eq!((done.pending(), done.percent()), (0, 100));
        assert_eq!(
            JobState::new(true)
                .after(JobCommand::Pause)
                .after_rows(done)
                .status,
            JobStatus::Completed
        );
        assert_eq!(Progress::default().percent(), 100);
    }

    proptest! {
        #[test]
        fn an_end_is_an_end_and_commands_can_be_repeated(commands in prop::collection::vec(prop::sample::select(JobCommand::ALL), 0..30)) {
            let mut job = JobState::new(true);
            for command in commands {
                let next = job.after(command);
                prop_assert_eq!(next.after(command), next);
                if job.is_over() { prop_assert_eq!(next, job); }
                prop_assert_eq!(next.may_begin_row(), !next.is_over() && next.pause_reason().is_none());
                job = next;
            }
        }
    }
}
