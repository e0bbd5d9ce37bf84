//! The `access-jobs` worker: access for many users to many scripts. A job is made of usernames and scripts or of a CSV
//! file, watched, paused, resumed, cancelled. Its rows become wishes at once; the sequencer carries them out one after the
//! other.

mod control;
mod create;
mod jobs;
#[cfg(feature = "openapi")]
pub mod openapi;
mod routes;
mod rows;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

serve_worker!("access-jobs", TABLES);
