//! The faults of all vendors. Each stand-in keeps its own; those that are other workers are asked through their control
//! routes.

use pinewire_sandbox_kit::{addressee::Vendor, fault::Fault};
use pinewire_shared::{Cx, Error, Result, http::outgoing};
use serde::Deserialize;
use serde_json::value::RawValue;
use worker::Method;

use crate::state;

/// Service bindings of stand-ins that are other workers.
const TRADINGVIEW: &str = "SANDBOX_TRADINGVIEW";
const ALPACA: &str = "SANDBOX_ALPACA";
/// By the service binding only the path counts.
const CONTROL: &str = "https://stand-in/__sandbox/faults";

#[derive(Deserialize)]
struct List {
    data: Vec<Box<RawValue>>,
}

/// Faults that are to come.
pub(super) async fn list(cx: &Cx) -> Result<Vec<Box<RawValue>>> {
    let mut faults = state::list_faults(cx).await?;
    for stand_in in [TRADINGVIEW, ALPACA] {
        let others: List = serde_json::from_str(&ask(cx, stand_in, Method::Get, None).await?)?;
        faults.extend(others.data);
    }
    Ok(faults)
}

/// Makes a vendor fail.
pub(super) async fn add(cx: &Cx, fault: &Fault) -> Result<()> {
    let text = fault.to_text();
    match fault.vendor {
        Vendor::Resend => state::add_fault(cx, text).await,
        Vendor::TradingView => ask(cx, TRADINGVIEW, Method::Post, Some(&text)).await.map(drop),
        Vendor::Alpaca => ask(cx, ALPACA, Method::Post, Some(&text)).await.map(drop),
    }
}

/// Lets everything work again.
pub(super) async fn clear(cx: &Cx) -> Result<()> {
    state::clear_faults(cx).await?;
    for stand_in in [TRADINGVIEW, ALPACA] {
        ask(cx, stand_in, Method::Delete, None).await?;
    }
    Ok(())
}

async fn ask(cx: &Cx, stand_in: &str, method: Method, body: Option<&str>) -> Result<String> {
    let headers = worker::Headers::new();
    headers.set("content-type", "application/json")?;
    let request = outgoing::request(&method, CONTROL, &headers, body)?;
    let trouble = |error: worker::Error| Error::retry(format_args!("{stand_in}: {error}"));
    let answer = cx.service(stand_in)?.fetch_request(request).await;
    let mut answer = answer.map_err(trouble)?;
    let status = answer.status_code();
    let text = answer.text().await.map_err(trouble)?;
    if (200..300).contains(&status) {
        Ok(text)
    } else {
        Err(Error::bug(format_args!("{stand_in}: {status} {text}")))
    }
}
