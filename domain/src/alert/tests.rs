//! Alerts as they really come (`test_data/alerts`), and what holds for any bytes whatever.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const RECEIVED_AT: Timestamp = Timestamp::from_millis(1_705_314_605_000);

/// What a fixture's `.expected.json` holds: the canonical form, or the refusal.
fn outcome(body: &[u8]) -> Value {
    match parse(None, body, RECEIVED_AT) {
        Ok(alert) => json!({ "accepted": alert.to_json() }),
        Err(refused) => json!({
            "refused": { "status": refused.status(), "code": refused.code, "field": refused.field, "reason": refused.reason }
        }),
    }
}

fn fixtures() -> BTreeMap<String, PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("test_data/alerts");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let bodies = files.filter(|path| !path.to_string_lossy().ends_with(".expected.json"));
    bodies
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), path))
        .collect()
}

/// `UPDATE_FIXTURES=1` writes what the parser does now: read the difference before committing it.
#[test]
fn fixtures_are_read_as_expected() {
    let fixtures = fixtures();
    assert!(fixtures.len() > 30, "fixtures are missing");
    for (name, path) in fixtures {
        let expected_path = path.with_file_name(format!("{name}.expected.json"));
        let found = outcome(&fs::read(&path).unwrap());
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            fs::write(&expected_path, format!("{found:#}\n")).unwrap();
        }
        let expected: Value = serde_json::from_slice(&fs::read(&expected_path).unwrap()).unwrap();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn the_secret_is_taken_out_of_everything_that_is_kept() {
    let body = br#"{"secret": "s3cret-of-mine", "passphrase": "other", "ticker": "A"}"#;
    let alert = parse(None, body, RECEIVED_AT).unwrap();
    assert_eq!(alert.secret.as_ref().map(Secret::expose), Some("s3cret-of-mine"));
    assert_eq!(
        alert.raw_body,
        r#"{"secret": "[redacted]", "passphrase": "[redacted]", "ticker": "A"}"#
    );
    for kept in [format!("{alert:?}"), alert.to_json().to_string()] {
        assert!(!kept.contains("s3cret") && !kept.contains("other"), "{kept}");
    }
}

#[test]
fn bodies_that_are_no_text_are_refused() {
    let code = |body: &[u8]| parse(None, body, RECEIVED_AT).unwrap_err().code;
    assert_eq!(code(b"\xff\xfeBTC"), RejectionCode::BodyBinary);
    assert_eq!(code(b"BUY BTCUSDT\0"), RejectionCode::BodyBinary);
    assert_eq!(code(b" \r\n\t"), RejectionCode::BodyEmpty);
    assert_eq!(code(b""), RejectionCode::BodyEmpty);
    assert_eq!(code(&vec![b'A'; MAX_BODY_BYTES + 1]), RejectionCode::BodyTooLarge);
    let padded = format!("BUY BTCUSDT{}", " ".repeat(MAX_BODY_BYTES - 11));
    assert!(parse(None, padded.as_bytes(), RECEIVED_AT).is_ok());
}

#[test]
fn form_data_and_strange_content_types_are_read() {
    let form = Some("application/x-www-form-urlencoded; charset=utf-8");
    let alert = parse(
        form,
        b"ticker=BINANCE%3ABTCUSDT&action=buy&price=45000",
        RECEIVED_AT,
    )
    .unwrap();
    assert_eq!(
        (alert.symbol.to_string().as_str(), alert.direction),
        ("BINANCE:BTCUSDT", Some(Direction::Long))
    );
    for kind in [form, Some("application/json"), Some("é"), None] {
        assert!(parse(kind, br#"{"ticker":"A"}"#, RECEIVED_AT).is_ok());
        assert!(parse(kind, b"BUY BTCUSDT @ 45000", RECEIVED_AT).is_ok());
    }
}

/// Everything of an alert that its canonical form must keep.
fn meaning(alert: &Alert) -> Alert {
    Alert {
        secret: None,
        raw_body: String::new(),
        ..alert.clone()
    }
}

/// The canonical form reads as the same alert, unless it is too large to be read at all.
fn assert_reads_again(alert: &Alert) -> Result<(), TestCaseError> {
    let canonical = alert.to_json().to_string();
    if canonical.len() <= MAX_BODY_BYTES {
        let again = parse(Some("application/json"), canonical.as_bytes(), RECEIVED_AT);
        let again = again.map_err(|refused| TestCaseError::fail(format!("{refused}: {canonical}")))?;
        let (before, after) = (meaning(alert), meaning(&again));
        // A direction derived from several fields is the only thing that moves between them.
        prop_assert_eq!(&before, &after, "{}", canonical);
        prop_assert_eq!(again.to_json(), alert.to_json());
    }
    Ok(())
}

fn any_name() -> impl Strategy<Value = String> {
    let known: Vec<&str> = fields::ALL
        .iter()
        .flat_map(|names| names.iter().copied())
        .collect();
    prop_oneof![
        4 => proptest::sample::select(known.clone()).prop_map(str::to_owned),
        1 => proptest::sample::select(known).prop_map(|name| name.replace('_', " ").to_ascii_uppercase()),
        1 => proptest::sample::select(vec!["strategy", "bar", "quantity", "open", "x"]).prop_map(str::to_owned),
        1 => "\\PC{0,8}",
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    let words = [
        "BINANCE:BTCUSDT",
        "btcusdt",
        "NASDAQ_DL:AAPL",
        "ES1!",
        "cme:es1!-cme:nq1!",
        "NA:LA",
        "a*b:c",
        "buy",
        "SELL",
        "close long",
        "flat",
        "1h",
        "240",
        "D",
        "45000.50",
        "1e-7",
        "NaN",
        "",
        " ",
        "2024-01-15T10:30:00Z",
        "1705314600000",
        "2024-01-15",
        "null",
        "{{close}}",
        "abc123",
        "+5",
        "secret",
    ];
    prop_oneof![4 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,30}"]
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => any_text().prop_map(Value::from),
        2 => any::<i64>().prop_map(Value::from),
        2 => "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,20})?(e[+-]?[0-9]{1,3})?".prop_map(|text| serde_json::from_str(&text).unwrap()),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            1 => proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            3 => proptest::collection::btree_map(any_name(), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(1000)))]

    #[test]
    fn arbitrary_bytes_never_panic(kind in proptest::option::of("\\PC*"), body: Vec<u8>) {
        let _ = parse(kind.as_deref(), &body, RECEIVED_AT);
    }

    #[test]
    fn what_is_accepted_of_any_object_reads_as_the_same_again(
        ticker in any_text(),
        members in proptest::collection::btree_map(any_name(), any_value(), 0..10),
    ) {
        let mut members: Map<String, Value> = members.into_iter().collect();
        members.entry("ticker").or_insert(Value::String(ticker));
        if let Ok(alert) = parse(None, Value::Object(members).to_string().as_bytes(), RECEIVED_AT) {
            assert_reads_again(&alert)?;
        }
    }

    #[test]
    fn what_is_accepted_of_any_text_reads_as_the_same_again(
        words in proptest::collection::vec(prop_oneof![any_text(), any_name()], 0..8),
        separator in proptest::sample::select(vec![" ", ", ", "=", ": ", "\n", " @ "]),
    ) {
        if let Ok(alert) = parse(None, words.join(separator).as_bytes(), RECEIVED_AT) {
            assert_reads_again(&alert)?;
        }
    }

    #[test]
    fn what_is_accepted_of_any_pairs_reads_as_the_same_again(
        ticker in any_text(),
        pairs in proptest::collection::vec((any_name(), any_text()), 0..8),
        form: bool,
    ) {
        let (kind, separator) = if form { (Some("application/x-www-form-urlencoded"), "&") } else { (None, "\n") };
        let mut lines = vec![format!("ticker={ticker}")];
        lines.extend(pairs.into_iter().map(|(name, text)| format!("{name}={text}")));
        if let Ok(alert) = parse(kind, lines.join(separator).as_bytes(), RECEIVED_AT) {
            assert_reads_again(&alert)?;
        }
    }
}
