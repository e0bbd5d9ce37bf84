//! What is in columns: decimals and words as text, times in epoch milliseconds, flags as 0 and 1.

use core::str::FromStr;

use pinewire_domain::{decimal::Decimal, time::Timestamp};
use pinewire_sandbox_kit::sql::{Row, integer};
use worker::{Error, Result, SqlStorageValue as Value};

pub(super) fn decimal(decimal: Decimal) -> Value {
    decimal.to_string().into()
}

pub(super) fn optional_decimal(decimal: Option<Decimal>) -> Value {
    decimal.map(|decimal| decimal.to_string()).into()
}

pub(super) fn time(at: Timestamp) -> Value {
    integer(at.as_millis())
}

pub(super) fn optional_time(at: Option<Timestamp>) -> Value {
    at.map(Timestamp::as_millis).into()
}

pub(super) fn flag(flag: bool) -> Value {
    integer(flag.into())
}

pub(super) fn number(number: u64) -> Value {
    integer(i64::try_from(number).unwrap_or(i64::MAX))
}

/// The columns of a row from left to right. A column that cannot be read is an empty value, and whoever has read all of
/// them asks whether that happened: a question for each would make the reading three times as large.
pub(super) struct Columns {
    row: Row,
    is_broken: bool,
}

impl Columns {
    pub(super) const fn of(row: Row) -> Self {
        Self {
            row,
            is_broken: false,
        }
    }

    /// What was read, if all of it could be.
    pub(super) fn finish<T>(self, read: T) -> Result<T> {
        if self.is_broken {
            return Err(Error::RustError("a column holds what it cannot".to_owned()));
        }
        Ok(read)
    }

    fn noted<T: Default, E>(&mut self, read: core::result::Result<T, E>) -> T {
        read.unwrap_or_else(|_| {
            self.is_broken = true;
            T::default()
        })
    }

    #[inline(never)]
    pub(super) fn text(&mut self) -> String {
        let read = self.row.text();
        self.noted(read)
    }

    #[inline(never)]
    pub(super) fn optional_text(&mut self) -> Option<String> {
        let read = self.row.optional_text();
        self.noted(read)
    }

    #[inline(never)]
    pub(super) fn integer(&mut self) -> i64 {
        let read = self.row.integer();
        self.noted(read)
    }

    #[inline(never)]
    pub(super) fn optional_integer(&mut self) -> Option<i64> {
        let read = self.row.optional_integer();
        self.noted(read)
    }

    #[inline(never)]
    pub(super) fn decimal(&mut self) -> Decimal {
        let read = Decimal::parse(&self.text());
        self.noted(read)
    }

    #[inline(never)]
    pub(super) fn optional_decimal(&mut self) -> Option<Decimal> {
        let read = Decimal::parse(&self.optional_text()?);
        Some(self.noted(read))
    }

    pub(super) fn time(&mut self) -> Timestamp {
        Timestamp::from_millis(self.integer())
    }

    pub(super) fn optional_time(&mut self) -> Option<Timestamp> {
        self.optional_integer().map(Timestamp::from_millis)
    }

    pub(super) fn flag(&mut self) -> bool {
        self.integer() != 0
    }

    pub(super) fn number(&mut self) -> u64 {
        let read = u64::try_from(self.integer());
        self.noted(read)
    }

    /// A word; `or` stands for one that is unknown.
    pub(super) fn word<T: FromStr>(&mut self, or: T) -> T {
        self.text().parse().unwrap_or_else(|_| {
            self.is_broken = true;
            or
        })
    }
}
