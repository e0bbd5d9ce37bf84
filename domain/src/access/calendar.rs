//! Calendar arithmetic in UTC: months and years keep the time of day and clamp to the last day of a shorter month.

use time::{Date, Month};

use crate::time::{DAY_MS, Timestamp};

/// `days` later; `None` beyond [`Timestamp::MAX`].
pub(super) fn plus_days(at: Timestamp, days: u32) -> Option<Timestamp> {
    let ms = at.as_millis().checked_add(i64::from(days).checked_mul(DAY_MS)?)?;
    (ms <= Timestamp::MAX.as_millis()).then_some(Timestamp::from_millis(ms))
}

/// `months` later: 2024-01-31 and one month is 2024-02-29. `None` beyond [`Timestamp::MAX`].
pub(super) fn plus_months(at: Timestamp, months: u32) -> Option<Timestamp> {
    let date = at.utc().date();
    let index = i64::from(date.year()) * 12 + i64::from(u8::from(date.month())) - 1 + i64::from(months);
    let year = i32::try_from(index.div_euclid(12)).ok()?;
    let month = Month::try_from(u8::try_from(index.rem_euclid(12) + 1).ok()?).ok()?;
    let later = Date::from_calendar_date(year, month, date.day().min(month.length(year))).ok()?;
    let days = u32::try_from(later.to_julian_day() - date.to_julian_day()).ok()?;
    plus_days(at, days)
}
