//! The text format that Prometheus reads (version 0.0.4).

use std::fmt::Write as _;

use pinewire_shared::metrics::Histogram;

const PREFIX: &str = "pinewire_";

/// The media type of the format.
pub(super) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// One number of a family, with its labels as they are stored: `code="symbol_missing"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sample {
    pub(super) labels: String,
    pub(super) value: i64,
}

/// A text that grows family by family.
#[derive(Debug, Default)]
pub(super) struct Exposition {
    text: String,
}

impl Exposition {
    pub(super) fn counter(&mut self, name: &str, help: &str, samples: &[Sample]) {
        self.family(name, help, "counter", samples);
    }

    pub(super) fn gauge(&mut self, name: &str, help: &str, samples: &[Sample]) {
        self.family(name, help, "gauge", samples);
    }

    /// `count_in` tells how many values fell into the bucket with these labels, and into no other.
    pub(super) fn histogram(&mut self, histogram: Histogram, sum: i64, count_in: impl Fn(&str) -> i64) {
        let name = histogram.name;
        self.head(name, histogram.help, "histogram");
        let mut up_to_here = 0;
        let bounds = histogram
            .bounds
            .iter()
            .map(ToString::to_string)
            .chain(["+Inf".to_owned()]);
        for bound in bounds {
            let labels = format!("le=\"{bound}\"");
            up_to_here += count_in(&labels);
            self.line(&format!("{name}_bucket"), &labels, up_to_here);
        }
        self.line(&format!("{name}_sum"), "", sum);
        self.line(&format!("{name}_count"), "", up_to_here);
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn family(&mut self, name: &str, help: &str, kind: &str, samples: &[Sample]) {
        self.head(name, help, kind);
        for sample in samples {
            self.line(name, &sample.labels, sample.value);
        }
    }

    // Writing to a string never fails.
    fn head(&mut self, name: &str, help: &str, kind: &str) {
        let _ = writeln!(
            self.text,
            "# HELP {PREFIX}{name} {help}\n# TYPE {PREFIX}{name} {kind}"
        );
    }

    fn line(&mut self, name: &str, labels: &str, value: i64) {
        let braces = if labels.is_empty() {
            String::new()
        } else {
            format!("{{{labels}}}")
        };
        let _ = writeln!(self.text, "{PREFIX}{name}{braces} {value}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_summed_up() {
        let histogram = Histogram {
            name: "wait_seconds",
            help: "Waiting.",
            bounds: &[1, 5],
        };
        let mut text = Exposition::default();
        text.histogram(histogram, 42, |labels| match labels {
            "le=\"1\"" => 2,
            "le=\"5\"" => 3,
            _ => 1,
        });
        assert_eq!(
            text.into_text(),
            "# HELP pinewire_wait_seconds Waiting.\n# TYPE pinewire_wait_seconds histogram\n\
             pinewire_wait_seconds_bucket{le=\"1\"} 2\npinewire_wait_seconds_bucket{le=\"5\"} 5\n\
             pinewire_wait_seconds_bucket{le=\"+Inf\"} 6\npinewire_wait_seconds_sum 42\npinewire_wait_seconds_count 6\n"
        );
    }

    #[test]
    fn a_sample_without_labels_has_no_braces() {
        let mut text = Exposition::default();
        text.gauge(
            "depth",
            "Depth.",
            &[
                Sample {
                    labels: String::new(),
                    value: 7,
                },
                Sample {
                    labels: "topic=\"mail\"".to_owned(),
                    value: 1,
                },
            ],
        );
        assert!(
            text.into_text()
                .ends_with("\npinewire_depth 7\npinewire_depth{topic=\"mail\"} 1\n")
        );
    }
}
