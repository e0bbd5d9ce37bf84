//! Changes of script access, as every worker asks for them: sellers' requests, bulk jobs, purchases, the older API.
//!
//! [`request_changes`] writes what is wanted into the caller's batch, so that it is committed with its cause or not at
//! all; [`wake`] then wakes the seller's sequencer, the one place that changes anything on TradingView. Should the poke
//! be lost, the outbox job of the same batch repeats it. What may be asked for, and what it comes to, is decided in
//! [`pinewire_domain::access`].

mod grant;
mod job;
mod news;
mod request;
mod script;
mod sequencer;
mod withdraw;

pub use grant::{Grant, GrantRow, GrantedScript, find_grant, no_such_grant, requested_grant};
pub use job::{AccessJob, AccessJobRow, JobKind, NewJobRow, add_job, find_job};
pub use news::{GrantNews, announce};
pub use request::{Origin, STATEMENTS, Source, WantedChange, request_changes};
pub use script::{Script, Scripts, Term, requested_script};
pub use sequencer::{BINDING, LIST, ListAnswer, ListQuestion, POKE, Poke, list_users, poke, try_poke, wake};
pub use withdraw::withdraw;
