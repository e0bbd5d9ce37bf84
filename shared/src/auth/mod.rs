//! Who is calling, and whether they may.

use pinewire_domain::{
    auth::{Role, Scope},
    id::{ApiKeyId, SessionId, UserId},
};

use crate::{Cx, Result, http::{Access, Problem, Request}};

/// An authenticated caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Whose rows may be touched.
    pub user_id: UserId,
    /// What they are on the platform.
    pub role: Role,
    /// How they proved it.
    pub credential: Credential,
}

/// How a caller proved who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// An access token of a session, as a bearer token or in a cookie.
    Session {
        /// The session.
        id: SessionId,
    },
    /// An API key.
    ApiKey {
        /// The key.
        id: ApiKeyId,
        /// What it may do.
        scopes: Vec<Scope>,
    },
    /// A token of an identity provider.
    External,
}

/// Finds out who is calling and refuses who may not.
pub async fn authenticate(_cx: &Cx, _request: &Request, access: Access) -> Result<Option<Caller>> {
    match access {
        Access::Public => Ok(None),
        _ => Err(Problem::unauthenticated("Sign in first.").into()),
    }
}
