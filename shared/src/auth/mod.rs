//! Who is calling, and whether they may. The rules are in [`pinewire_domain::auth`].
//!
//! The gateway finds a request's credentials and checks them ([`examine`]): an access token of ours, an API key, or an
//! access token of a configured identity provider. It hands on what it found ([`pass`]), and the worker that answers
//! decides by its route who may call it ([`authenticate`]).
//!
//! A token proves who someone was when it was issued; each request also reads one row, so that a revoked session, a
//! revoked key or a disabled account ends at once.

pub mod access_token;
pub mod api_key;
pub mod csrf;
pub mod in_name_of;
mod key_set;
pub mod pass;
pub mod password;
pub mod password_reset;
pub mod session;
mod supabase;

pub use pinewire_domain::auth::{Credential, Principal as Caller};

use crate::{
    Cx, Error, Result,
    http::{Access, Problem, Request},
};

/// Checks the credentials of a request that came in, if it has any. `Err` only where they could not be checked.
pub async fn examine(cx: &Cx, request: &Request) -> Result<Option<pass::Finding>> {
    match identify(cx, request).await {
        Ok(caller) => Ok(caller.map(Ok)),
        Err(Error::Reject(problem)) => Ok(Some(Err(problem))),
        Err(error) => Err(error),
    }
}

async fn identify(cx: &Cx, request: &Request) -> Result<Option<Caller>> {
    if let Some(header) = request.header("authorization") {
        let token = bearer(&header).ok_or_else(|| {
            Problem::unauthenticated("Send the credential as: Authorization: Bearer <token>.")
        })?;
        if token.starts_with(api_key::PREFIX) {
            return api_key::identify(cx, token).await.map(Some);
        }
        if access_token::is_ours(token) {
            return session::identify(cx, token).await.map(Some);
        }
        return supabase::identify(cx, token).await.map(Some);
    }
    let Some(token) = request.cookie(session::ACCESS_COOKIE) else {
        return Ok(None);
    };
    let caller = session::identify(cx, &token).await?;
    csrf::check(cx, request, &caller)?;
    Ok(Some(caller))
}

/// Who is calling a route, and refuses who may not.
pub fn authenticate(cx: &Cx, request: &Request, access: Access) -> Result<Option<Caller>> {
    if access == Access::Public {
        return Ok(None);
    }
    let finding = pass::read(cx, request)?
        .ok_or_else(|| Problem::unauthenticated("Sign in first, or send an API key."))?;
    let caller = finding.map_err(Error::Reject)?;
    authorize(&caller, access)?;
    Ok(Some(caller))
}

/// Who is calling a route that is also open to those who are nobody yet. Bad credentials count as none.
pub fn caller_if_any(cx: &Cx, request: &Request) -> Result<Option<Caller>> {
    Ok(pass::read(cx, request)?.and_then(std::result::Result::ok))
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty()).then(|| token.trim())
}

fn authorize(caller: &Caller, access: Access) -> Result<()> {
    match access {
        Access::Session if !caller.may_manage_account() => {
            Err(Problem::forbidden("forbidden", "API keys can't manage an account. Sign in instead.").into())
        }
        Access::Admin if !caller.is_operator() => {
            Err(Problem::forbidden("forbidden", "Only administrators may do this.").into())
        }
        Access::Scope(scope) if !caller.has_scope(scope) => {
            let detail = format!("This API key lacks the scope {scope}. Create one that has it.");
            Err(Problem::forbidden("scope_missing", detail).into())
        }
        _ => Ok(()),
    }
}

/// 403 for whoever proved who they are, and whose account an operator has disabled.
pub fn account_disabled() -> Problem {
    Problem::forbidden("account_disabled", "This account is disabled. Ask the operator.")
}

#[cfg(test)]
mod tests {
    use pinewire_domain::{
        auth::{Role, Scope, Scopes},
        id::{ApiKeyId, SessionId, UserId},
    };

    use super::*;

    fn caller(role: Role, credential: Credential) -> Caller {
        Caller {
            user_id: UserId::from_parts(0, 1),
            role,
            credential,
        }
    }

    fn refusal(caller: &Caller, access: Access) -> Option<String> {
        match authorize(caller, access) {
            Ok(()) => None,
            Err(Error::Reject(problem)) => Some(problem.code.into_owned()),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn a_bearer_token_is_read_by_the_rules_of_http() {
        assert_eq!(bearer("Bearer abc"), Some("abc"));
        assert_eq!(bearer("bearer  abc "), Some("abc"));
        for header in ["", "abc", "Bearer", "Bearer ", "Basic YTpi", "Bearerabc"] {
            assert_eq!(bearer(header), None, "{header}");
        }
    }

    #[test]
    fn a_key_does_what_its_scopes_say_and_never_manages_the_account() {
        let scopes = Scopes::from_iter([Scope::SignalsRead]);
        let key = caller(
            Role::Admin,
            Credential::ApiKey(ApiKeyId::from_parts(0, 1), scopes),
        );
        assert_eq!(refusal(&key, Access::Scope(Scope::SignalsRead)), None);
        assert_eq!(
            refusal(&key, Access::Scope(Scope::ConfigWrite)),
            Some("scope_missing".to_owned())
        );
        assert_eq!(refusal(&key, Access::Session), Some("forbidden".to_owned()));
        assert_eq!(refusal(&key, Access::Admin), Some("forbidden".to_owned()));
    }

    #[test]
    fn operators_routes_are_for_admins_in_person() {
        for credential in [
            Credential::Session(SessionId::from_parts(0, 1)),
            Credential::External,
        ] {
            assert_eq!(refusal(&caller(Role::Admin, credential), Access::Admin), None);
            assert_eq!(
                refusal(&caller(Role::Seller, credential), Access::Admin),
                Some("forbidden".to_owned())
            );
            assert_eq!(refusal(&caller(Role::Trader, credential), Access::Session), None);
        }
    }
}
