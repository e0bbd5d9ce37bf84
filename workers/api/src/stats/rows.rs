//! The rows that the statistics are made of. Sums come as text: they may be beyond what a JavaScript number holds.

use pinewire_domain::stats::{Counts, Stats, Streak, StreakKind, Streaks};
use pinewire_shared::{Error, Result, db::FromRow};

/// A row of `signal_stats` with the streaks of its key.
#[derive(Debug, FromRow)]
pub(super) struct StatsRow {
    key: String,
    total: i64,
    wins: i64,
    losses: i64,
    breakevens: i64,
    skipped: i64,
    priced: i64,
    gross_profit_micros: String,
    gross_loss_micros: String,
    current_kind: Option<StreakKind>,
    current_length: Option<u32>,
    longest_win: Option<u32>,
    longest_loss: Option<u32>,
}

/// A row of `signal_days`.
#[derive(Debug, FromRow)]
pub(super) struct DayRow {
    pub(super) day: i64,
    pub(super) total: i64,
    pub(super) wins: i64,
    pub(super) losses: i64,
    pub(super) profit_loss_micros: String,
}

impl StatsRow {
    /// The key and its figures.
    pub(super) fn into_parts(self) -> Result<(String, Stats)> {
        let counts = Counts {
            total: self.total,
            wins: self.wins,
            losses: self.losses,
            breakevens: self.breakevens,
            skipped: self.skipped,
            priced: self.priced,
            gross_profit_micros: integer(&self.gross_profit_micros)?,
            gross_loss_micros: integer(&self.gross_loss_micros)?,
        };
        let streaks = Streaks {
            current_streak: Streak {
                kind: self.current_kind,
                length: self.current_length.unwrap_or(0),
            },
            longest_win_streak: self.longest_win.unwrap_or(0),
            longest_loss_streak: self.longest_loss.unwrap_or(0),
        };
        Ok((
            self.key,
            Stats {
                totals: counts.totals(),
                streaks,
            },
        ))
    }
}

impl DayRow {
    /// A day without signals.
    pub(super) fn empty(day: i64) -> Self {
        Self {
            day,
            total: 0,
            wins: 0,
            losses: 0,
            profit_loss_micros: "0".to_owned(),
        }
    }
}

/// The figures of no signals.
pub(super) fn nothing() -> Stats {
    Stats {
        totals: Counts::default().totals(),
        streaks: Streaks::default(),
    }
}

/// An integer that came as text.
pub(super) fn integer(text: &str) -> Result<i64> {
    text.parse()
        .map_err(|_| Error::bug(format_args!("a sum in the database is {text:?}")))
}
