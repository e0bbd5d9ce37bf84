//! The authenticated caller of a request and what they may do.

use super::{Scope, Scopes};
use crate::id::{ApiKeyId, SessionId, UserId};
use crate::text_enum;

text_enum! {
    /// What an account is for.
    Role("role") {
        /// Receives alerts and trades.
        Trader = "trader",
        /// Sells scripts.
        Seller = "seller",
        /// Operates the platform.
        Admin = "admin",
    }
}

/// How the caller proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// One of our own sessions (access token or cookie).
    Session(SessionId),
    /// An API key, with what it was given.
    ApiKey(ApiKeyId, Scopes),
    /// A token of a configured identity provider.
    External,
}

/// The caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Principal {
    /// Whose data the caller sees: the tenant of every query.
    pub user_id: UserId,
    /// The account's role.
    pub role: Role,
    /// How it was proved.
    pub credential: Credential,
}

impl Principal {
    /// Whether it may do what `scope` names. A person may do everything with their own data, an API key what it was
    /// given.
    pub const fn has_scope(&self, scope: Scope) -> bool {
        match self.credential {
            Credential::ApiKey(_, scopes) => scopes.contains(scope),
            Credential::Session(_) | Credential::External => true,
        }
    }

    /// Whether it may manage the account itself: password, sessions, API keys, export, deletion. Never an API key, or a
    /// leaked key could make itself permanent.
    pub const fn may_manage_account(&self) -> bool {
        !matches!(self.credential, Credential::ApiKey(..))
    }

    /// Whether it may use the operators' routes: an admin in person.
    pub const fn is_operator(&self) -> bool {
        matches!(self.role, Role::Admin) && self.may_manage_account()
    }

    /// The session, if that is how it was proved.
    pub const fn session_id(&self) -> Option<SessionId> {
        match self.credential {
            Credential::Session(id) => Some(id),
            Credential::ApiKey(..) | Credential::External => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_api_key_does_only_what_it_was_given() {
        let scopes = Scopes::from_iter([Scope::SignalsRead]);
        let key = Credential::ApiKey(ApiKeyId::from_parts(0, 1), scopes);
        let key = Principal {
            user_id: UserId::from_parts(0, 1),
            role: Role::Admin,
            credential: key,
        };
        assert!(key.has_scope(Scope::SignalsRead));
        assert!(!key.has_scope(Scope::SignalsWrite) && !key.may_manage_account() && !key.is_operator());
    }

    #[test]
    fn only_admins_operate() {
        for role in Role::ALL {
            let credential = Credential::Session(SessionId::from_parts(0, 1));
            let person = Principal {
                user_id: UserId::from_parts(0, 1),
                role: *role,
                credential,
            };
            assert!(person.may_manage_account() && Scope::ALL.iter().all(|scope| person.has_scope(*scope)));
            assert_eq!(person.is_operator(), *role == Role::Admin);
        }
    }
}
