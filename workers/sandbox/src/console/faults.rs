//! The faults of all vendors. Each stand-in keeps its own; TradingView's is asked through its control routes.

use pinewire_sandbox_kit::{addressee::Vendor, fault::Fault};
use pinewire_shared::{Cx, Error, Result, http::outgoing};
use serde::Deserialize;
use serde_json::value::RawValue;
use worker::Method;

use crate::state;

/// By the service binding only the path counts.
const CONTROL: &str = "https://www.tradingview.com/__sandbox/faults";

#[derive(Deserialize)]
struct List {
    data: Vec<Box<RawValue>>,
}

/// Faults that are to come.
pub(super) async fn list(cx: &Cx) -> Result<Vec<Box<RawValue>>> {
    let mut faults = state::list_faults(cx).await?;
    let others: List = serde_json::from_str(&tradingview(cx, Method::Get, None).await?)?;
    faults.extend(others.data);
    Ok(faults)
}

/// Makes a vendor fail.
pub(super) async fn add(cx: &Cx, fault: &Fault) -> Result<()> {
    let text = serde_json::to_string(fault)?;
    match fault.vendor {
        Vendor::Resend => state::add_fault(cx, text).await,
        Vendor::TradingView => tradingview(cx, Method::Post, Some(&text)).await.map(drop),
    }
}

/// Lets everything work again.
pub(super) async fn clear(cx: &Cx) -> Result<()> {
    state::clear_faults(cx).await?;
    tradingview(cx, Method::Delete, None).await.map(drop)
}

async fn tradingview(cx: &Cx, method: Method, body: Option<&str>) -> Result<String> {
    let headers = worker::Headers::new();
    headers.set("content-type", "application/json")?;
    let request = outgoing::request(&method, CONTROL, &headers, body)?;
    let trouble = |error: worker::Error| Error::retry(format_args!("SANDBOX_TRADINGVIEW: {error}"));
    let answer = cx.service("SANDBOX_TRADINGVIEW")?.fetch_request(request).await;
    let mut answer = answer.map_err(trouble)?;
    let status = answer.status_code();
    let text = answer.text().await.map_err(trouble)?;
    if (200..300).contains(&status) {
        Ok(text)
    } else {
        Err(Error::bug(format_args!("SANDBOX_TRADINGVIEW: {status} {text}")))
    }
}
