//! The way of a request through a worker: route, caller, limit, handler, answer, log line.

use super::{Access, Problem, Request, Response, Router};
use crate::{Cx, Error, Result, auth, log, rate_limit};

/// Answers a request from a route table. Every error becomes an answer; what is left to fail is the platform itself.
pub async fn serve(
    router: &'static Router,
    cx: Cx,
    request: worker::Request,
) -> worker::Result<worker::Response> {
    serve_by(router, cx, request, auth::authenticate).await
}

/// The same for a worker whose routes are open to anyone: it needs no code that knows people.
pub async fn serve_public(
    router: &'static Router,
    cx: Cx,
    request: worker::Request,
) -> worker::Result<worker::Response> {
    serve_by(router, cx, request, nobody).await
}

fn nobody(_: &Cx, request: &Request, access: Access) -> Result<Option<auth::Caller>> {
    if access == Access::Public {
        return Ok(None);
    }
    Err(Error::bug(format_args!(
        "{} is not open to anyone: serve it with `serve`",
        request.path()
    )))
}

/// The entry point of a worker that answers requests from its route tables: its name in the log, the tables, and
/// `public` if its routes are open to anyone.
#[macro_export]
macro_rules! serve_worker {
    ($name:literal, $tables:expr) => {
        $crate::serve_worker!(@by serve, $name, $tables);
    };
    ($name:literal, $tables:expr, public) => {
        $crate::serve_worker!(@by serve_public, $name, $tables);
    };
    (@by $serve:ident, $name:literal, $tables:expr) => {
        static ROUTER: $crate::http::Router = $crate::http::Router::new($tables);

        #[worker::event(fetch)]
        async fn fetch(
            request: worker::Request,
            env: worker::Env,
            context: worker::Context,
        ) -> worker::Result<worker::Response> {
            let cx = $crate::Cx::for_request($name, &request, env, context)?;
            $crate::http::$serve(&ROUTER, cx, request).await
        }
    };
}

async fn serve_by(
    router: &'static Router,
    cx: Cx,
    request: worker::Request,
    authenticate: impl Fn(&Cx, &Request, Access) -> Result<Option<auth::Caller>>,
) -> worker::Result<worker::Response> {
    let request = Request::new(request);
    let mut entry = log::RequestEntry::new(&request);
    let answer = answer(router, &cx, request, authenticate, &mut entry).await;
    let response = match answer {
        Ok(response) => response,
        Err(error) => {
            entry.failed(&error);
            to_problem(&error).to_response(cx.request_id())?
        }
    };
    let mut response = with_mutable_headers(response)?;
    let headers = response.headers_mut();
    headers.set("x-request-id", cx.request_id().as_str())?;
    if !headers.has("cache-control")? {
        headers.set("cache-control", "no-store")?;
    }
    if let Some(standing) = cx.rate_limit() {
        rate_limit::write_headers(&standing, headers)?;
    }
    entry.write(&cx, response.status_code());
    Ok(response)
}

async fn answer(
    router: &'static Router,
    cx: &Cx,
    request: Request,
    authenticate: impl Fn(&Cx, &Request, Access) -> Result<Option<auth::Caller>>,
    entry: &mut log::RequestEntry,
) -> Result<Response> {
    let (route, request) = router.find(request)?;
    entry.route(route.path);
    let caller = match authenticate(cx, &request, route.access) {
        Ok(caller) => caller,
        Err(error) => {
            // Who guesses at credentials is counted by address, as anyone is who is not signed in.
            rate_limit::enforce(cx, &request, route.limit).await?;
            return Err(error);
        }
    };
    let cx = cx.with_caller(caller);
    rate_limit::enforce(&cx, &request, route.limit).await?;
    (route.handler)(cx, request).await
}

/// The headers of an answer that came from another worker, from R2 or from the cache can't be changed; a copy's can.
pub fn with_mutable_headers(response: Response) -> worker::Result<Response> {
    if response
        .headers()
        .set("x-content-type-options", "nosniff")
        .is_ok()
    {
        return Ok(response);
    }
    let headers = response.headers().entries().collect::<worker::Headers>();
    headers.set("x-content-type-options", "nosniff")?;
    let (builder, body) = response.into_parts();
    Ok(builder.with_headers(headers).body(body))
}

/// What the caller is told about an error.
pub fn to_problem(error: &Error) -> Problem {
    match error {
        Error::Reject(problem) => (**problem).clone(),
        Error::Retry(_) => Problem::new(
            503,
            "unavailable",
            "This is temporarily unavailable. Try again in a few seconds.",
        )
        .retry_after(5),
        Error::Bug(_) => Problem::new(
            500,
            "internal",
            "Something went wrong on our side. It has been logged.",
        ),
    }
}
