//! Fuzzes the alert parser: no bytes may make it panic, and whatever it accepts must read as the same alert again from
//! its canonical form.
//!
//! Run it from the repository's root, starting from the alerts that the tests know:
//!
//! ```text
//! cargo install cargo-fuzz
//! mkdir -p fuzz/corpus/alert
//! cargo +nightly fuzz run alert fuzz/corpus/alert domain/test_data/alerts -- -max_total_time=60
//! ```
#![no_main]

use libfuzzer_sys::fuzz_target;
use pinewire_domain::alert::dedupe::DedupeKey;
use pinewire_domain::alert::{Alert, MAX_BODY_BYTES, excerpt, parse};
use pinewire_domain::time::Timestamp;

const RECEIVED_AT: Timestamp = Timestamp::from_millis(1_705_314_605_000);
const FORM: &str = "application/x-www-form-urlencoded";

fuzz_target!(|body: &[u8]| {
    assert!(excerpt(body, 4096).len() <= 4096);
    for content_type in [None, Some(FORM)] {
        if let Ok(alert) = parse(content_type, body, RECEIVED_AT) {
            check(&alert);
        }
    }
});

fn check(alert: &Alert) {
    assert!(!DedupeKey::of(alert).as_str().is_empty());
    let canonical = alert.to_json();
    let text = canonical.to_string();
    if text.len() > MAX_BODY_BYTES {
        return;
    }
    let again = match parse(Some("application/json"), text.as_bytes(), RECEIVED_AT) {
        Ok(again) => again,
        Err(refused) => panic!("{refused}: {text}"),
    };
    assert_eq!(canonical, again.to_json());
    assert_eq!(alert.direction, again.direction);
}
