//! Lets a request fail as it was asked for, or answers it.

use std::time::Duration;

use pinewire_shared::{
    Cx, Result,
    http::{self, Request, Response, Router, response, to_problem},
};
use serde_json::Value;

use super::{Cookies, Effect, Fault};
use crate::{resend, state, tradingview, vendor::Vendor};

/// What our pages load for themselves; no vendor has such paths, so no fault is spent on them.
const OUR_OWN: &str = "/sandbox-";

/// Answers a request to a vendor, unless it is to fail.
pub(crate) async fn serve(
    vendor: Vendor,
    router: &'static Router,
    cx: Cx,
    request: Request,
) -> worker::Result<Response> {
    let path = request.path();
    if path.starts_with(OUR_OWN) {
        return http::serve_public(router, cx, request.into_inner()).await;
    }
    match state::take_fault(&cx, vendor, &path).await {
        Ok(None) => http::serve_public(router, cx, request.into_inner()).await,
        Ok(Some(fault)) => fail(&fault, router, cx, request).await,
        Err(error) => Ok(to_problem(&error).to_response(cx.request_id())?),
    }
}

async fn fail(fault: &Fault, router: &'static Router, cx: Cx, request: Request) -> worker::Result<Response> {
    let mut request = request.into_inner().clone_mut()?;
    if fault.cookies == Some(Cookies::Expired) {
        request.headers_mut()?.delete("cookie")?;
    }
    if fault.effect == Effect::After {
        let answer = http::serve_public(router, cx, request).await?;
        wait(fault).await;
        return fault
            .status
            .map_or(Ok(answer), |status| Ok(failure(fault, status)?));
    }
    wait(fault).await;
    match fault.status {
        Some(status) => Ok(failure(fault, status)?),
        None => http::serve_public(router, cx, request).await,
    }
}

async fn wait(fault: &Fault) {
    if let Some(ms) = fault.latency_ms {
        worker::Delay::from(Duration::from_millis(ms.into())).await;
    }
}

fn failure(fault: &Fault, status: u16) -> Result<Response> {
    let answer = match (&fault.body, fault.vendor) {
        (Some(Value::String(text)), _) => response::with_body(status, "text/plain; charset=utf-8", text)?,
        (Some(value), _) => response::with_body(status, "application/json", &value.to_string())?,
        (None, Vendor::Resend) => resend::failure(status)?,
        (None, Vendor::TradingView) => tradingview::failure(status)?,
    };
    if let Some(seconds) = fault.retry_after_s {
        answer.headers().set("retry-after", &seconds.to_string())?;
    }
    Ok(answer)
}
