use super::*;
use crate::decimal::Decimal;
use crate::id::{ExecutionId, SignalId};
use crate::signal::Direction;
use crate::time::Timestamp;
use crate::trading::aggregate::Candle;
use crate::trading::order::Side;

fn bars(times: &[i64]) -> Vec<Candle> {
    let bar = |seconds: &i64| Candle {
        time: Timestamp::from_millis(seconds * 1000),
        open: Decimal::from(1),
        high: "2.50".parse().unwrap(),
        low: Decimal::from(1),
        close: Decimal::from(2),
        volume: Decimal::from(10),
    };
    times.iter().map(bar).collect()
}

fn answer(from: i64, to: i64, countback: Option<usize>) -> String {
    let request = HistoryRequest { from, to, countback };
    serde_json::to_string(&history(&bars(&[60, 120, 300]), request)).unwrap()
}

#[test]
fn history_is_columns_of_numbers() {
    assert_eq!(
        answer(120, 301, None),
        r#"{"s":"ok","t":[120,300],"o":[1,1],"h":[2.5,2.5],"l":[1,1],"c":[2,2],"v":[10,10]}"#
    );
}

#[test]
fn countback_wins_over_from_and_to_is_left_out() {
    assert!(answer(300, 301, Some(2)).contains("[120,300]"));
    assert!(answer(0, 300, Some(10)).contains(r#""t":[60,120]"#));
    assert!(answer(0, 300, None).contains(r#""t":[60,120]"#));
}

#[test]
fn where_nothing_is_the_last_bar_before_is_named() {
    assert_eq!(answer(130, 200, None), r#"{"s":"no_data","nextTime":120}"#);
    assert_eq!(answer(0, 60, None), r#"{"s":"no_data"}"#);
    assert_eq!(answer(400, 300, None), r#"{"s":"no_data","nextTime":120}"#);
}

#[test]
fn an_answer_is_bounded() {
    let times: Vec<i64> = (0..6_000).collect();
    let request = HistoryRequest {
        from: 0,
        to: 6_000,
        countback: None,
    };
    let History::Bars(columns) = history(&bars(&times), request) else {
        panic!()
    };
    assert_eq!((columns.t.len(), columns.t[0]), (MAX_BARS, 1_000));
}

#[test]
fn resolutions_are_tradingviews_own() {
    for (text, canonical) in [("1", "1"), ("60", "60"), ("D", "1D"), ("1W", "1W"), ("6M", "6M")] {
        assert_eq!(parse_resolution(text).unwrap().to_string(), canonical);
    }
    for bad in ["", "0", "1h", "m", "30S", "10T", "{}"] {
        assert!(parse_resolution(bad).is_err(), "{bad}");
    }
    for offered in RESOLUTIONS {
        assert_eq!(parse_resolution(offered).unwrap().to_string(), *offered);
    }
}

#[test]
fn errors_keep_the_protocols_shape() {
    let error = History::Error(UdfError::new("Unknown symbol."));
    assert_eq!(
        serde_json::to_string(&error).unwrap(),
        r#"{"s":"error","errmsg":"Unknown symbol."}"#
    );
}

fn symbol(name: &str) -> SymbolInfo {
    SymbolInfo {
        name: name.to_owned(),
        ticker: format!("NASDAQ:{name}"),
        description: format!("{name} Inc."),
        kind: "stock".to_owned(),
        session: "0930-1600".to_owned(),
        session_holidays: "20240704".to_owned(),
        timezone: "America/New_York".to_owned(),
        exchange: "NASDAQ".to_owned(),
        listed_exchange: "NASDAQ".to_owned(),
        format: "price",
        minmov: 1,
        pricescale: 100,
        has_intraday: true,
        has_daily: true,
        has_weekly_and_monthly: true,
        supported_resolutions: vec!["1".to_owned(), "1D".to_owned()],
        volume_precision: 0,
        data_status: "streaming",
        currency_code: "USD".to_owned(),
    }
}

#[test]
fn symbol_info_is_hyphenated_columns_of_one_length() {
    let written = serde_json::to_value(SymbolColumns::of(&[symbol("AAPL"), symbol("MSFT")])).unwrap();
    let fields = written.as_object().unwrap();
    assert_eq!(fields["s"], "ok");
    assert_eq!(fields["symbol"], serde_json::json!(["AAPL", "MSFT"]));
    assert_eq!(
        fields["supported-resolutions"],
        serde_json::json!([["1", "1D"], ["1", "1D"]])
    );
    for required in [
        "symbol",
        "description",
        "exchange-listed",
        "exchange-traded",
        "minmovement",
        "minmovement2",
        "pricescale",
        "type",
        "timezone",
        "session-regular",
        "has-intraday",
        "has-daily",
        "has-weekly-and-monthly",
        "supported-resolutions",
        "ticker",
        "currency",
    ] {
        assert_eq!(fields[required].as_array().unwrap().len(), 2, "{required}");
    }
    assert!(!fields.keys().any(|key| key.contains('_') || key == "d"));
}

fn marks() -> Vec<Mark> {
    let at = |seconds: i64| Timestamp::from_millis(seconds * 1000 + 1);
    let signal = |seconds, direction, text| {
        let id = SignalId::new(at(seconds), seconds.unsigned_abs().into());
        Mark::signal(id, at(seconds), direction, text)
    };
    vec![
        Mark::fill(
            ExecutionId::from_parts(1, 1),
            Side::Sell,
            "1.5".parse().unwrap(),
            "189.50".parse().unwrap(),
            at(200),
        ),
        signal(100, Some(Direction::Long), "breakout"),
        signal(300, None, " "),
    ]
}

#[test]
fn marks_are_the_signals_and_fills_of_the_time_asked_for() {
    let written = serde_json::to_value(Marks::of(&marks(), 100, 300)).unwrap();
    assert_eq!(written["time"], serde_json::json!([100, 200, 300]));
    assert_eq!(written["label"], serde_json::json!(["L", "S", "?"]));
    assert_eq!(written["color"], serde_json::json!(["green", "red", "blue"]));
    assert_eq!(
        written["text"],
        serde_json::json!(["Long: breakout", "Sold 1.5 at 189.5", "Signal"])
    );
    for column in ["id", "labelFontColor", "minSize"] {
        assert_eq!(written[column].as_array().unwrap().len(), 3, "{column}");
    }
    let only = TimescaleMark::of(&marks(), 101, 299);
    let times: Vec<_> = only.iter().map(|mark| mark.time).collect();
    assert_eq!(times, [200]);
}

#[test]
fn of_too_many_marks_the_newest_are_shown() {
    let many: Vec<_> = (0..600)
        .map(|second| {
            let at = Timestamp::from_millis(second * 1000);
            let id = SignalId::new(at, second.unsigned_abs().into());
            Mark::signal(id, at, None, &"long ".repeat(100))
        })
        .collect();
    let shown = Marks::of(&many, 0, 600);
    assert_eq!(
        (shown.time.len(), shown.time[0], shown.text[0].len()),
        (MAX_MARKS, 100, 128)
    );
}
