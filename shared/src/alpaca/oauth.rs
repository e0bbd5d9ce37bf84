//! Linking an Alpaca account: where the browser is sent, the code that it brings back, and whose account that opens.
//!
//! Alpaca documents neither an expiry nor a refresh of its tokens: a token works until it is taken back, and then says so
//! by 401.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use form_urlencoded::Serializer;
use pinewire_domain::trading::broker::Environment;
use serde_json::Value;

use crate::{
    Cx, Error, Result,
    crypto::sha256,
    egress::{self, Answer, Call, Vendor},
};

/// How long one call may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// What is asked for: to trade, to read what came of it, to read prices.
const SCOPE: &str = "account:write trading data";

/// What the browser is to bring back, and to whom.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Which accounts are asked for.
    pub environment: Environment,
    /// Where the browser is sent back to.
    pub redirect_uri: &'a str,
    /// Comes back with the browser.
    pub state: &'a str,
    /// The PKCE code verifier (RFC 7636). Alpaca does not offer PKCE yet; who does not know the parameters ignores them.
    pub verifier: &'a str,
}

/// The page of Alpaca's where the account's owner decides.
pub fn authorize_url(cx: &Cx, request: &Request<'_>) -> Result<String> {
    let base = cx.required_var("ALPACA_OAUTH_URL")?;
    let challenge = URL_SAFE_NO_PAD.encode(sha256(request.verifier.as_bytes()));
    let query = Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", &cx.required_var("ALPACA_CLIENT_ID")?)
        .append_pair("redirect_uri", request.redirect_uri)
        .append_pair("state", request.state)
        .append_pair("scope", SCOPE)
        .append_pair("env", request.environment.as_str())
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256")
        .finish();
    Ok(format!("{}/oauth/authorize?{query}", base.trim_end_matches('/')))
}

/// What a code was exchanged for.
pub struct Grant {
    /// The token. Never log it.
    pub access_token: String,
    /// What it is good for.
    pub scope: Option<String>,
}

/// Exchanges the code; `None` if it is not accepted: it is for one use, and for a few minutes.
pub async fn exchange(cx: &Cx, code: &str, verifier: &str, redirect_uri: &str) -> Result<Option<Grant>> {
    let body = Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("client_id", &cx.required_var("ALPACA_CLIENT_ID")?)
        .append_pair(
            "client_secret",
            &cx.var("ALPACA_CLIENT_SECRET").unwrap_or_default(),
        )
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("code_verifier", verifier)
        .finish();
    let call = Call {
        method: worker::Method::Post,
        path: "/oauth/token",
        headers: &[("content-type", "application/x-www-form-urlencoded")],
        body: Some(body),
    };
    let answer = egress::call(cx, Vendor::Alpaca, call, PATIENCE).await?;
    match answer.status {
        200 => {}
        400 | 401 | 403 | 422 => return Ok(None),
        other => return Err(Error::retry(format_args!("Alpaca's token endpoint: {other}"))),
    }
    let body = parse(&answer)?;
    let text = |name| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let access_token =
        text("access_token").ok_or_else(|| Error::retry("Alpaca's token answer has no token"))?;
    Ok(Some(Grant {
        access_token,
        scope: text("scope"),
    }))
}

/// An account as Alpaca tells of it.
#[derive(Debug, Clone)]
pub struct VenueAccount {
    /// Alpaca's id of it.
    pub id: String,
    /// The number that its owner knows it by.
    pub number: String,
    /// What its money is counted in.
    pub currency: String,
    /// Why it can't trade, if it can't.
    pub blocked: Option<&'static str>,
}

/// Whose account a token opens; `None` if the token is not accepted (any more).
pub async fn account(cx: &Cx, environment: Environment, token: &str) -> Result<Option<VenueAccount>> {
    let vendor = match environment {
        Environment::Live => Vendor::Alpaca,
        Environment::Paper => Vendor::AlpacaPaper,
    };
    let authorization = format!("Bearer {token}");
    let call = Call {
        method: worker::Method::Get,
        path: "/v2/account",
        headers: &[("authorization", &authorization)],
        body: None,
    };
    let answer = egress::call(cx, vendor, call, PATIENCE).await?;
    match answer.status {
        200 => {}
        401 => return Ok(None),
        other => return Err(Error::retry(format_args!("Alpaca's account: {other}"))),
    }
    let body = parse(&answer)?;
    let text = |name| body.get(name).and_then(Value::as_str);
    let is = |name| body.get(name).and_then(Value::as_bool) == Some(true);
    let id = text("id").ok_or_else(|| Error::retry("Alpaca's account has no id"))?;
    Ok(Some(VenueAccount {
        id: id.to_owned(),
        number: text("account_number").unwrap_or(id).to_owned(),
        currency: text("currency").unwrap_or("USD").to_owned(),
        blocked: if is("account_blocked") {
            Some("Alpaca has blocked this account.")
        } else if is("trading_blocked") || is("trade_suspended_by_user") {
            Some("Trading is switched off for this account at Alpaca.")
        } else {
            None
        },
    }))
}

fn parse(answer: &Answer) -> Result<Value> {
    serde_json::from_str(&answer.body).map_err(|error| Error::retry(format_args!("Alpaca's answer: {error}")))
}
