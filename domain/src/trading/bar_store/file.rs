//! A chunk's bars as text: `through,<ms>`, then a line for each bar: `<s>,<open>,<high>,<low>,<close>,<volume>`. It is
//! read a hundred thousand lines at a time, for which JSON of exact decimals is too slow.

use core::fmt::Write as _;

use crate::decimal::Decimal;
use crate::time::Timestamp;
use crate::trading::aggregate::Candle;

/// Bars up to an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarFile {
    /// All bars that begin before are in it, and no longer change.
    pub through: Timestamp,
    /// The oldest first.
    pub candles: Vec<Candle>,
}

impl BarFile {
    /// The file.
    pub fn to_text(&self) -> String {
        let mut text = format!("through,{}\n", self.through.as_millis());
        for bar in &self.candles {
            let seconds = bar.time.as_millis().div_euclid(1000);
            // Writing to a string does not fail.
            let _ = writeln!(
                text,
                "{seconds},{},{},{},{},{}",
                bar.open, bar.high, bar.low, bar.close, bar.volume
            );
        }
        text
    }

    /// Reads a file; `None` for what is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let through = lines.next()?.strip_prefix("through,")?.parse().ok()?;
        let mut candles = Vec::new();
        for line in lines {
            candles.push(candle(line)?);
        }
        Some(Self {
            through: Timestamp::from_millis(through),
            candles,
        })
    }
}

fn candle(line: &str) -> Option<Candle> {
    let mut fields = line.split(',');
    let seconds: i64 = fields.next()?.parse().ok()?;
    let mut number = || Decimal::parse(fields.next()?).ok();
    Some(Candle {
        time: Timestamp::from_millis(seconds.saturating_mul(1000)),
        open: number()?,
        high: number()?,
        low: number()?,
        close: number()?,
        volume: number()?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_file_is_read_as_it_was_written(
            through in 0_i64..4_000_000_000_000,
            bars in prop::collection::vec((0_i64..4_000_000_000, 1_i128..10_i128.pow(12), 0_u32..9), 0..20),
        ) {
            let candles = bars.into_iter().map(|(seconds, mantissa, scale)| {
                let price = Decimal::from_parts(mantissa, scale).unwrap();
                Candle {
                    time: Timestamp::from_millis(seconds * 1000),
                    open: price, high: price, low: price, close: price, volume: price,
                }
            });
            let file = BarFile { through: Timestamp::from_millis(through), candles: candles.collect() };
            prop_assert_eq!(BarFile::parse(&file.to_text()), Some(file));
        }

        #[test]
        fn no_text_panics(text in "(through,[0-9]*\n)?[0-9,.\n-]{0,80}") {
            let _ = BarFile::parse(&text);
        }
    }

    #[test]
    fn a_file_that_was_cut_off_is_none() {
        assert_eq!(BarFile::parse("through,1\n60,1,2,1,2,10\n120,1,2"), None);
        assert_eq!(BarFile::parse(""), None);
    }
}
