//! Calls to vendors. Each vendor has a base-URL setting. Its value `sandbox` sends the request, with the vendor's real
//! URL, through a service binding to the vendor's stand-in instead of the open network; the code that calls does not
//! know.

use std::time::Duration;

use crate::{Cx, Error, Result, deadline, http::outgoing};

/// Vendors refuse who does not say who they are (Resend: 403 without it).
const USER_AGENT: &str = concat!("pinewire/", env!("CARGO_PKG_VERSION"));

/// Someone whom we call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vendor {
    /// TradingView's web site.
    TradingView,
    /// TradingView's host of Pine scripts.
    PineFacade,
    /// E-mail.
    Resend,
    /// Identity provider of the older front ends.
    Supabase,
    /// Alpaca's accounts with real money.
    Alpaca,
    /// Alpaca's accounts with play money.
    AlpacaPaper,
    /// Alpaca's market data.
    AlpacaData,
}

impl Vendor {
    const fn setting(self) -> &'static str {
        match self {
            Self::TradingView => "TRADINGVIEW_URL",
            Self::PineFacade => "PINE_FACADE_URL",
            Self::Resend => "RESEND_URL",
            Self::Supabase => "SUPABASE_URL",
            Self::Alpaca => "ALPACA_URL",
            Self::AlpacaPaper => "ALPACA_PAPER_URL",
            Self::AlpacaData => "ALPACA_DATA_URL",
        }
    }

    /// The service binding to the stand-in.
    const fn stand_in(self) -> &'static str {
        match self {
            Self::TradingView | Self::PineFacade => "SANDBOX_TRADINGVIEW",
            Self::Resend | Self::Supabase => "SANDBOX",
            Self::Alpaca | Self::AlpacaPaper | Self::AlpacaData => "SANDBOX_ALPACA",
        }
    }

    /// The vendor's real base URL, without a final slash.
    const fn real_url(self) -> &'static str {
        match self {
            Self::TradingView => "https://www.tradingview.com",
            Self::PineFacade => "https://pine-facade.tradingview.com",
            Self::Resend => "https://api.resend.com",
            Self::Supabase => "https://project.supabase.co",
            Self::Alpaca => "https://api.alpaca.markets",
            Self::AlpacaPaper => "https://paper-api.alpaca.markets",
            Self::AlpacaData => "https://data.alpaca.markets",
        }
    }
}

/// A request to a vendor.
#[derive(Debug)]
pub struct Call<'a> {
    /// GET, POST, …
    pub method: worker::Method,
    /// The path and query behind the base URL, with its first slash.
    pub path: &'a str,
    /// Request headers.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body, if there is one.
    pub body: Option<String>,
}

/// A vendor's answer.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: worker::Headers,
    /// The body as text.
    pub body: String,
}

/// Calls a vendor. Redirects are not followed. [`Error::Retry`] if there is no answer within `limit`: the request may
/// have had its effect all the same. After any other error it was certainly not sent.
pub async fn call(cx: &Cx, vendor: Vendor, call: Call<'_>, limit: Duration) -> Result<Answer> {
    let setting = cx.required_var(vendor.setting())?;
    let through_sandbox = setting == "sandbox";
    let base = if through_sandbox {
        vendor.real_url()
    } else {
        setting.trim_end_matches('/')
    };
    let headers = worker::Headers::new();
    headers.set("user-agent", USER_AGENT)?;
    for (name, value) in call.headers {
        headers.set(name, value)?;
    }
    let url = format!("{base}{}", call.path);
    let request = outgoing::request(&call.method, &url, &headers, call.body.as_deref())?;
    let exchange = async {
        let mut response = if through_sandbox {
            cx.service(vendor.stand_in())?.fetch_request(request).await
        } else {
            worker::Fetch::Request(request).send().await
        }
        .map_err(|error| Error::retry(format_args!("{vendor:?}: {error}")))?;
        let body = response
            .text()
            .await
            .map_err(|error| Error::retry(format_args!("{vendor:?}: {error}")))?;
        Ok(Answer {
            status: response.status_code(),
            headers: response.headers().clone(),
            body,
        })
    };
    deadline::within(limit, exchange)
        .await
        .unwrap_or_else(|| Err(Error::retry(format_args!("{vendor:?} did not answer in time"))))
}

/// Opens a WebSocket to a vendor; whoever gets it accepts it and says who they are.
pub async fn web_socket(cx: &Cx, vendor: Vendor, path: &str) -> Result<worker::WebSocket> {
    let setting = cx.required_var(vendor.setting())?;
    let through_sandbox = setting == "sandbox";
    let base = if through_sandbox {
        vendor.real_url()
    } else {
        setting.trim_end_matches('/')
    };
    let headers = worker::Headers::new();
    headers.set("user-agent", USER_AGENT)?;
    headers.set("upgrade", "websocket")?;
    let request = outgoing::request(&worker::Method::Get, &format!("{base}{path}"), &headers, None)?;
    let response = if through_sandbox {
        cx.service(vendor.stand_in())?.fetch_request(request).await
    } else {
        worker::Fetch::Request(request).send().await
    }
    .map_err(|error| Error::retry(format_args!("{vendor:?}: {error}")))?;
    let status = response.status_code();
    response
        .websocket()
        .ok_or_else(|| Error::retry(format_args!("{vendor:?} opens no WebSocket: {status}")))
}
