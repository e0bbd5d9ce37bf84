//! HTTP the way pinewire speaks it: a route table that says who may call what, requests parsed into types, errors as
//! problem+json, the same headers on every answer.

mod cookie;
mod csv_file;
mod json_path;
pub mod outgoing;
pub mod page;
mod patch;
mod pattern;
mod problem;
mod request;
pub mod response;
mod route;
mod router;
mod serve;

pub use cookie::{Cookie, SameSite};
pub use csv_file::{CsvRows, csv_file};
pub use patch::present;
pub use problem::{FieldError, Problem, ProblemBody};
pub use request::{Request, parse_json};
pub use route::{Access, Handler, Limit, Route};
pub use router::Router;
pub use serve::{serve, serve_public, to_problem, with_mutable_headers};

/// What a handler answers with.
pub type Response = worker::Response;
