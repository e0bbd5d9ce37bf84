//! A user's signals as the database has them and as they should be.

use std::collections::BTreeMap;

use pinewire_domain::{
    signal::SignalResult,
    stats::{Counts, Streaks},
};
use pinewire_shared::testing;
use proptest::sample;
use rusqlite::{Connection, params};

use super::Change;
use crate::stats::{DAILY, GROUPS};

pub(super) const HOUR_MS: i64 = 3_600_000;

struct Signal {
    at: i64,
    id: String,
    ticker: &'static str,
    strategy: Option<&'static str>,
    result: SignalResult,
    profit_loss_micros: Option<i64>,
    is_deleted: bool,
}

/// Both of them.
pub(super) struct World {
    pub(super) connection: Connection,
    signals: Vec<Signal>,
}

impl World {
    pub(super) fn new() -> Self {
        let connection = testing::migrated();
        for user in ["usr_1", "usr_2"] {
            let sql =
                "INSERT INTO users (id, email, email_key, created_at, updated_at) VALUES (?1, ?1, ?1, 0, 0)";
            connection.execute(sql, [user]).unwrap();
        }
        Self {
            connection,
            signals: Vec::new(),
        }
    }

    pub(super) fn make(&mut self, change: &Change) {
        match change {
            Change::Create {
                hour,
                ticker,
                strategy,
                result,
            } => self.create(*hour * HOUR_MS, ticker, *strategy, *result),
            _ if self.signals.is_empty() => {}
            Change::Set {
                signal,
                result,
                profit_loss_micros,
            } => {
                let signal = signal.get_mut(&mut self.signals);
                (signal.result, signal.profit_loss_micros) = (*result, *profit_loss_micros);
                let sql = "UPDATE signals SET result = ?2, profit_loss_micros = ?3 WHERE id = ?1";
                self.connection
                    .execute(sql, params![signal.id, result.as_str(), profit_loss_micros])
                    .unwrap();
            }
            Change::Delete(signal) => self.set_deleted(*signal, true),
            Change::Restore(signal) => self.set_deleted(*signal, false),
            Change::Purge(signal) => {
                self.set_deleted(*signal, true);
                let signal = self.signals.remove(signal.index(self.signals.len()));
                self.connection
                    .execute("DELETE FROM signals WHERE id = ?1", [signal.id])
                    .unwrap();
            }
        }
    }

    pub(super) fn create(
        &mut self,
        at: i64,
        ticker: &'static str,
        strategy: Option<&'static str>,
        result: SignalResult,
    ) {
        // Ids of one time are not in the order of their making.
        let id = format!("sig_{:03}", (self.signals.len() * 37 + 11) % 1000);
        let sql = "INSERT OR IGNORE INTO signals (id, user_id, created_at, updated_at, source, source_ip, ticker, strategy,
            content_type, raw_body, dedupe_key, screenshot_status)
            VALUES (?1, 'usr_1', ?2, 0, 'test', '', ?3, ?4, '', '', '', 'none')";
        let profit_loss_micros = Some(at / HOUR_MS - 30);
        if self
            .connection
            .execute(sql, params![id, at, ticker, strategy])
            .unwrap()
            == 1
        {
            let sql = "UPDATE signals SET result = ?2, profit_loss_micros = ?3 WHERE id = ?1";
            self.connection
                .execute(sql, params![id, result.as_str(), profit_loss_micros])
                .unwrap();
            self.signals.push(Signal {
                at,
                id,
                ticker,
                strategy,
                result,
                profit_loss_micros,
                is_deleted: false,
            });
        }
    }

    fn set_deleted(&mut self, signal: sample::Index, is_deleted: bool) {
        let signal = signal.get_mut(&mut self.signals);
        signal.is_deleted = is_deleted;
        let sql = "UPDATE signals SET deleted_at = ?2 WHERE id = ?1";
        self.connection
            .execute(sql, params![signal.id, is_deleted.then_some(1)])
            .unwrap();
    }

    /// The signals of a scope's key that count, in order.
    fn counted(&self, is_in: impl Fn(&Signal) -> bool) -> Vec<&Signal> {
        let mut signals: Vec<&Signal> = self
            .signals
            .iter()
            .filter(|signal| !signal.is_deleted && is_in(signal))
            .collect();
        signals.sort_by_key(|signal| (signal.at, &signal.id));
        signals
    }

    pub(super) fn check(&self) {
        self.check_group("all", "", &self.counted(|_| true));
        for ticker in ["A", "B"] {
            self.check_group("ticker", ticker, &self.counted(|signal| signal.ticker == ticker));
        }
        self.check_group(
            "strategy",
            "S",
            &self.counted(|signal| signal.strategy == Some("S")),
        );
        self.check_days(&self.counted(|_| true));
    }

    fn check_group(&self, scope: &str, key: &str, signals: &[&Signal]) {
        let mut statement = self.connection.prepare_cached(GROUPS.0).unwrap();
        let mut rows = statement.query(params!["usr_1", scope, 100]).unwrap();
        let mut found = None;
        while let Some(row) = rows.next().unwrap() {
            if row.get::<_, String>("key").unwrap() == key {
                let integer = |name: &str| row.get::<_, i64>(name).unwrap();
                let text = |name: &str| row.get::<_, String>(name).unwrap().parse::<i64>().unwrap();
                let length = |name: &str| row.get::<_, Option<u32>>(name).unwrap().unwrap_or(0);
                let counts = Counts {
                    total: integer("total"),
                    wins: integer("wins"),
                    losses: integer("losses"),
                    breakevens: integer("breakevens"),
                    skipped: integer("skipped"),
                    priced: integer("priced"),
                    gross_profit_micros: text("gross_profit_micros"),
                    gross_loss_micros: text("gross_loss_micros"),
                };
                let kind: Option<String> = row.get("current_kind").unwrap();
                let streaks = (
                    kind,
                    length("current_length"),
                    length("longest_win"),
                    length("longest_loss"),
                );
                found = Some((counts, streaks));
            }
        }
        let streaks = Streaks::of(signals.iter().map(|signal| signal.result));
        let kind = streaks.current_streak.kind.map(|kind| kind.as_str().to_owned());
        let streaks = (
            kind,
            streaks.current_streak.length,
            streaks.longest_win_streak,
            streaks.longest_loss_streak,
        );
        let expected = (!signals.is_empty()).then(|| (count(signals), streaks));
        assert_eq!(found, expected, "{scope} {key:?}");
    }

    fn check_days(&self, signals: &[&Signal]) {
        let mut expected: BTreeMap<i64, (i64, i64, i64, i64)> = BTreeMap::new();
        for signal in signals {
            let day = expected.entry(signal.at / (24 * HOUR_MS)).or_default();
            day.0 += 1;
            day.1 += i64::from(signal.result == SignalResult::Win);
            day.2 += i64::from(signal.result == SignalResult::Loss);
            day.3 += signal
                .profit_loss_micros
                .filter(|_| signal.result.is_closed())
                .unwrap_or(0);
        }
        let mut statement = self.connection.prepare_cached(DAILY.0).unwrap();
        let days = statement.query_map(params!["usr_1", 0, 1000], |row| {
            let sum: String = row.get("profit_loss_micros")?;
            Ok((
                row.get("day")?,
                (
                    row.get("total")?,
                    row.get("wins")?,
                    row.get("losses")?,
                    sum.parse().unwrap(),
                ),
            ))
        });
        let mut days: BTreeMap<i64, (i64, i64, i64, i64)> = days.unwrap().map(Result::unwrap).collect();
        days.retain(|_, day| day.0 > 0);
        assert_eq!(days, expected);
    }
}

fn count(signals: &[&Signal]) -> Counts {
    let of = |result| i64::try_from(signals.iter().filter(|signal| signal.result == result).count()).unwrap();
    let profits: Vec<i64> = signals
        .iter()
        .filter(|signal| signal.result.is_closed())
        .filter_map(|signal| signal.profit_loss_micros)
        .collect();
    Counts {
        total: i64::try_from(signals.len()).unwrap(),
        wins: of(SignalResult::Win),
        losses: of(SignalResult::Loss),
        breakevens: of(SignalResult::Breakeven),
        skipped: of(SignalResult::Skip),
        priced: i64::try_from(profits.len()).unwrap(),
        gross_profit_micros: profits.iter().filter(|profit| **profit > 0).sum(),
        gross_loss_micros: -profits.iter().filter(|profit| **profit < 0).sum::<i64>(),
    }
}
