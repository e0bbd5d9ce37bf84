//! Faults of TradingView's. The sandbox's console has those of all vendors.

use pinewire_sandbox_kit::{addressee::Vendor, fault::Fault, state as kit};
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response, response},
};
use serde_json::json;

use crate::state;

pub(super) async fn list(cx: Cx, _: Request) -> Result<Response> {
    let faults = kit::list_faults(&state::object(&cx)?).await?;
    response::json(&json!({ "data": faults }))
}

pub(super) async fn add(cx: Cx, mut request: Request) -> Result<Response> {
    let fault: Fault = request.json().await?;
    fault.check()?;
    if fault.vendor != Vendor::TradingView {
        return Err(Problem::invalid("vendor", "must be tradingview here").into());
    }
    kit::add_fault(&state::object(&cx)?, fault.clone()).await?;
    response::json_with_status(201, &fault)
}

pub(super) async fn clear(cx: Cx, _: Request) -> Result<Response> {
    kit::clear_faults(&state::object(&cx)?).await?;
    response::no_content()
}
