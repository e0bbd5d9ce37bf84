//! One rule at a time.

use super::*;
use crate::crypto::sha256_hex;

const BUY: &str = "BUY BINANCE:BTCUSDT @ 45000";

#[test]
fn an_accepted_alert_is_a_signal_a_count_and_a_job() {
    let mut db = Database::new();
    let body = r#"{"id":"7","ticker":"BINANCE:BTCUSDT","interval":"60","action":"buy","price":45000.50,
        "parameters":{"length":14},"note":"x","secret":"s3cret"}"#;
    let Outcome::Accepted {
        signal_id,
        screenshot_queued: true,
    } = db.post(NOW, body)
    else {
        panic!("refused")
    };
    let row = rows(&db.connection, "SELECT * FROM signals", &[]).pop().unwrap();
    for (column, expected) in [
        ("id", signal_id.as_str()),
        ("ticker", "BTCUSDT"),
        ("exchange", "BINANCE"),
        ("timeframe", "60"),
        ("price", "45000.5"),
        ("direction", "long"),
        ("source", "tradingview"),
        ("parameters", r#"{"length":14}"#),
        ("extra", r#"{"note":"x"}"#),
        ("screenshot_status", "pending"),
    ] {
        assert_eq!(row[column], expected, "{column}");
    }
    assert!(!row.to_string().contains("s3cret"));
    let job = rows(
        &db.connection,
        "SELECT topic, idempotency_key, payload, user_id FROM jobs",
        &[],
    )
    .pop()
    .unwrap();
    assert_eq!(job["idempotency_key"], format!("screenshot:{signal_id}:1"));
    assert_eq!(job["payload"], format!(r#"{{"signal_id":"{signal_id}"}}"#));
    assert_eq!(job["topic"], "screenshots");
    assert_eq!(
        db.number("SELECT accepted FROM signal_usage WHERE month = '2026-01'"),
        1
    );
    assert_eq!(
        db.number("SELECT value FROM metric_counters WHERE name = 'alerts_accepted_total'"),
        1
    );
    assert_eq!(db.number("SELECT total FROM signal_stats WHERE scope = 'all'"), 1);
}

#[test]
fn without_screenshots_there_is_no_job() {
    let mut db = Database::new();
    db.configure("screenshots_enabled = 0");
    assert!(matches!(
        db.post(NOW, BUY),
        Outcome::Accepted {
            screenshot_queued: false,
            ..
        }
    ));
    assert_eq!(db.number("SELECT count(*) FROM jobs"), 0);
    assert_eq!(
        db.number("SELECT count(*) FROM signals WHERE screenshot_status = 'none'"),
        1
    );
}

#[test]
fn an_equal_body_is_a_duplicate_within_the_window_only() {
    let mut db = Database::new();
    let Outcome::Accepted { signal_id, .. } = db.post(NOW, BUY) else {
        panic!("refused")
    };
    assert_eq!(
        db.post(NOW.plus_millis(59_999), BUY),
        Outcome::Duplicate { signal_id }
    );
    assert_eq!(db.number("SELECT duplicates FROM signal_usage"), 1);
    assert_eq!(db.number("SELECT duplicates FROM alert_dedupe"), 1);
    assert_eq!(
        db.number("SELECT value FROM metric_counters WHERE name = 'alerts_duplicate_total'"),
        1
    );
    assert_eq!(code(&db.post(NOW.plus_seconds(60), BUY)), "accepted");
    assert_eq!(db.number("SELECT duplicates FROM alert_dedupe"), 0);
    assert_eq!(db.number("SELECT count(*) FROM signals"), 2);
    db.configure("dedupe_window_seconds = 0");
    for _ in 0..2 {
        assert_eq!(code(&db.post(NOW.plus_seconds(600), BUY)), "accepted");
    }
}

#[test]
fn an_id_is_remembered_beyond_the_window() {
    let mut db = Database::new();
    db.configure("dedupe_window_seconds = 0");
    let body = r#"{"ticker":"A","id":"42"}"#;
    assert_eq!(code(&db.post(NOW, body)), "accepted");
    assert_eq!(code(&db.post(NOW.plus_seconds(3600), body)), "duplicate");
}

#[test]
fn each_policy_refuses_by_its_own_code() {
    let hash = sha256_hex(b"s3cret");
    let cases: &[(&str, &str, &str)] = &[
        (
            "UPDATE webhook_tokens SET token_hash = 'other'",
            BUY,
            "token_unknown",
        ),
        ("UPDATE webhook_tokens SET disabled_at = 1", BUY, "token_disabled"),
        (
            "UPDATE webhook_tokens SET expires_at = 1768500000000",
            BUY,
            "token_expired",
        ),
        ("UPDATE users SET status = 'disabled'", BUY, "token_disabled"),
        (
            &format!("UPDATE signal_configs SET body_secret_hash = '{hash}'"),
            BUY,
            "secret_wrong",
        ),
        (
            "UPDATE signal_configs SET max_age_seconds = 60",
            BUY,
            "alert_time_missing",
        ),
        (
            "UPDATE signal_configs SET max_age_seconds = 60",
            r#"{"ticker":"A","timenow":1768499939999}"#,
            "alert_too_old",
        ),
        (
            r#"UPDATE signal_configs SET allowed_symbols = '["ETHUSDT","NYSE:BTCUSDT"]'"#,
            BUY,
            "symbol_not_allowed",
        ),
        (
            "UPDATE signal_configs SET monthly_quota = 0",
            BUY,
            "quota_exceeded",
        ),
    ];
    for (change, body, expected) in cases {
        let mut db = Database::new();
        db.run(change);
        assert_eq!(code(&db.post(NOW, body)), *expected, "{change}");
        assert_eq!(db.number("SELECT count(*) FROM signals"), 0, "{change}");
        assert_eq!(db.number("SELECT count(*) FROM alert_dedupe"), 0, "{change}");
        let owned = i64::from(*expected != "token_unknown");
        assert_eq!(
            db.number("SELECT coalesce(sum(rejected), 0) FROM signal_usage"),
            owned,
            "{change}"
        );
        let kept = format!(
            "SELECT count(*) FROM rejected_alerts WHERE code = '{expected}' AND (user_id IS NOT NULL) = {owned} AND (body <> '') = {owned}"
        );
        assert_eq!(db.number(&kept), 1, "{change}");
        assert_eq!(
            db.number(&format!(
                "SELECT value FROM metric_counters WHERE name = 'alerts_rejected_total' AND labels = 'code=\"{expected}\"'"
            )),
            1
        );
    }
}

#[test]
fn each_policy_lets_pass_what_it_allows() {
    let hash = sha256_hex(b"s3cret");
    for (change, body) in [
        (
            format!("body_secret_hash = '{hash}'"),
            r#"{"ticker":"A","secret":"s3cret"}"#,
        ),
        (
            "max_age_seconds = 60".to_owned(),
            r#"{"ticker":"A","timenow":1768499940000}"#,
        ),
        (r#"allowed_symbols = '["BTCUSDT"]'"#.to_owned(), BUY),
        (r#"allowed_symbols = '["BINANCE:BTCUSDT"]'"#.to_owned(), BUY),
        ("require_tradingview_ip = 1".to_owned(), BUY),
        ("monthly_quota = 0, quota_mode = 'soft'".to_owned(), BUY),
        ("monthly_quota = 1".to_owned(), BUY),
    ] {
        let mut db = Database::new();
        db.configure(&change);
        assert_eq!(code(&db.post(NOW, body)), "accepted", "{change}");
    }
}

#[test]
fn other_addresses_are_refused_on_demand_only() {
    let mut db = Database::new();
    let elsewhere = Incoming {
        source_ip: "203.0.113.9",
        ..incoming(NOW)
    };
    assert_eq!(code(&db.deliver(&elsewhere, BUY)), "accepted");
    db.configure("require_tradingview_ip = 1");
    assert_eq!(code(&db.deliver(&elsewhere, BUY)), "ip_not_allowed");
}

#[test]
fn a_full_quota_still_knows_its_duplicates() {
    let mut db = Database::new();
    db.configure("monthly_quota = 1");
    let Outcome::Accepted { signal_id, .. } = db.post(NOW, BUY) else {
        panic!("refused")
    };
    assert_eq!(db.post(NOW, BUY), Outcome::Duplicate { signal_id });
    assert_eq!(code(&db.post(NOW, "SELL BTCUSDT")), "quota_exceeded");
    let february = NOW.month().next().start();
    assert_eq!(code(&db.post(february, "SELL BTCUSDT")), "accepted");
}

#[test]
fn a_resent_alert_is_a_duplicate_though_it_has_grown_old() {
    let mut db = Database::new();
    db.configure("max_age_seconds = 5");
    let body = r#"{"ticker":"A","action":"buy","timenow":1768499999000}"#;
    assert_eq!(code(&db.post(NOW, body)), "accepted");
    assert_eq!(code(&db.post(NOW.plus_seconds(10), body)), "duplicate");
    db.run("UPDATE webhook_tokens SET disabled_at = 1");
    assert_eq!(code(&db.post(NOW.plus_seconds(10), body)), "token_disabled");
}

#[test]
fn a_test_alert_is_only_held_to_the_quota() {
    let mut db = Database::new();
    db.configure(
        "require_tradingview_ip = 1, body_secret_hash = 'x', max_age_seconds = 1, allowed_symbols = '[]'",
    );
    db.run("UPDATE webhook_tokens SET disabled_at = 1");
    let owner = db.user_id;
    let test = Incoming {
        source: Source::Owner(&owner),
        source_ip: "203.0.113.9",
        ..incoming(NOW)
    };
    assert_eq!(code(&db.deliver(&test, BUY)), "accepted");
    assert_eq!(db.number("SELECT count(*) FROM signals WHERE source = 'test'"), 1);
    db.configure("monthly_quota = 1");
    assert_eq!(code(&db.deliver(&test, "SELL A")), "quota_exceeded");
    let stranger = UserId::from_parts(9, 9);
    let nobody = Incoming {
        source: Source::Owner(&stranger),
        ..test
    };
    assert_eq!(code(&db.deliver(&nobody, BUY)), "token_unknown");
}

#[test]
fn the_log_of_refusals_can_not_be_flooded() {
    let mut db = Database::new();
    db.run("UPDATE webhook_tokens SET token_hash = 'other'");
    for _ in 0..30 {
        db.post(NOW, BUY);
    }
    assert_eq!(db.number("SELECT count(*) FROM rejected_alerts"), 20);
    assert_eq!(db.number("SELECT value FROM metric_counters"), 30);
    db.post(NOW.plus_seconds(3600), BUY);
    assert_eq!(db.number("SELECT count(*) FROM rejected_alerts"), 21);
}

#[test]
fn a_secret_is_not_kept_with_a_refusal() {
    let mut db = Database::new();
    db.configure("body_secret_hash = 'x'");
    let refused = db.post(NOW, r#"{"ticker":"A","secret":"s3cret"}"#);
    assert!(matches!(refused, Outcome::Refused(rejection) if rejection.code == RejectionCode::SecretWrong));
    let kept = rows(&db.connection, "SELECT * FROM rejected_alerts", &[]);
    assert!(
        kept[0]["body"].as_str().unwrap().contains("[redacted]") && !kept[0].to_string().contains("s3cret")
    );
}
