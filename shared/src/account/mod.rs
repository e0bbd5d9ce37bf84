//! Accounts, as far as more than one worker knows them.

mod fields;
mod session_end;
mod user;

pub use fields::check_fields;
pub use session_end::end_session;
pub use user::{User, load_user};
