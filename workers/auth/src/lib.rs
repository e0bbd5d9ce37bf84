//! The `auth` worker: signing up, in and out, refreshing sessions, passwords, and the end of an account. Whose credentials
//! a request carries is found out by the gateway.

mod answer;
mod attempts;
mod breached;
mod email;
mod erase;
mod login;
mod logout;
#[cfg(feature = "openapi")]
pub mod openapi;
mod password_change;
mod password_reset;
mod refresh;
mod routes;
mod signup;
mod user;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

serve_worker!("auth", TABLES);
