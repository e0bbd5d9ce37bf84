//! The days on which the exchanges of US stocks are closed or close early, by the rules of the New York Stock Exchange
//! as they have been since 2022. Closures that no rule foresees (mourning, storms) are not here: a venue's own calendar has
//! them.

use time::{Date, Duration, Month, Weekday};

use super::session::SpecialDay;

/// 13:00 in New York.
const EARLY_CLOSE: SpecialDay = SpecialDay::ClosesAt(13 * 60);

/// What is special about a weekday; `None` when it is a day like others.
pub fn us_stock_special_day(date: Date) -> Option<SpecialDay> {
    if is_holiday(date) {
        Some(SpecialDay::Closed)
    } else if closes_early(date) {
        Some(EARLY_CLOSE)
    } else {
        None
    }
}

fn is_holiday(date: Date) -> bool {
    let is_nth = |weekday, week: u8| date.weekday() == weekday && (date.day() - 1) / 7 == week - 1;
    match date.month() {
        // New Year's Day is not made up for on the Friday before: that belongs to the old year's accounts.
        Month::January => {
            date.day() == 1
                || (date.day() == 2 && date.weekday() == Weekday::Monday)
                || is_nth(Weekday::Monday, 3)
        }
        Month::February => is_nth(Weekday::Monday, 3),
        Month::May => date.weekday() == Weekday::Monday && date.day() > 24,
        Month::June => is_observed(date, 19),
        Month::July => is_observed(date, 4),
        Month::September => is_nth(Weekday::Monday, 1),
        Month::November => is_nth(Weekday::Thursday, 4),
        Month::December => is_observed(date, 25),
        Month::March | Month::April => {
            easter(date.year()).is_some_and(|easter| date == easter - Duration::days(2))
        }
        Month::August | Month::October => false,
    }
}

/// On its day; on the Friday before a Saturday, on the Monday after a Sunday.
fn is_observed(date: Date, day: u8) -> bool {
    match date.weekday() {
        Weekday::Friday if date.day() + 1 == day => true,
        Weekday::Monday if date.day() == day + 1 => true,
        _ => date.day() == day,
    }
}

/// The day after Thanksgiving, and the days before Independence Day and Christmas if those are weekdays and no holidays.
fn closes_early(date: Date) -> bool {
    match date.month() {
        Month::November => date.weekday() == Weekday::Friday && (23..=29).contains(&date.day()),
        Month::July => date.day() == 3 && date.weekday() != Weekday::Friday,
        Month::December => date.day() == 24 && date.weekday() != Weekday::Friday,
        _ => false,
    }
}

/// Easter Sunday of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher).
fn easter(year: i32) -> Option<Date> {
    let golden = year.rem_euclid(19);
    let (century, rest) = (year.div_euclid(100), year.rem_euclid(100));
    let skipped_moons = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - skipped_moons + 15).rem_euclid(30);
    let to_sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4).rem_euclid(7);
    let correction = (golden + 11 * epact + 22 * to_sunday) / 451;
    let days = epact + to_sunday - 7 * correction + 114;
    let month = Month::try_from(u8::try_from(days / 31).ok()?).ok()?;
    Date::from_calendar_date(year, month, u8::try_from(days % 31 + 1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn special(from: Date, until: Date) -> (Vec<String>, Vec<String>) {
        let (mut closed, mut early) = (Vec::new(), Vec::new());
        let mut date = from;
        while date < until {
            let is_weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
            let text = format!("{:02}-{:02}", u8::from(date.month()), date.day());
            match us_stock_special_day(date).filter(|_| !is_weekend) {
                Some(SpecialDay::Closed) => closed.push(text),
                Some(SpecialDay::ClosesAt(minute)) => {
                    assert_eq!(minute, 780);
                    early.push(text);
                }
                None => {}
            }
            date = date.next_day().unwrap();
        }
        (closed, early)
    }

    /// As the exchange announced them.
    #[test]
    fn the_years_are_those_of_the_exchange() {
        for (year, closed, early) in [
            (
                2022,
                "01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26",
                "11-25",
            ),
            (
                2023,
                "01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25",
                "07-03 11-24",
            ),
            (
                2024,
                "01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25",
                "07-03 11-29 12-24",
            ),
            (
                2025,
                "01-01 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25",
                "07-03 11-28 12-24",
            ),
            (
                2026,
                "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25",
                "11-27 12-24",
            ),
            (
                2027,
                "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24",
                "11-26",
            ),
        ] {
            let day = |year| Date::from_calendar_date(year, Month::January, 1).unwrap();
            let (found_closed, found_early) = special(day(year), day(year + 1));
            assert_eq!(found_closed.join(" "), closed, "closed in {year}");
            assert_eq!(found_early.join(" "), early, "early in {year}");
        }
    }
}
