//! Faults of TradingView's. The sandbox's console has those of all vendors.

use pinewire_sandbox_kit::{addressee::Vendor, fault::Fault, faults};
use pinewire_shared::{
    Result,
    http::{Problem, Response, response},
};

use crate::visit::Visit;

pub(super) fn list(visit: &Visit) -> Result<Response> {
    let body = format!("{{\"data\":{}}}", faults::list(&visit.sql)?);
    response::with_body(200, "application/json", &body)
}

pub(super) fn add(visit: &Visit) -> Result<Response> {
    let fault = Fault::parse(&visit.json)?;
    if fault.vendor != Vendor::TradingView {
        return Err(Problem::invalid("vendor", "must be tradingview here").into());
    }
    let text = fault.to_text();
    faults::add(&visit.sql, &text)?;
    response::with_body(201, "application/json", &text)
}

pub(super) fn clear(visit: &Visit) -> Result<Response> {
    faults::clear(&visit.sql)?;
    response::no_content()
}
