//! Which signals a list or an export shows: the query parameters, and the statement and its parameters that they make.

use pinewire_domain::{
    page::Cursor,
    signal::{Direction, ScreenshotStatus, SignalResult},
    symbol::Symbol,
    time::{DAY_MS, Timestamp},
    validation::FieldError,
};
use pinewire_shared::{
    Result,
    db::{Param, TenantSql},
};
use serde::Deserialize;

use super::{
    refused,
    statements::{LIST, LIST_OF_RESULT, LIST_OF_STRATEGY, LIST_OF_TICKER},
};

/// Behind every id.
const AFTER_ALL_IDS: &str = "~";

/// The filters as the query says them. `all` is no filter.
#[derive(Debug, Default, Deserialize)]
pub(super) struct FilterQuery {
    result: Option<String>,
    ticker: Option<String>,
    direction: Option<String>,
    strategy: Option<String>,
    status: Option<String>,
    from: Option<String>,
    to: Option<String>,
    cursor: Option<String>,
}

/// The filters, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filter {
    before: Cursor,
    from: Timestamp,
    to: Timestamp,
    ticker: Option<String>,
    exchange: Option<String>,
    strategy: Option<String>,
    result: Option<SignalResult>,
    direction: Option<Direction>,
    status: Option<ScreenshotStatus>,
}

impl FilterQuery {
    /// 422 that names every parameter that is wrong.
    pub(super) fn parse(self) -> Result<Filter> {
        let mut errors = Vec::new();
        let symbol = take(&mut errors, "ticker", self.ticker.as_deref(), Symbol::parse);
        let filter = Filter {
            before: take(&mut errors, "cursor", self.cursor.as_deref(), Cursor::decode)
                .unwrap_or_else(|| Cursor::new(Timestamp::MAX, AFTER_ALL_IDS)),
            from: take(&mut errors, "from", self.from.as_deref(), |text| time(text, 0))
                .unwrap_or(Timestamp::MIN),
            to: take(&mut errors, "to", self.to.as_deref(), |text| {
                time(text, DAY_MS - 1)
            })
            .unwrap_or(Timestamp::MAX),
            ticker: symbol.as_ref().map(|symbol| symbol.ticker().to_owned()),
            exchange: symbol.and_then(|symbol| symbol.exchange().map(ToOwned::to_owned)),
            strategy: self.strategy,
            result: take(&mut errors, "result", word(self.result.as_ref()), str::parse),
            direction: take(
                &mut errors,
                "direction",
                word(self.direction.as_ref()),
                str::parse,
            ),
            status: take(&mut errors, "status", word(self.status.as_ref()), str::parse),
        };
        if errors.is_empty() {
            Ok(filter)
        } else {
            Err(refused(errors))
        }
    }
}

impl Filter {
    /// The rest of the list, behind a row.
    pub(super) fn after(&mut self, cursor: Cursor) {
        self.before = cursor;
    }

    /// The statement whose index finds the fewest rows that the other filters drop.
    pub(super) fn statement(&self) -> &'static TenantSql {
        if self.ticker.is_some() {
            &LIST_OF_TICKER
        } else if self.strategy.is_some() {
            &LIST_OF_STRATEGY
        } else if self.result.is_some() {
            &LIST_OF_RESULT
        } else {
            &LIST
        }
    }

    /// Its parameters.
    pub(super) fn params(&self, limit: u32, offset: u32) -> [Param; 12] {
        [
            self.before.created_at.into(),
            self.before.id.as_str().into(),
            self.from.into(),
            self.to.into(),
            self.ticker.clone().into(),
            self.exchange.clone().into(),
            self.strategy.clone().into(),
            self.result.map(SignalResult::as_str).into(),
            self.direction.map(Direction::as_str).into(),
            self.status.map(ScreenshotStatus::as_str).into(),
            limit.into(),
            offset.into(),
        ]
    }
}

fn word(parameter: Option<&String>) -> Option<&str> {
    parameter.map(String::as_str).filter(|word| *word != "all")
}

fn take<'q, T, E: std::fmt::Display>(
    errors: &mut Vec<FieldError>,
    field: &str,
    parameter: Option<&'q str>,
    parse: impl FnOnce(&'q str) -> Result<T, E>,
) -> Option<T> {
    parse(parameter?)
        .map_err(|error| errors.push(FieldError::new(field, error.to_string())))
        .ok()
}

/// A time, or a day (UTC) of which `into_day_ms` is meant.
fn time(text: &str, into_day_ms: i64) -> Result<Timestamp, String> {
    let day = Timestamp::parse(&format!("{text}T00:00:00Z")).map(|day| day.plus_millis(into_day_ms));
    day.or_else(|_| Timestamp::parse(text))
        .map_err(|error| format!("{error}, or a day such as 2024-01-15"))
}

#[cfg(test)]
mod tests {
    use pinewire_shared::{Error, testing};

    use super::*;

    fn parse(query: FilterQuery) -> Result<Filter, Vec<String>> {
        query.parse().map_err(|error| match error {
            Error::Reject(problem) => problem.errors.into_iter().map(|error| error.field).collect(),
            other => panic!("{other}"),
        })
    }

    #[expect(clippy::unnecessary_wraps, reason = "as the query has it")]
    fn given(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn all_is_no_filter() {
        let all = FilterQuery {
            result: given("all"),
            direction: given("all"),
            status: given("all"),
            ..FilterQuery::default()
        };
        assert_eq!(parse(all), parse(FilterQuery::default()));
    }

    #[test]
    fn a_symbol_filters_by_its_exchange_too() {
        let filter = parse(FilterQuery {
            ticker: given("binance:btcusdt"),
            ..FilterQuery::default()
        })
        .unwrap();
        assert_eq!(
            (filter.ticker.as_deref(), filter.exchange.as_deref()),
            (Some("BTCUSDT"), Some("BINANCE"))
        );
    }

    #[test]
    fn days_are_whole() {
        let query = FilterQuery {
            from: given("2024-01-15"),
            to: given("2024-01-15"),
            ..FilterQuery::default()
        };
        let filter = parse(query).unwrap();
        assert_eq!(filter.from.to_string(), "2024-01-15T00:00:00.000Z");
        assert_eq!(filter.to.to_string(), "2024-01-15T23:59:59.999Z");
    }

    #[test]
    fn everything_wrong_is_named_at_once() {
        let query = FilterQuery {
            result: given("won"),
            ticker: given("a b"),
            direction: given("up"),
            status: given("done"),
            from: given("yesterday"),
            to: given("2024-02-30"),
            cursor: given("MTIzLmEnIE9SIDE9MQ"),
            strategy: None,
        };
        assert_eq!(
            parse(query).unwrap_err(),
            ["ticker", "cursor", "from", "to", "result", "direction", "status"]
        );
    }

    #[test]
    fn every_list_walks_its_index_in_order() {
        let connection = testing::migrated();
        for (statement, index) in [
            (LIST, "signals_by_user "),
            (LIST_OF_TICKER, "signals_by_user_ticker "),
            (LIST_OF_STRATEGY, "signals_by_user_strategy "),
            (LIST_OF_RESULT, "signals_by_user_result "),
        ] {
            let plan = testing::query_plan(&connection, statement.0);
            assert!(
                plan.iter()
                    .any(|step| step.contains(&format!("SEARCH s USING INDEX {index}"))),
                "{index}: {plan:#?}"
            );
            assert!(
                !plan.iter().any(|step| step.contains("TEMP B-TREE")),
                "{index} is sorted: {plan:#?}"
            );
        }
    }
}
