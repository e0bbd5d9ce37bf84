//! The days of a made-up market: a bounded walk that can be entered anywhere.
//!
//! The price at a midnight is the base price moved by ten layers of smooth noise, with periods of 1, 2, 4 … 512 days and
//! amplitudes that grow with the root of the period, as those of a random walk do.

use super::calendar::{DAY_S, Span};
use super::market::Market;
use super::split::{Candle, Level, mix};

/// Thousandths: the root of each layer's period in days.
const AMPLITUDES: [i64; 10] = [
    1_000, 1_414, 2_000, 2_828, 4_000, 5_657, 8_000, 11_314, 16_000, 22_627,
];
const AMPLITUDE_SUM: i64 = 74_840;
const ONE: i64 = 1 << 16;

impl Market {
    /// The candle of any span of whole seconds.
    pub(super) fn candle(&self, span: Span) -> Candle {
        let first = span.start_s.div_euclid(DAY_S);
        let last = (span.end_s - 1).div_euclid(DAY_S).max(first);
        let mut whole = None;
        for day in first..=last {
            self.day(day)
                .add_within(Level::Day, mix(self.seed, 3, day), day * DAY_S, span, &mut whole);
        }
        whole.unwrap_or_else(|| self.day(first))
    }

    /// The candle of the day that begins `day` days after the epoch.
    fn day(&self, day: i64) -> Candle {
        let (open, close) = (self.midnight(day), self.midnight(day + 1));
        // Shadows from a third to the whole of what is usual, so that no day stands still.
        let usual = (self.base_ticks * self.reach_ppm / 1_000_000 / 60).unsigned_abs() + 3;
        let shadow =
            |salt| i64::try_from(usual / 3 + mix(self.seed, salt, day) % (usual * 2 / 3)).unwrap_or(1);
        let low = (open.min(close) - shadow(5)).max(1);
        let volume = self.daily_volume * (500 + mix(self.seed, 6, day) % 1_000) / 1_000;
        Candle {
            open,
            high: open.max(close) + shadow(4),
            low,
            close,
            volume,
        }
    }

    fn midnight(&self, day: i64) -> i64 {
        let noise: i64 = (0_u32..)
            .zip(AMPLITUDES)
            .map(|(layer, amplitude)| self.layer(layer, day) * amplitude)
            .sum();
        // Within ±reach, in millionths.
        let moved_ppm = noise / AMPLITUDE_SUM * self.reach_ppm / ONE;
        (self.base_ticks + self.base_ticks * moved_ppm / 1_000_000).max(2)
    }

    /// Noise from −`ONE` to `ONE`: random at multiples of the period, a smooth step between them.
    fn layer(&self, layer: u32, day: i64) -> i64 {
        let period = 1_i64 << layer;
        let at = day.div_euclid(period);
        let part = day.rem_euclid(period) * ONE / period;
        let value =
            |index| i64::try_from(mix(self.seed, 16 + u64::from(layer), index) >> 47).unwrap_or(0) - ONE;
        let smooth = part * part / ONE * (3 * ONE - 2 * part) / ONE;
        let (from, to) = (value(at), value(at + 1));
        from + (to - from) * smooth / ONE
    }
}
