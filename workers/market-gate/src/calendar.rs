//! The exchanges' days of a year, from the venue: those on which they keep other hours than usual.

use pinewire_shared::trading::market_gate::CalendarQuestion;

use crate::gate::{Gate, Outcome, broken};
use pinewire_domain::trading::session_year::YearOfSessions;

impl Gate {
    /// JSON of a [`YearOfSessions`].
    pub(crate) async fn calendar(&self, question: CalendarQuestion) -> Outcome {
        let year = question.year;
        let (start, end) = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
        let days = self
            .call(async |vendor| vendor.calendar(&start, &end).await)
            .await?;
        let days = YearOfSessions::of(year, &days)
            .ok_or_else(|| broken("the venue's calendar is not understood"))?;
        serde_json::to_string(&days).map(Into::into).map_err(broken)
    }
}
