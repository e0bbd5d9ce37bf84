//! What every request to TradingView goes through: it is written down, may be one too many, may meet a fault, and may
//! get new cookies.

use pinewire_sandbox_kit::answer::StandIn;
use pinewire_shared::{
    Cx, Result,
    http::{Request, Response, Router, serve_public, to_problem, with_mutable_headers},
};

use crate::{
    form::Form,
    pages,
    session::Pair,
    state::visits::{self, Call, Entry},
};

/// What our pages load for themselves, and our control routes: TradingView has no such paths, so nothing here is about
/// them.
const OUR_OWN: [&str; 2] = ["/sandbox-", "/__sandbox"];

/// Answers a request to TradingView, unless it is to fail.
pub(crate) async fn answer(router: &'static Router, cx: Cx, request: Request) -> worker::Result<Response> {
    let path = request.path();
    if OUR_OWN.iter().any(|prefix| path.starts_with(prefix)) {
        return serve_public(router, cx, request.into_inner()).await;
    }
    match enter(&cx, &request, path).await {
        Ok(entry) => visit(router, cx, request, entry).await,
        Err(error) => Ok(to_problem(&error).to_response(cx.request_id())?),
    }
}

async fn enter(cx: &Cx, request: &Request, path: String) -> Result<Entry> {
    let (pine_id, username) = if path.starts_with("/pine_perm/") {
        let form = Form::peek(request).await?;
        (form.field("pine_id"), form.field("username_recip"))
    } else {
        (None, None)
    };
    let call = Call {
        at: cx.now(),
        method: request.method().to_string(),
        path,
        query: request.query_string(),
        pine_id,
        username,
    };
    visits::enter(cx, call, Pair::of(request)).await
}

async fn visit(router: &'static Router, cx: Cx, request: Request, entry: Entry) -> worker::Result<Response> {
    let stand_in = StandIn {
        router,
        failure: pages::failure,
        signed_out_page: pages::signed_out,
    };
    let answer = match entry.refused {
        Some(refused) => {
            let answer = pages::failure(429)?;
            if let Some(seconds) = refused.retry_after_s {
                answer.headers().set("retry-after", &seconds.to_string())?;
            }
            answer
        }
        None => stand_in.answer(entry.fault.as_ref(), cx.clone(), request).await?,
    };
    let mut answer = with_mutable_headers(answer)?;
    for cookie in entry.new_pair.iter().flat_map(Pair::set_cookies) {
        answer.headers_mut().append("set-cookie", &cookie)?;
    }
    visits::leave(&cx, entry.call, answer.status_code()).await?;
    Ok(answer)
}
