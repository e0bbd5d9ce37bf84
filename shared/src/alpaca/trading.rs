//! Alpaca's trading calls, for one account. Which call is made when, and what its answer means, is the sequencer's and
//! [`pinewire_domain::trading::alpaca_wire`]'s.

use std::time::Duration;

use pinewire_domain::{
    time::{DAY_MS, Timestamp},
    trading::{
        alpaca_wire::{
            OrderBody, Unreadable, answer_to_cancel, answer_to_look_up, answer_to_submit, read_figures,
            read_order, read_position,
        },
        broker::Environment,
        order::OrderRequest,
        sequencer::{Answer, LookUpBy, Snapshot},
    },
};
use serde_json::Value;
use worker::Method;

use crate::{
    Cx, Error, Result, clock,
    egress::{self, Call, Vendor},
};

/// How long a call may take. Beyond that its answer counts as lost, and what became of it is looked up.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait after a refusal for too many calls that does not say.
const DEFAULT_WAIT_MS: i64 = 3_000;
/// Longer than that no count of calls a minute lasts.
const MAX_WAIT_MS: i64 = 60_000;
/// Orders of one page.
const PAGE: usize = 500;

/// The way to one account.
#[derive(Debug)]
pub struct Client<'a> {
    cx: &'a Cx,
    vendor: Vendor,
    authorization: String,
}

/// An answer, and whether Alpaca still accepts the token that it was asked with.
#[derive(Debug)]
pub struct Reply<T> {
    /// What it says.
    pub answer: T,
    /// The token was refused (401): the account has to be linked again.
    pub is_token_refused: bool,
}

/// Which of Alpaca's hosts has accounts of that kind.
pub const fn vendor_of(environment: Environment) -> Vendor {
    match environment {
        Environment::Live => Vendor::Alpaca,
        Environment::Paper => Vendor::AlpacaPaper,
    }
}

impl<'a> Client<'a> {
    /// The way to the account that `token` opens.
    pub fn new(cx: &'a Cx, environment: Environment, token: &str) -> Self {
        Self {
            cx,
            vendor: vendor_of(environment),
            authorization: format!("Bearer {token}"),
        }
    }

    /// Sends an order.
    pub async fn submit(&self, request: &OrderRequest, client_order_id: &str) -> Reply<Answer> {
        match serde_json::to_string(&OrderBody::new(request, client_order_id)) {
            Ok(body) => {
                let sent = self.call(Method::Post, "/v2/orders", Some(body)).await;
                read(sent, |got| answer_to_submit(got.status, &got.body, retry_at(got)))
            }
            Err(_) => lost(),
        }
    }

    /// Cancels an order.
    pub async fn cancel(&self, venue_order_id: &str) -> Reply<Answer> {
        let path = format!("/v2/orders/{}", encoded(venue_order_id));
        let sent = self.call(Method::Delete, &path, None).await;
        read(sent, |got| answer_to_cancel(got.status, &got.body, retry_at(got)))
    }

    /// Asks where an order is.
    pub async fn look_up(&self, by: &LookUpBy) -> Reply<Answer> {
        let path = match by {
            LookUpBy::ClientOrderId(id) => {
                format!(
                    "/v2/orders:by_client_order_id?client_order_id={}&nested=true",
                    encoded(id)
                )
            }
            LookUpBy::VenueId(id) => format!("/v2/orders/{}?nested=true", encoded(id)),
        };
        let sent = self.call(Method::Get, &path, None).await;
        read(sent, |got| answer_to_look_up(got.status, &got.body))
    }

    /// The account's books: open orders and those of the last day, then positions, then figures.
    pub async fn snapshot(&self, asked_at: Timestamp) -> Result<Reply<Option<Snapshot>>> {
        let lately = asked_at.plus_millis(-DAY_MS);
        let mut orders = Vec::new();
        for query in ["status=open".to_owned(), format!("status=closed&after={lately}")] {
            let path = format!("/v2/orders?{query}&limit={PAGE}&direction=desc&nested=true");
            let Some(page) = self.get(&path).await? else {
                return Ok(refused_token());
            };
            read_rows(&page, read_order, &mut orders)?;
        }
        let Some(held) = self.get("/v2/positions").await? else {
            return Ok(refused_token());
        };
        let mut positions = Vec::new();
        read_rows(&held, read_position, &mut positions)?;
        let Some(account) = self.get("/v2/account").await? else {
            return Ok(refused_token());
        };
        Ok(Reply {
            answer: Some(Snapshot {
                asked_at,
                orders,
                positions,
                figures: read_figures(&account, clock::now()).map_err(Error::bug)?,
            }),
            is_token_refused: false,
        })
    }

    /// `None`: the token was refused.
    async fn get(&self, path: &str) -> Result<Option<Value>> {
        let got = self.call(Method::Get, path, None).await?;
        match got.status {
            200 => serde_json::from_str(&got.body).map(Some).map_err(|error| {
                Error::bug(format_args!(
                    "Alpaca's answer cannot be read: {:?}",
                    error.classify()
                ))
            }),
            401 => Ok(None),
            status => Err(Error::retry(format_args!("Alpaca answered {status}"))),
        }
    }

    async fn call(&self, method: Method, path: &str, body: Option<String>) -> Result<egress::Answer> {
        let headers = [
            ("authorization", self.authorization.as_str()),
            ("accept", "application/json"),
            ("content-type", "application/json"),
        ];
        let has_body = body.is_some();
        let call = Call {
            method,
            path,
            headers: headers.get(..if has_body { 3 } else { 2 }).unwrap_or_default(),
            body,
        };
        egress::call(self.cx, self.vendor, call, PATIENCE).await
    }
}

fn read_rows<T>(
    page: &Value,
    read: impl Fn(&Value) -> Result<T, Unreadable>,
    rows: &mut Vec<T>,
) -> Result<()> {
    let page = page
        .as_array()
        .ok_or_else(|| Error::bug("Alpaca's list is no list"))?;
    for row in page {
        rows.push(read(row).map_err(Error::bug)?);
    }
    Ok(())
}

fn read(sent: Result<egress::Answer>, answer: impl Fn(&egress::Answer) -> Answer) -> Reply<Answer> {
    match sent {
        Ok(got) => Reply {
            answer: answer(&got),
            is_token_refused: got.status == 401,
        },
        // It may have arrived all the same.
        Err(_) => lost(),
    }
}

const fn lost() -> Reply<Answer> {
    Reply {
        answer: Answer::Lost,
        is_token_refused: false,
    }
}

const fn refused_token() -> Reply<Option<Snapshot>> {
    Reply {
        answer: None,
        is_token_refused: true,
    }
}

/// When the next call may be made, after a refusal for too many: `X-RateLimit-Reset` has epoch seconds, `Retry-After`
/// seconds from now.
fn retry_at(got: &egress::Answer) -> Timestamp {
    let number = |name: &str| -> Option<i64> { got.headers.get(name).ok().flatten()?.trim().parse().ok() };
    let now = clock::now();
    let wait = number("retry-after")
        .map(|seconds| seconds.saturating_mul(1000))
        .or_else(|| {
            let reset = number("x-ratelimit-reset")?;
            Some(reset.saturating_mul(1000).saturating_sub(now.as_millis()))
        });
    now.plus_millis(wait.unwrap_or(DEFAULT_WAIT_MS).clamp(1, MAX_WAIT_MS))
}

fn encoded(id: &str) -> String {
    form_urlencoded::byte_serialize(id.as_bytes()).collect()
}
