//! The gateway: the public entry. It serves the web app and hands everything else on to the worker that it is for; on
//! the way it gives each request its id and finds out who is calling, and gives each answer the headers that browsers
//! need to keep people safe. What a request means, and who may make it, is left to the others.

mod answer;
mod caller;
mod destination;
mod forward;
mod guard;
mod traffic;

use pinewire_shared::{
    Cx, Result,
    auth::pass,
    cors::AllowList,
    http::{Request, Response, response, to_problem},
    log,
};
use serde_json::json;
use worker::event;

use destination::Destination;

const REQUEST_ID: &str = "x-request-id";

#[event(fetch)]
async fn fetch(
    request: worker::Request,
    env: worker::Env,
    context: worker::Context,
) -> worker::Result<worker::Response> {
    // The id is ours: a client's own would let it write into the log under somebody else's.
    let mut request = request.clone_mut()?;
    let headers = request.headers_mut()?;
    headers.delete(REQUEST_ID)?;
    headers.delete(pass::HEADER)?;
    let cx = Cx::for_request("gateway", &request, env, context)?;
    request.headers_mut()?.set(REQUEST_ID, cx.request_id().as_str())?;

    let request = Request::new(request);
    let destination = Destination::of(&request);
    let visitor = answer::Visitor::of(&request);
    let answered = answer(&cx, destination, request).await;
    let response = match answered {
        Ok(response) => response,
        Err(error) => {
            let problem = to_problem(&error);
            if problem.status >= 500 {
                let fields = json!({ "service": destination.name(), "error": error.to_string() });
                log::warn(&cx, "not_forwarded", fields);
            }
            problem.to_response(cx.request_id())?
        }
    };
    traffic::count(&cx, destination, response.status_code());
    Ok(answer::finish(&cx, destination, &visitor, response)?)
}

async fn answer(cx: &Cx, destination: Destination, mut request: Request) -> Result<Response> {
    if let Some(secure) = guard::https_address(cx, &request) {
        return redirect(&secure);
    }
    guard::check(destination, &request)?;
    if matches!(destination, Destination::Api(_)) && request.method() == worker::Method::Options {
        return preflight(cx, &request);
    }
    if matches!(destination, Destination::Api(_)) {
        caller::introduce(cx, &mut request).await?;
    }
    forward::forward(cx, destination, request).await
}

/// The browser asks first whether another origin's page may send its request.
fn preflight(cx: &Cx, request: &Request) -> Result<Response> {
    let answer = response::no_content()?;
    for (name, value) in allow_list(cx).preflight_headers(request.header("origin").as_deref()) {
        answer.headers().set(name, &value)?;
    }
    Ok(answer)
}

fn redirect(address: &str) -> Result<Response> {
    let answer = worker::ResponseBuilder::new().with_status(308).empty();
    answer.headers().set("location", address)?;
    Ok(answer)
}

fn allow_list(cx: &Cx) -> AllowList {
    AllowList::parse(&cx.var("CORS_ORIGINS").unwrap_or_default())
}
