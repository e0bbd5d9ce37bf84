//! Who may do what, and how they prove that they are who they are. Hashing, tokens and storage are left to the caller.

mod lockout;
mod password;
mod principal;
mod refresh;
mod scope;

pub use lockout::{FREE_FAILURES, lock_duration, locked_until};
pub use password::{MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS, PasswordProblem, check_password};
pub use principal::{Credential, Principal, Role};
pub use refresh::{REFRESH_GRACE_MS, RefreshDecision, RefreshToken, decide_refresh};
pub use scope::{Scope, Scopes};
