//! Statistics over a user's signals. The database keeps the counts and sums (`signal_stats`); this makes the figures
//! that people read from them. What is undefined is absent, never zero or infinite.

use serde::{Deserialize, Serialize, Serializer};

use crate::decimal::Decimal;
use crate::signal::SignalResult;
use crate::text_enum;

/// A row of `signal_stats`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Signals that are not deleted.
    pub total: i64,
    /// Results `win`.
    pub wins: i64,
    /// Results `loss`.
    pub losses: i64,
    /// Results `breakeven`.
    pub breakevens: i64,
    /// Results `skip`.
    pub skipped: i64,
    /// Closed signals with a profit or loss.
    pub priced: i64,
    /// Sum of the profits, in millionths.
    pub gross_profit_micros: i64,
    /// Sum of the losses, in millionths, positive.
    pub gross_loss_micros: i64,
}

/// The figures, apart from streaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Totals {
    /// All signals.
    pub total: i64,
    /// Wins, losses and breakevens.
    pub closed: i64,
    /// Without a result yet.
    pub pending: i64,
    /// Won.
    pub wins: i64,
    /// Lost.
    pub losses: i64,
    /// Neither.
    pub breakevens: i64,
    /// Not taken.
    pub skipped: i64,
    /// Wins of wins and losses, in percent with 2 decimals; absent without either. A JSON number: no money.
    #[serde(serialize_with = "as_number")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>, example = 66.67))]
    pub win_rate: Option<Decimal>,
    /// Gross profit over gross loss, with 4 decimals; absent without losses. A JSON number: no money.
    #[serde(serialize_with = "as_number")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>, example = 1.75))]
    pub profit_factor: Option<Decimal>,
    /// Profit less loss.
    pub total_profit_loss: Decimal,
    /// Sum of the profits.
    pub gross_profit: Decimal,
    /// Sum of the losses, positive.
    pub gross_loss: Decimal,
    /// Mean of the closed signals that have a profit or loss, with 6 decimals; absent without any.
    pub average_profit_loss: Option<Decimal>,
}

impl Counts {
    /// The figures that these counts make.
    pub fn totals(&self) -> Totals {
        let gross_profit = Decimal::from_micros(self.gross_profit_micros);
        let gross_loss = Decimal::from_micros(self.gross_loss_micros);
        let total_profit_loss =
            Decimal::from_micros(self.gross_profit_micros.saturating_sub(self.gross_loss_micros));
        let closed = self
            .wins
            .saturating_add(self.losses)
            .saturating_add(self.breakevens);
        let decided = self.wins.saturating_add(self.losses);
        let percent = Decimal::from(self.wins).checked_mul(Decimal::from(100));
        Totals {
            total: self.total,
            closed,
            pending: self.total.saturating_sub(closed).saturating_sub(self.skipped),
            wins: self.wins,
            losses: self.losses,
            breakevens: self.breakevens,
            skipped: self.skipped,
            win_rate: percent.and_then(|percent| ratio(percent, Decimal::from(decided), 2)),
            profit_factor: ratio(gross_profit, gross_loss, 4),
            total_profit_loss,
            gross_profit,
            gross_loss,
            average_profit_loss: ratio(total_profit_loss, Decimal::from(self.priced), 6),
        }
    }
}

/// `None` when it is not defined.
fn ratio(dividend: Decimal, divisor: Decimal, decimals: u32) -> Option<Decimal> {
    dividend
        .checked_div(divisor)
        .map(|quotient| quotient.round(decimals))
}

/// The decimal's own digits as a JSON number.
#[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
fn as_number<S: Serializer>(ratio: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
    let number = ratio
        .map(|ratio| ratio.to_string().parse::<serde_json::Number>())
        .transpose();
    number.map_err(serde::ser::Error::custom)?.serialize(serializer)
}

text_enum! {
    /// What a streak is made of.
    StreakKind("streak") {
        /// Wins.
        Win = "win",
        /// Losses.
        Loss = "loss",
    }
}

/// Equal results in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Streak {
    /// Of what; absent when there is none.
    pub kind: Option<StreakKind>,
    /// How many.
    pub length: u32,
}

/// The streaks of a list of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Streaks {
    /// The one that the newest result belongs to.
    pub current_streak: Streak,
    /// Wins in a row at most.
    pub longest_win_streak: u32,
    /// Losses in a row at most.
    pub longest_loss_streak: u32,
}

impl Streaks {
    /// The streaks of `results`, the oldest first. Only wins and losses count: breakeven, pending and skipped signals
    /// neither extend a streak nor end one.
    pub fn of(results: impl IntoIterator<Item = SignalResult>) -> Self {
        let mut streaks = Self::default();
        for result in results {
            streaks.push(result);
        }
        streaks
    }

    /// Goes on with the next result.
    pub fn push(&mut self, result: SignalResult) {
        let kind = match result {
            SignalResult::Win => StreakKind::Win,
            SignalResult::Loss => StreakKind::Loss,
            SignalResult::Breakeven | SignalResult::Pending | SignalResult::Skip => return,
        };
        let goes_on = self.current_streak.kind == Some(kind);
        let length = if goes_on {
            self.current_streak.length.saturating_add(1)
        } else {
            1
        };
        self.current_streak = Streak {
            kind: Some(kind),
            length,
        };
        let longest = match kind {
            StreakKind::Win => &mut self.longest_win_streak,
            StreakKind::Loss => &mut self.longest_loss_streak,
        };
        *longest = length.max(*longest);
    }
}

/// Everything, as the API shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stats {
    /// Counts, sums and ratios.
    #[serde(flatten)]
    pub totals: Totals,
    /// Results in a row.
    #[serde(flatten)]
    pub streaks: Streaks,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use SignalResult::{Breakeven, Loss, Pending, Skip, Win};

    #[test]
    fn figures_are_rounded_and_exact() {
        let counts = Counts {
            total: 10,
            wins: 2,
            losses: 1,
            breakevens: 1,
            skipped: 2,
            priced: 3,
            gross_profit_micros: 2_000_000,
            gross_loss_micros: 3_000_000,
        };
        let stats = Stats {
            totals: counts.totals(),
            streaks: Streaks::of([Win, Loss]),
        };
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&serde_json::to_string(&stats).unwrap()).unwrap(),
            serde_json::json!({
                "total": 10, "closed": 4, "pending": 4, "wins": 2, "losses": 1, "breakevens": 1, "skipped": 2,
                "win_rate": 66.67, "profit_factor": 0.6667,
                "total_profit_loss": "-1", "gross_profit": "2", "gross_loss": "3", "average_profit_loss": "-0.333333",
                "current_streak": { "kind": "loss", "length": 1 }, "longest_win_streak": 1, "longest_loss_streak": 1,
            })
        );
    }

    #[test]
    fn what_is_undefined_is_absent() {
        let none = Counts::default().totals();
        assert_eq!(
            (none.win_rate, none.profit_factor, none.average_profit_loss),
            (None, None, None)
        );
        let only_wins = Counts {
            total: 1,
            wins: 1,
            priced: 1,
            gross_profit_micros: 5,
            ..Counts::default()
        }
        .totals();
        assert_eq!(
            (only_wins.win_rate, only_wins.profit_factor),
            (Some(Decimal::from(100)), None)
        );
    }

    #[test]
    fn only_wins_and_losses_make_or_end_a_streak() {
        let streaks = Streaks::of([Loss, Win, Win, Pending, Win, Skip, Breakeven]);
        assert_eq!(
            streaks.current_streak,
            Streak {
                kind: Some(StreakKind::Win),
                length: 3
            }
        );
        assert_eq!((streaks.longest_win_streak, streaks.longest_loss_streak), (3, 1));
        assert_eq!(Streaks::of([Win, Breakeven, Win]).longest_win_streak, 2);
        assert_eq!(Streaks::of([]), Streaks::default());
    }

    proptest! {
        #[test]
        fn no_counts_panic(n: [i64; 8]) {
            let [total, wins, losses, breakevens, skipped, priced, gross_profit_micros, gross_loss_micros] = n;
            Counts { total, wins, losses, breakevens, skipped, priced, gross_profit_micros, gross_loss_micros }.totals();
        }

        #[test]
        fn no_streak_is_longer_than_its_results(results in prop::collection::vec(prop::sample::select(SignalResult::ALL), 0..50)) {
            let streaks = Streaks::of(results.iter().copied());
            let count = |wanted| u32::try_from(results.iter().filter(|result| **result == wanted).count()).unwrap();
            prop_assert!(streaks.longest_win_streak <= count(Win) && streaks.longest_loss_streak <= count(Loss));
            prop_assert_eq!(streaks.longest_win_streak > 0, count(Win) > 0);
        }
    }
}
