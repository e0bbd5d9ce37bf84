//! All stocks that the vendor trades, once a day.

use crate::gate::{Gate, Outcome, broken};

impl Gate {
    /// JSON of [`Asset`](pinewire_domain::trading::alpaca_wire::Asset)s.
    pub(crate) async fn stocks(&self) -> Outcome {
        let stocks = self.call(async |vendor| vendor.stocks().await).await?;
        serde_json::to_string(&stocks).map(Into::into).map_err(broken)
    }
}
