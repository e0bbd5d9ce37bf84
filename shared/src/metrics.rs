//! Counters behind `/health/metrics`. They are rows, added to in the transaction that does what they count, so that
//! they never say more or less than what happened and survive every restart.

use crate::{Result, db::Batch, params, sql};

/// Alerts that became a signal.
pub const ALERTS_ACCEPTED: &str = "alerts_accepted_total";
/// Alerts that were seen before.
pub const ALERTS_DUPLICATE: &str = "alerts_duplicate_total";
/// Alerts that were refused, by `code`.
pub const ALERTS_REJECTED: &str = "alerts_rejected_total";
/// Tries to take a screenshot that ended, by `outcome`: `completed`, `retried`, `failed`.
pub const SCREENSHOTS: &str = "screenshots_total";
/// From a job's creation to its screenshot in storage.
pub const SCREENSHOT_DURATION: Histogram = Histogram {
    name: "screenshot_duration_milliseconds",
    help: "Time from a signal to its screenshot in storage.",
    bounds: &[1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 1_800_000],
};
/// Tries to send a mail that ended, by `outcome`: `completed`, `retried`, `failed`.
pub const MAILS: &str = "mails_total";
/// Requests to the gateway, by `service` and `status` (`2xx`).
pub const HTTP_REQUESTS: &str = "http_requests_total";

/// Every counter and what it counts, for who reads them.
pub const COUNTERS: &[(&str, &str)] = &[
    (ALERTS_ACCEPTED, "Alerts that became a signal."),
    (ALERTS_DUPLICATE, "Alerts that repeated an earlier one."),
    (ALERTS_REJECTED, "Alerts that were refused, by reason."),
    (SCREENSHOTS, "Tries to take a screenshot, by outcome."),
    (MAILS, "Tries to send a mail, by outcome."),
    (
        HTTP_REQUESTS,
        "Requests, by the worker that answered and the class of the status.",
    ),
];

/// Every histogram.
pub const HISTOGRAMS: &[Histogram] = &[SCREENSHOT_DURATION];

sql! {
    system ADD = "INSERT INTO metric_counters (name, labels, value) VALUES (?1, ?2, ?3)
        ON CONFLICT (name, labels) DO UPDATE SET value = value + excluded.value";
}

/// Counts how values are spread.
#[derive(Debug, Clone, Copy)]
pub struct Histogram {
    /// What is measured.
    pub name: &'static str,
    /// What it says, for who reads it.
    pub help: &'static str,
    /// The upper bounds of its buckets, ascending; beyond the last one everything is in one more bucket.
    pub bounds: &'static [i64],
}

/// Adds `n` to a counter.
pub fn add(batch: &mut Batch<'_>, name: &str, labels: &[(&str, &str)], n: i64) -> Result<()> {
    batch.system(&ADD, params![name, format_labels(labels), n])?;
    Ok(())
}

/// Counts one value. Each bucket counts its own values only; what reads them sums them up.
pub fn observe(batch: &mut Batch<'_>, histogram: Histogram, value: i64) -> Result<()> {
    let bound = histogram.bounds.iter().find(|bound| value <= **bound);
    let bound = bound.map_or_else(|| "+Inf".to_owned(), ToString::to_string);
    add(batch, &format!("{}_bucket", histogram.name), &[("le", &bound)], 1)?;
    add(batch, &format!("{}_sum", histogram.name), &[], value)
}

/// Labels as Prometheus writes them: `code="symbol_missing"`.
pub fn format_labels(labels: &[(&str, &str)]) -> String {
    let escape = |value: &str| {
        value
            .replace('\\', r"\\")
            .replace('"', "\\\"")
            .replace('\n', r"\n")
    };
    let pairs: Vec<String> = labels
        .iter()
        .map(|(name, value)| format!("{name}=\"{}\"", escape(value)))
        .collect();
    pairs.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_cannot_break_out_of_their_quotes() {
        assert_eq!(format_labels(&[]), "");
        assert_eq!(
            format_labels(&[("a", "1"), ("b", "x\"} 5\n\\")]),
            r#"a="1",b="x\"} 5\n\\""#
        );
    }
}
