//! The `admin` worker: operating the platform. What failed, what was refused, who did what, who may do what. For admins in
//! person; every change is in the audit log.

mod audit_log;
mod dead_letters;
#[cfg(feature = "openapi")]
pub mod openapi;
mod paging;
mod queue_states;
mod redrive;
mod rejected_alerts;
mod routes;
mod users;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

serve_worker!("admin", TABLES);
