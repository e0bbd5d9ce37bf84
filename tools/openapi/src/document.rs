//! One document from those of the public workers. Every route must be described and every description must have its
//! route; who may call an operation is written from the route table, so that the two can't differ.

use std::collections::BTreeMap;

use pinewire_shared::http::{ProblemBody, Route};
use serde_json::{Map, Value, json};
use utoipa::openapi::{OpenApi, RefOr, Schema};

use crate::access;

/// A worker that people and programs can reach.
struct PublicWorker {
    /// What the gateway hands on to it. The rest, such as the `/health/live` of each worker, is for the platform alone.
    prefixes: &'static [&'static str],
    tables: &'static [&'static [Route]],
    describe: fn() -> OpenApi,
}

impl PublicWorker {
    /// The routes that can be reached from outside.
    fn routes(&self) -> impl Iterator<Item = &'static Route> {
        let prefixes = self.prefixes;
        self.tables
            .iter()
            .flat_map(|table| table.iter())
            .filter(move |route| prefixes.iter().any(|prefix| route.path.starts_with(prefix)))
    }
}

macro_rules! public_workers {
    ($($worker:ident: $($prefix:literal),*;)*) => {
        &[$(PublicWorker {
            prefixes: &[$($prefix),*],
            tables: $worker::TABLES,
            describe: $worker::openapi::document,
        }),*]
    };
}

const PUBLIC_WORKERS: &[PublicWorker] = public_workers! {
    pinewire_access_jobs: "/api/";
    pinewire_access_v1: "/api/", "/validate/", "/access/", "/admin/";
    pinewire_account: "/api/";
    pinewire_admin: "/api/";
    pinewire_alert_orders: "/api/";
    pinewire_api: "/api/";
    pinewire_assign: "/api/";
    pinewire_auth: "/api/";
    pinewire_brokers: "/api/";
    pinewire_connect: "/api/";
    pinewire_datafeed: "/datafeed/";
    pinewire_events: "/api/";
    pinewire_import: "/api/";
    pinewire_operations: "/api/", "/health";
    pinewire_order_history: "/api/";
    pinewire_orders: "/api/";
    pinewire_purchase: "/webhook/purchase/";
    pinewire_reconcile: "/api/";
    pinewire_revoke: "/api/";
    pinewire_risk: "/api/";
    pinewire_sales: "/api/";
    pinewire_scripts: "/api/";
    pinewire_shop: "/api/";
    pinewire_signals: "/api/";
    pinewire_stream: "/api/";
    pinewire_symbols: "/api/", "/datafeed/";
    pinewire_webhook: "/webhook/", "/api/";
};

const DESCRIPTION: &str = "TradingView alerts, captured as signals with chart screenshots, results and statistics.

Times are RFC 3339 in UTC. Prices and profits are exact decimals, as strings. Lists come page by page: pass `next_cursor` \
of one page as `cursor` of the next. Errors are problem+json (RFC 9457) with a stable `code`. A POST that creates \
something may carry an `Idempotency-Key`: sent again with the same key, it answers as it did the first time.";

const TAGS: &[(&str, &str)] = &[
    (
        "accounts",
        "Signing up and in, the profile, sessions and API keys.",
    ),
    ("webhook", "What TradingView calls."),
    ("signals", "What became of the alerts."),
    ("stats", "How well the signals did."),
    ("symbols", "What can be charted and traded."),
    ("datafeed", "What TradingView's charts ask (UDF)."),
    ("alert-orders", "Alerts that become orders."),
    ("config", "How alerts are received, and what is done with them."),
    (
        "connection",
        "For sellers: the connection to TradingView, and how healthy it is.",
    ),
    (
        "scripts",
        "For sellers: published scripts, brought up to date from TradingView.",
    ),
    (
        "access",
        "For sellers: who may use which script until when, with the log of every request to TradingView.",
    ),
    (
        "brokers",
        "For traders: what is agreed to first, linked broker accounts, paper accounts.",
    ),
    (
        "orders",
        "For traders: orders, positions and executions of all accounts.",
    ),
    (
        "risk",
        "For traders: the limits that every order of an account is held to.",
    ),
    (
        "purchases",
        "For sellers: shops tell of purchases, and buyers get access by themselves.",
    ),
    (
        "events",
        "For sellers: their own systems are told what happens, by signed webhooks.",
    ),
    (
        "older",
        "For sellers' older programs: the older access API. New programs use the access calls.",
    ),
    ("operation", "Whether the platform works."),
    ("admin", "Operating the platform. For admins only."),
];

/// The method (lower case) and path of an operation.
type Key = (String, String);

/// The document as JSON, keys sorted; or what is wrong with the code.
pub(crate) fn generate() -> Result<String, String> {
    let mut problems = Vec::new();
    let mut operations: BTreeMap<Key, Value> = BTreeMap::new();
    let mut schemas = Map::new();
    add_schema::<ProblemBody>(&mut schemas);
    for worker in PUBLIC_WORKERS {
        let described = serde_json::to_value((worker.describe)()).map_err(|error| error.to_string())?;
        take_schemas(&described, &mut schemas, &mut problems);
        let mut described = operations_of(&described);
        for route in worker.routes() {
            let key = (route.method.to_ascii_lowercase(), route.path.to_owned());
            let name = format!("{} {}", route.method, route.path);
            match described.remove(&key) {
                None => problems.push(format!(
                    "{name} is not described, or is in the route tables twice"
                )),
                Some(mut operation) => {
                    access::complete(&mut operation, route);
                    if operations.insert(key, operation).is_some() {
                        problems.push(format!("{name} is answered by two workers"));
                    }
                }
            }
        }
        problems.extend(
            described
                .into_keys()
                .map(|(method, path)| format!("{method} {path} is described but is no route")),
        );
    }
    problems.extend(repeated_ids(&operations));
    if problems.is_empty() {
        assemble(operations, &schemas)
    } else {
        Err(problems.join("\n"))
    }
}

fn assemble(operations: BTreeMap<Key, Value>, schemas: &Map<String, Value>) -> Result<String, String> {
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for ((method, path), operation) in operations {
        paths.entry(path).or_default().insert(method, operation);
    }
    let tags: Vec<Value> = TAGS
        .iter()
        .map(|(name, text)| json!({ "name": name, "description": text }))
        .collect();
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "pinewire",
            "version": env!("CARGO_PKG_VERSION"),
            "description": DESCRIPTION,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": tags,
        "paths": paths,
        "components": { "schemas": schemas, "securitySchemes": access::schemes() },
    });
    let mut text = serde_json::to_string_pretty(&document).map_err(|error| error.to_string())?;
    for (generic, name) in page_names(&document) {
        text = text.replace(&format!("\"{generic}\""), &format!("\"{name}\""));
        text = text.replace(&format!("schemas/{generic}\""), &format!("schemas/{name}\""));
    }
    Ok(format!("{text}\n"))
}

/// `Page_Signal`, as a page of signals is named by its type parameter, is `SignalPage` for everybody else.
fn page_names(document: &Value) -> Vec<(String, String)> {
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    let names = schemas.into_iter().flat_map(Map::keys);
    names
        .filter_map(|name| Some((name.clone(), format!("{}Page", name.strip_prefix("Page_")?))))
        .collect()
}

fn add_schema<T: utoipa::ToSchema>(schemas: &mut Map<String, Value>) {
    let mut all: Vec<(String, RefOr<Schema>)> = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut all);
    for (name, schema) in all {
        schemas.insert(name, serde_json::to_value(schema).unwrap_or_default());
    }
}

/// Takes over a worker's schemas. One name must not stand for two shapes.
fn take_schemas(document: &Value, schemas: &mut Map<String, Value>, problems: &mut Vec<String>) {
    let Some(found) = document.pointer("/components/schemas").and_then(Value::as_object) else {
        return;
    };
    for (name, schema) in found {
        match schemas.get(name) {
            Some(known) if known != schema => {
                problems.push(format!("two different schemas are named {name}"));
            }
            _ => {
                schemas.insert(name.clone(), schema.clone());
            }
        }
    }
}

fn operations_of(document: &Value) -> BTreeMap<Key, Value> {
    let paths = document
        .get("paths")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let mut operations = BTreeMap::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().into_iter().flatten() {
            operations.insert((method.clone(), path.clone()), operation.clone());
        }
    }
    operations
}

/// Client generators name functions by these ids.
fn repeated_ids(operations: &BTreeMap<Key, Value>) -> Vec<String> {
    let mut seen: BTreeMap<&str, &Key> = BTreeMap::new();
    let mut problems = Vec::new();
    for (key, operation) in operations {
        let id = operation
            .get("operationId")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if let Some(other) = seen.insert(id, key) {
            problems.push(format!(
                "{} and {} have the same operationId {id:?}",
                other.1, key.1
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generated() -> Value {
        serde_json::from_str(&generate().unwrap_or_else(|problems| panic!("{problems}"))).unwrap()
    }

    #[test]
    fn every_route_is_described_once_and_as_it_is_guarded() {
        let document = generated();
        let described: usize = document["paths"]
            .as_object()
            .unwrap()
            .values()
            .map(|item| item.as_object().unwrap().len())
            .sum();
        let routes = PUBLIC_WORKERS.iter().flat_map(PublicWorker::routes).count();
        assert_eq!(described, routes);
        for route in PUBLIC_WORKERS.iter().flat_map(PublicWorker::routes) {
            let operation = &document["paths"][route.path][route.method.to_ascii_lowercase()];
            let is_open = operation["security"].as_array().unwrap().is_empty();
            assert_eq!(
                is_open,
                route.access == pinewire_shared::http::Access::Public,
                "{} {}",
                route.method,
                route.path
            );
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
            match value {
                Value::Object(map) => {
                    found.extend(map.get("$ref").and_then(Value::as_str));
                    map.values().for_each(|value| references(value, found));
                }
                Value::Array(list) => list.iter().for_each(|value| references(value, found)),
                _ => {}
            }
        }
        let document = generated();
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(!found.is_empty());
        for reference in found {
            assert!(
                document.pointer(reference.trim_start_matches('#')).is_some(),
                "{reference}"
            );
        }
    }

    #[test]
    fn every_operation_says_what_it_is_and_belongs_to_a_known_group() {
        for (path, item) in generated()["paths"].as_object().unwrap() {
            for operation in item.as_object().unwrap().values() {
                assert!(
                    operation["summary"].as_str().is_some_and(|text| !text.is_empty()),
                    "{path}"
                );
                let tag = operation["tags"][0].as_str().unwrap_or_default();
                assert!(
                    TAGS.iter().any(|(name, _)| *name == tag),
                    "{path} has the tag {tag:?}"
                );
            }
        }
    }
}
