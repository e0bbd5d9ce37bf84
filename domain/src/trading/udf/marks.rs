//! `/marks` and `/timescale_marks`: signals and fills on the chart.

use serde::Serialize;

use super::seconds;
use crate::decimal::Decimal;
use crate::id::{ExecutionId, SignalId};
use crate::signal::Direction;
use crate::time::Timestamp;
use crate::trading::order::Side;

/// Marks of one answer at most: more than a chart can show.
pub const MAX_MARKS: usize = 500;
/// What `labelFontColor` is: readable on every color that we use.
const LABEL_FONT_COLOR: &str = "#ffffff";
/// The size of signals, in pixels.
const SIGNAL_SIZE: u32 = 14;
/// The size of fills: smaller, as they come in parts.
const FILL_SIZE: u32 = 10;
const MAX_TEXT_CHARS: usize = 120;

/// A signal or a fill to be shown. Direction and side decide color and letter; words say the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    id: String,
    at: Timestamp,
    color: &'static str,
    label: &'static str,
    text: String,
    size: u32,
}

impl Mark {
    /// A signal: `L`, `S`, `F` or `?`, with `text` (its strategy or message) to read when pointed at.
    pub fn signal(id: SignalId, at: Timestamp, direction: Option<Direction>, text: &str) -> Self {
        let (color, label, word) = match direction {
            Some(Direction::Long) => ("green", "L", "Long"),
            Some(Direction::Short) => ("red", "S", "Short"),
            Some(Direction::Flat) => ("yellow", "F", "Flat"),
            None => ("blue", "?", "Signal"),
        };
        let text: String = text.trim().chars().take(MAX_TEXT_CHARS).collect();
        Self {
            id: id.to_string(),
            at,
            color,
            label,
            text: if text.is_empty() {
                word.to_owned()
            } else {
                format!("{word}: {text}")
            },
            size: SIGNAL_SIZE,
        }
    }

    /// A fill: `B` or `S`, with quantity and price.
    pub fn fill(id: ExecutionId, side: Side, quantity: Decimal, price: Decimal, at: Timestamp) -> Self {
        let (color, label, word) = match side {
            Side::Buy => ("green", "B", "Bought"),
            Side::Sell => ("red", "S", "Sold"),
        };
        Self {
            id: id.to_string(),
            at,
            color,
            label,
            text: format!("{word} {quantity} at {price}"),
            size: FILL_SIZE,
        }
    }
}

/// The marks from `from` to `to` (seconds, both included), the oldest first; of too many, the newest.
fn shown(marks: &[Mark], from: i64, to: i64) -> Vec<&Mark> {
    let mut shown: Vec<_> = marks
        .iter()
        .filter(|mark| (from..=to).contains(&seconds(mark.at)))
        .collect();
    shown.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
    shown.split_off(shown.len().saturating_sub(MAX_MARKS))
}

/// `/marks`, in columns.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Marks {
    /// Ids.
    pub id: Vec<String>,
    /// Times.
    pub time: Vec<i64>,
    /// `red`, `green`, `blue`, `yellow`.
    pub color: Vec<String>,
    /// What is shown when pointed at.
    pub text: Vec<String>,
    /// One letter.
    pub label: Vec<String>,
    /// The letter's color.
    #[serde(rename = "labelFontColor")]
    pub label_font_color: Vec<String>,
    /// Sizes in pixels.
    #[serde(rename = "minSize")]
    pub min_size: Vec<u32>,
}

impl Marks {
    /// The answer to a question for the marks from `from` to `to`, in seconds.
    pub fn of(marks: &[Mark], from: i64, to: i64) -> Self {
        let shown = shown(marks, from, to);
        let texts = |text: fn(&Mark) -> &str| shown.iter().map(|mark| text(mark).to_owned()).collect();
        Self {
            id: texts(|mark| &mark.id),
            time: shown.iter().map(|mark| seconds(mark.at)).collect(),
            color: texts(|mark| mark.color),
            text: texts(|mark| &mark.text),
            label: texts(|mark| mark.label),
            label_font_color: texts(|_| LABEL_FONT_COLOR),
            min_size: shown.iter().map(|mark| mark.size).collect(),
        }
    }
}

/// A mark of `/timescale_marks`, whose answer is a bare array of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimescaleMark {
    /// Its id.
    pub id: String,
    /// When.
    pub time: i64,
    /// `red`, `green`, `blue`, `yellow`.
    pub color: String,
    /// One letter.
    pub label: String,
    /// Lines shown when pointed at.
    pub tooltip: Vec<String>,
}

impl TimescaleMark {
    /// The answer to a question for the marks from `from` to `to`, in seconds.
    pub fn of(marks: &[Mark], from: i64, to: i64) -> Vec<Self> {
        let mark = |mark: &Mark| Self {
            id: mark.id.clone(),
            time: seconds(mark.at),
            color: mark.color.to_owned(),
            label: mark.label.to_owned(),
            tooltip: vec![mark.text.clone()],
        };
        shown(marks, from, to).into_iter().map(mark).collect()
    }
}
