//! The sandbox's own console: the inbox of everything that was sent, and the faults that are to come. People read it as
//! a page, tests as JSON.

mod faults;
mod page;

use pinewire_sandbox_kit::fault::Fault;
use pinewire_shared::{
    Cx, Result,
    http::{Access, Limit, Request, Response, Route, response},
    routes,
};
use serde_json::json;

use crate::state;

pub(crate) const ROUTES: &[Route] = routes! {
    GET "/health/live" => live, Access::Public, Limit::None;
    GET "/sandbox" => page::show, Access::Public, Limit::None;
    GET "/sandbox/mails" => list_mails, Access::Public, Limit::None;
    DELETE "/sandbox/mails" => clear_mails, Access::Public, Limit::None;
    GET "/sandbox/faults" => list_faults, Access::Public, Limit::None;
    POST "/sandbox/faults" => add_fault, Access::Public, Limit::None;
    DELETE "/sandbox/faults" => clear_faults, Access::Public, Limit::None;
};

async fn live(_: Cx, _: Request) -> Result<Response> {
    response::json(&json!({ "status": "live" }))
}

async fn list_mails(cx: Cx, _: Request) -> Result<Response> {
    response::json(&json!({ "data": state::list_mails(&cx).await? }))
}

async fn clear_mails(cx: Cx, _: Request) -> Result<Response> {
    state::clear_mails(&cx).await?;
    response::no_content()
}

async fn list_faults(cx: Cx, _: Request) -> Result<Response> {
    response::json(&json!({ "data": faults::list(&cx).await? }))
}

async fn add_fault(cx: Cx, mut request: Request) -> Result<Response> {
    let fault = Fault::parse(&request.json_bytes().await?)?;
    faults::add(&cx, &fault).await?;
    response::with_body(201, "application/json", &fault.to_text())
}

async fn clear_faults(cx: Cx, _: Request) -> Result<Response> {
    faults::clear(&cx).await?;
    response::no_content()
}
