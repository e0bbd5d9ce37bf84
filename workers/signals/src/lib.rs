//! The `signals` worker: what a user's alerts became. Lists, one signal with its timeline, the outcome that the user
//! records, deleting and undoing that, the screenshot and taking it again, the export.
//!
//! How signals come in is `pinewire_shared::intake`; who takes the screenshots is the `dispatch` worker; who tells of
//! news is the `stream` worker.

mod common;
mod deletion;
mod detail;
mod export;
mod filter;
mod image;
mod list;
#[cfg(feature = "openapi")]
pub mod openapi;
mod outcome;
mod replay;
mod routes;
mod row;
mod statements;
mod timeline;
mod view;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

use common::{Live, is_deleted, no_such_signal, refused, signal_id};

serve_worker!("signals", TABLES);
