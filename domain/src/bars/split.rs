//! Splitting a candle into shorter ones that add up to it: they join from its open to its close, one of them reaches its
//! high and one its low, none goes beyond, and their volumes sum to its volume.

use super::calendar::Span;

/// Prices in ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candle {
    pub(super) open: i64,
    pub(super) high: i64,
    pub(super) low: i64,
    pub(super) close: i64,
    pub(super) volume: u64,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Level {
    Day,
    Hour,
    Minute,
    Second,
}

impl Level {
    const fn seconds(self) -> i64 {
        match self {
            Self::Day => 86_400,
            Self::Hour => 3_600,
            Self::Minute => 60,
            Self::Second => 1,
        }
    }

    const fn next(self) -> Option<Self> {
        match self {
            Self::Day => Some(Self::Hour),
            Self::Hour => Some(Self::Minute),
            Self::Minute => Some(Self::Second),
            Self::Second => None,
        }
    }
}

/// Randomness that depends on its arguments only (the finaliser of `SplitMix64`).
pub(super) const fn mix(seed: u64, salt: u64, index: i64) -> u64 {
    let mut z = seed
        .wrapping_add(salt.wrapping_mul(0x9e37_79b9_7f4a_7c15))
        .wrapping_add(index.cast_unsigned().wrapping_mul(0xd1b5_4a32_d192_ed03));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Candle {
    /// Adds to `sum` what of this candle, which begins at `start_s`, lies within `span`.
    pub(super) fn add_within(
        self,
        level: Level,
        seed: u64,
        start_s: i64,
        span: Span,
        sum: &mut Option<Self>,
    ) {
        let end_s = start_s + level.seconds();
        if end_s <= span.start_s || start_s >= span.end_s {
            return;
        }
        let inner = level
            .next()
            .filter(|_| start_s < span.start_s || end_s > span.end_s);
        let Some(inner) = inner else {
            *sum = Some(sum.map_or(self, |sum| sum.then(self)));
            return;
        };
        let count = level.seconds() / inner.seconds();
        for (index, part) in (0..).zip(self.split(count, seed)) {
            part.add_within(
                inner,
                mix(seed, 7, index),
                start_s + index * inner.seconds(),
                span,
                sum,
            );
        }
    }

    /// This candle and the one after it as one.
    fn then(self, next: Self) -> Self {
        Self {
            open: self.open,
            high: self.high.max(next.high),
            low: self.low.min(next.low),
            close: next.close,
            volume: self.volume + next.volume,
        }
    }

    fn split(self, count: i64, seed: u64) -> Vec<Self> {
        let path = self.path(count, seed);
        let bodies = || {
            path.iter()
                .zip(path.iter().skip(1))
                .map(|(open, close)| (*open, *close))
        };
        let peak = (0..)
            .zip(bodies())
            .max_by_key(|(_, (open, close))| *open.max(close))
            .map(|(index, _)| index);
        let trough = (0..)
            .zip(bodies())
            .min_by_key(|(_, (open, close))| *open.min(close))
            .map(|(index, _)| index);

        // About what a random walk of so many steps leaves to each.
        let usual = ((self.high - self.low) / (count / 4 + 2)).unsigned_abs();
        let shadow = |salt, index| {
            i64::try_from(usual / 4 + mix(seed, salt, index) % (usual * 3 / 4 + 1)).unwrap_or(0)
        };
        let weight = |index| 500 + mix(seed, 10, index) % 1_000;
        let weights: u64 = (0..count).map(weight).sum();
        let mut volume_left = self.volume;

        let mut parts = Vec::with_capacity(path.len());
        for (index, (open, close)) in (0..).zip(bodies()) {
            let high = (open.max(close) + shadow(8, index)).min(self.high);
            let low = (open.min(close) - shadow(9, index)).max(self.low);
            let share = if index + 1 == count {
                volume_left
            } else {
                self.volume * weight(index) / weights.max(1)
            };
            volume_left -= share.min(volume_left);
            parts.push(Self {
                open,
                high: if peak == Some(index) { self.high } else { high },
                low: if trough == Some(index) { self.low } else { low },
                close,
                volume: share,
            });
        }
        parts
    }

    /// `count + 1` prices from open to close: a random walk, tied down at both ends, as wide as the range, and thrown back
    /// where it would leave it.
    fn path(self, count: i64, seed: u64) -> Vec<i64> {
        let step = |index| i64::try_from(mix(seed, 11, index) % 2_001).unwrap_or(0) - 1_000;
        let mut walk = Vec::new();
        let mut at = 0;
        for index in 0..=count {
            walk.push(at);
            at += step(index);
        }
        let end = walk.last().copied().unwrap_or(0);
        let offsets: Vec<i64> = (0..)
            .zip(&walk)
            .map(|(index, at)| at - end * index / count)
            .collect();
        let highest = offsets.iter().max().copied().unwrap_or(0);
        let lowest = offsets.iter().min().copied().unwrap_or(0);
        let width = (highest - lowest).max(1);
        let prices = (0..).zip(&offsets).map(|(index, offset)| {
            let line = self.open + (self.close - self.open) * index / count;
            let price = line + offset * (self.high - self.low) / width;
            let reflected = match price {
                above if above > self.high => 2 * self.high - above,
                below if below < self.low => 2 * self.low - below,
                within => within,
            };
            reflected.clamp(self.low, self.high)
        });
        prices.collect()
    }
}
