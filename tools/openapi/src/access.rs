//! What a route table says about an operation: who may call it, and which refusals follow from that.

use pinewire_shared::http::{Access, Limit, Route};
use serde_json::{Value, json};

const PROBLEM: &str = "#/components/schemas/Problem";

/// The ways to prove who is calling.
pub(crate) fn schemes() -> Value {
    json!({
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "An access token, or an API key (`pw_…`) that has the operation's scope.",
        },
        "cookie": {
            "type": "apiKey",
            "in": "cookie",
            "name": "__Host-access",
            "description": "For browsers. A request that changes something also carries the value of the cookie \
                `__Host-csrf` in the header `X-CSRF-Token`.",
        },
    })
}

/// Writes into an operation what its route says.
pub(crate) fn complete(operation: &mut Value, route: &Route) {
    let (security, note) = match route.access {
        Access::Public => (json!([]), None),
        Access::Session => (
            signed_in(&[]),
            Some("API keys are refused: this manages the account itself.".to_owned()),
        ),
        Access::Scope(scope) => (
            signed_in(&[scope.as_str()]),
            Some(format!("An API key needs the scope `{}`.", scope.as_str())),
        ),
        Access::Admin => (
            signed_in(&[]),
            Some("For admins. API keys are refused.".to_owned()),
        ),
    };
    operation["security"] = security;
    if let Some(note) = note {
        let text = operation
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        operation["description"] = format!("{text}\n\n{note}").trim().into();
    }
    if route.access != Access::Public {
        add_refusal(operation, "401", "Nobody is signed in, or no longer");
        add_refusal(operation, "403", "The caller may not do this");
    }
    if route.limit != Limit::None {
        add_refusal(
            operation,
            "429",
            "Too many requests; `Retry-After` says when to try again",
        );
    }
    name_problems(operation);
}

fn signed_in(scopes: &[&str]) -> Value {
    json!([{ "bearer": scopes }, { "cookie": [] }])
}

fn add_refusal(operation: &mut Value, status: &str, description: &str) {
    let refusal = json!({
        "description": description,
        "content": { "application/problem+json": { "schema": { "$ref": PROBLEM } } },
    });
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        responses.entry(status).or_insert(refusal);
    }
}

/// Refusals are sent as `application/problem+json`, whatever the handler's description says.
fn name_problems(operation: &mut Value) {
    let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
    for content in responses
        .into_iter()
        .flat_map(|map| map.values_mut())
        .filter_map(|answer| answer.get_mut("content"))
    {
        let Some(content) = content.as_object_mut() else {
            continue;
        };
        let is_problem = |body: &Value| body.pointer("/schema/$ref").and_then(Value::as_str) == Some(PROBLEM);
        if let Some(body) = content
            .get("application/json")
            .filter(|body| is_problem(body))
            .cloned()
        {
            content.remove("application/json");
            content.insert("application/problem+json".to_owned(), body);
        }
    }
}
