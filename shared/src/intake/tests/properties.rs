//! What holds after any sequence of alerts under any settings.

use std::collections::BTreeSet;

use proptest::{prelude::*, sample::select};

use super::*;

#[derive(Debug, Clone)]
struct Post {
    body: String,
    at: Timestamp,
    source_ip: &'static str,
}

/// Few ids, symbols and times, so that duplicates, expiries and months meet.
fn post() -> impl Strategy<Value = Post> {
    let body = (
        0..6_u8,
        select(vec!["A", "B", "X:A", "X:B/Y:C"]),
        0..4_u8,
        any::<bool>(),
        -90..5_i64,
    );
    let at = select(vec![
        0,
        1,
        59_999,
        60_000,
        61_000,
        86_400_000,
        20 * 86_400_000_i64,
    ]);
    (body, at, select(vec![TRADINGVIEW, "203.0.113.9"])).prop_map(
        |((id, ticker, kind, secret, age), at, source_ip)| {
            let at = NOW.plus_millis(at);
            let secret = if secret { r#","secret":"s3cret""# } else { "" };
            let timenow = at.plus_seconds(age);
            let body = match kind {
                0 => format!(r#"{{"ticker":"{ticker}","id":"{id}"{secret}}}"#),
                1 => format!(r#"{{"ticker":"{ticker}","action":"buy","timenow":"{timenow}"{secret}}}"#),
                _ => format!(r#"{{"ticker":"{ticker}","note":{id}{secret}}}"#),
            };
            Post { body, at, source_ip }
        },
    )
}

fn settings() -> impl Strategy<Value = String> {
    (
        prop::option::of(0..8_u8),
        select(vec!["strict", "soft"]),
        select(vec![0, 60, 86_400]),
        prop::option::of(1..80_u8),
        select(vec!["NULL", "'[]'", r#"'["A"]'"#, r#"'["X:A","B"]'"#, r#"'["X:B/Y:C"]'"#]),
        any::<(bool, bool, bool)>(),
    )
        .prop_map(|(quota, mode, window, age, symbols, (ip, secret, screenshots))| {
            let number = |value: Option<u8>| value.map_or("NULL".to_owned(), |value| value.to_string());
            let secret = if secret { format!("'{}'", crate::crypto::sha256_hex(b"s3cret")) } else { "NULL".to_owned() };
            format!(
                "monthly_quota = {}, quota_mode = '{mode}', dedupe_window_seconds = {window}, max_age_seconds = {},
                 allowed_symbols = {symbols}, require_tradingview_ip = {ip}, body_secret_hash = {secret},
                 screenshots_enabled = {screenshots}",
                number(quota),
                number(age)
            )
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Also: whatever the statement refuses, the domain's rules have a reason for (else `post` fails).
    #[test]
    fn counts_are_exact_and_the_quota_holds(
        steps in prop::collection::vec((post(), prop::option::weighted(0.1, settings())), 1..40),
        first in settings(),
    ) {
        let mut db = Database::new();
        db.configure(&first);
        let (mut accepted, mut duplicates, mut refused) = (BTreeSet::new(), 0, 0);
        for (post, change) in steps {
            if let Some(change) = change {
                db.configure(&change);
            }
            let before = db.number("SELECT count(*) FROM signals");
            let month = post.at.month();
            let used = db.number(&format!("SELECT coalesce(sum(accepted), 0) FROM signal_usage WHERE month = '{month}'"));
            let outcome = db.deliver(&Incoming { source_ip: post.source_ip, ..incoming(post.at) }, &post.body);
            let stored = db.number("SELECT count(*) FROM signals") - before;
            match outcome {
                Outcome::Accepted { signal_id, .. } => {
                    prop_assert_eq!(stored, 1);
                    prop_assert!(accepted.insert(signal_id));
                    let within = "SELECT quota_mode = 'soft' OR monthly_quota IS NULL OR ?1 < monthly_quota FROM signal_configs";
                    let within: bool = db.connection.query_row(within, [used], |row| row.get(0)).unwrap();
                    prop_assert!(within, "the quota was exceeded");
                }
                Outcome::Duplicate { signal_id } => {
                    prop_assert_eq!(stored, 0);
                    prop_assert!(accepted.contains(&signal_id));
                    duplicates += 1;
                }
                Outcome::Refused(_) => {
                    prop_assert_eq!(stored, 0);
                    refused += 1;
                }
            }
        }
        let accepted = i64::try_from(accepted.len()).unwrap();
        for (sql, expected) in [
            ("SELECT coalesce(sum(accepted), 0) FROM signal_usage", accepted),
            ("SELECT coalesce(sum(duplicates), 0) FROM signal_usage", duplicates),
            ("SELECT coalesce(sum(rejected), 0) FROM signal_usage", refused),
            ("SELECT count(*) FROM rejected_alerts", refused),
            ("SELECT coalesce(sum(value), 0) FROM metric_counters", accepted + duplicates + refused),
            ("SELECT count(*) FROM signals", accepted),
            ("SELECT count(*) FROM jobs", db.number("SELECT count(*) FROM signals WHERE screenshot_status = 'pending'")),
        ] {
            prop_assert_eq!(db.number(sql), expected, "{}", sql);
        }
    }
}
