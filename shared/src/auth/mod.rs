//! Who is calling, and whether they may. The rules are in [`pinewire_domain::auth`]; here a request's credentials are
//! found and checked.

pub use pinewire_domain::auth::{Credential, Principal as Caller};

use crate::{
    Cx, Result,
    http::{Access, Problem, Request},
};

/// Finds out who is calling and refuses who may not.
pub async fn authenticate(_cx: &Cx, _request: &Request, access: Access) -> Result<Option<Caller>> {
    match access {
        Access::Public => Ok(None),
        _ => Err(Problem::unauthenticated("Sign in first.").into()),
    }
}
