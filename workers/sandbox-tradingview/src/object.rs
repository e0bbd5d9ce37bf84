//! The Durable Object that answers every request. Its events may overlap while one waits, as for a fault's latency; what
//! a handler does is one step.

#![expect(missing_docs, reason = "what the macro generates has none")]

use std::cell::Cell;

use pinewire_sandbox_kit::{
    addressee::addressee,
    answer::StandIn,
    fault::{Cookies, Fault},
};
use pinewire_shared::{
    Error, Result, clock,
    http::{Request, Response, to_problem, with_mutable_headers},
    log, random,
};
use worker::{DurableObject, Env, SqlStorage, durable_object};

use crate::{
    pages, routes,
    session::Pair,
    state::{
        schema, seed,
        visits::{self, Entry},
    },
    visit::Visit,
};

const STAND_IN: StandIn = StandIn {
    failure: pages::failure,
    signed_out_page: pages::signed_out,
};

/// Everything that the stand-in keeps.
#[durable_object(fetch)]
pub struct TradingViewState {
    object: worker::State,
    env: Env,
    /// Whether the tables are there.
    is_ready: Cell<bool>,
}

impl DurableObject for TradingViewState {
    fn new(object: worker::State, env: Env) -> Self {
        Self {
            object,
            env,
            is_ready: Cell::new(false),
        }
    }

    async fn fetch(&self, request: worker::Request) -> worker::Result<Response> {
        let answer = match self.answer(Request::new(request)).await {
            Ok(answer) => answer,
            Err(error) => {
                if !matches!(error, Error::Reject(_)) {
                    log::error("sandbox_tradingview", &error.to_string());
                }
                to_problem(&error).to_response(&random::id(clock::now())?)?
            }
        };
        let mut answer = with_mutable_headers(answer)?;
        let headers = answer.headers_mut();
        if !headers.has("cache-control")? {
            headers.set("cache-control", "no-store")?;
        }
        Ok(answer)
    }
}

impl TradingViewState {
    async fn answer(&self, request: Request) -> Result<Response> {
        let path = request.path();
        if path.starts_with(pages::ASSETS) {
            return pages::asset(&self.env, request).await;
        }
        let sql = self.object.storage().sql();
        self.prepare(&sql)?;
        let host = routes::Host::of(&addressee(&request));
        let visit = Visit::read(sql, request).await?;
        if routes::is_ours(&visit.path) {
            return routes::answer(host, &visit);
        }
        let entry = visits::enter(&visit.sql, &visit.call(), visit.pair.as_ref())?;
        let Entry { call, new_pair, .. } = &entry;
        let (call, new_pair) = (*call, new_pair.clone());
        let sql = visit.sql.clone();
        let answer = with_luck(host, visit, entry).await?;
        let mut answer = with_mutable_headers(answer)?;
        for cookie in new_pair.iter().flat_map(Pair::set_cookies) {
            answer.headers_mut().append("set-cookie", &cookie)?;
        }
        visits::leave(&sql, call, answer.status_code())?;
        Ok(answer)
    }

    fn prepare(&self, sql: &SqlStorage) -> Result<()> {
        if !self.is_ready.get() {
            schema::create(sql)?;
            seed::plant_once(sql)?;
            self.is_ready.set(true);
        }
        Ok(())
    }
}

/// The answer, unless the call is one too many or is to fail.
async fn with_luck(host: routes::Host, mut visit: Visit, entry: Entry) -> Result<Response> {
    if let Some(refused) = entry.refused {
        let answer = pages::failure(429)?;
        if let Some(seconds) = refused.retry_after_s {
            answer.headers().set("retry-after", &seconds.to_string())?;
        }
        return Ok(answer);
    }
    let fault: Option<Fault> = entry.fault;
    if fault
        .as_ref()
        .is_some_and(|fault| fault.cookies == Some(Cookies::Expired))
    {
        visit.pair = None;
    }
    STAND_IN
        .answer(fault.as_ref(), async { routes::answer(host, &visit) })
        .await
}
