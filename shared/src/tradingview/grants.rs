//! Who has access to a script (`list_users`), changing that (`add`, `modify_user_expiration`, `remove`), and who is meant
//! by a name (`username_hint`).

use pinewire_domain::access::{
    expiry::Expiry,
    failure::AccessFailure,
    outcome::{self, CallKind, Outcome, Problem},
    username::Username,
    wire::{self, MAX_USERS_PAGE, PineId, UsernameHint, UsersPage},
};

use super::{Client, Reply};
use crate::egress::Vendor;

const LIST_USERS: &str = "/pine_perm/list_users/";
/// Pages that a look-up of one user reads. Names that contain the name are few.
const MAX_LOOK_UP_PAGES: usize = 20;

impl Client<'_> {
    /// Changes one user's access. `username` in its exact spelling; `expiry` is what `add` and `modify` send, lifetime
    /// by leaving the field out.
    pub async fn change(
        &self,
        call: CallKind,
        pine_id: &PineId,
        username: &str,
        expiry: Option<Expiry>,
    ) -> Reply<Outcome> {
        let path = match call {
            CallKind::Add => "/pine_perm/add/",
            CallKind::Modify => "/pine_perm/modify_user_expiration/",
            CallKind::Remove => "/pine_perm/remove/",
        };
        let expiration = expiry.and_then(Expiry::to_form);
        let mut fields = vec![("pine_id", pine_id.as_str()), ("username_recip", username)];
        fields.extend(expiration.as_deref().map(|at| ("expiration", at)));
        self.post(path, &fields).await.judge(|answer| match answer {
            Ok(answer) => outcome::of_call(call, &answer),
            Err(problem) => Outcome::of_problem(problem),
        })
    }

    /// A page of those with access to a script, only those whose name matches `username` if one is given. `next` is the
    /// page before's.
    pub async fn list_users(
        &self,
        pine_id: &PineId,
        username: Option<&str>,
        next: Option<&str>,
    ) -> Reply<Result<UsersPage, Problem>> {
        let first = format!("{LIST_USERS}?limit={MAX_USERS_PAGE}&order_by=-created");
        let mut fields = vec![("pine_id", pine_id.as_str())];
        fields.extend(username.map(|name| ("username", name)));
        let reply = self
            .post(next.unwrap_or(&first), &fields)
            .await
            .json::<UsersPage>();
        reply.map(|page| {
            let mut page = page?;
            if let Some(next) = page.next.take() {
                page.next = Some(path_below(LIST_USERS, &next).ok_or(AccessFailure::UnexpectedAnswer)?);
            }
            Ok(page)
        })
    }

    /// The access that one user has: its expiry, or `None` when a complete answer does not list the user.
    pub async fn look_up(&self, pine_id: &PineId, username: &str) -> Reply<Result<Option<Expiry>, Problem>> {
        let mut next: Option<String> = None;
        for _ in 0..MAX_LOOK_UP_PAGES {
            let reply = self.list_users(pine_id, Some(username), next.as_deref()).await;
            let page = match &reply.answer {
                Ok(page) => page,
                Err(problem) => {
                    let problem = *problem;
                    return reply.map(|_| Err(problem));
                }
            };
            let found = page
                .results
                .iter()
                .find(|user| user.username.eq_ignore_ascii_case(username))
                .map(|user| user.expiration);
            if found.is_some() || page.next.is_none() {
                return reply.map(|_| Ok(found));
            }
            next.clone_from(&page.next);
        }
        Reply {
            answer: Err(AccessFailure::UnexpectedAnswer.into()),
            http_status: Some(200),
            latency_ms: 0,
        }
    }

    /// The user of that name in its exact spelling; `None` when there is none. Works without cookies.
    pub async fn find_user(&self, name: &Username) -> Reply<Result<Option<UsernameHint>, Problem>> {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("s", name.as_str())
            .finish();
        let path = format!("/username_hint/?{query}");
        let reply = self.get(Vendor::TradingView, &path).await;
        reply
            .json::<Vec<UsernameHint>>()
            .map(|hints| Ok(wire::exact_match(name, &hints?).cloned()))
    }
}

/// The path and query of a page, from what TradingView says is the next one. It is appended to a host: anything that does
/// not begin with the endpoint's own path could lead the cookies elsewhere.
pub(super) fn path_below(endpoint: &str, next: &str) -> Option<String> {
    let path = next.strip_prefix("https://www.tradingview.com").unwrap_or(next);
    path.starts_with(endpoint).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_next_page_is_only_ever_on_tradingview() {
        let page = "/pine_perm/list_users/?c=abc";
        assert_eq!(path_below(LIST_USERS, page).as_deref(), Some(page));
        let absolute = format!("https://www.tradingview.com{page}");
        assert_eq!(path_below(LIST_USERS, &absolute).as_deref(), Some(page));
        for elsewhere in [
            "https://evil.example/pine_perm/list_users/",
            "@evil.example/pine_perm/list_users/",
            "https://www.tradingview.com.evil.example/pine_perm/list_users/",
            "//evil.example/",
            "",
        ] {
            assert_eq!(path_below(LIST_USERS, elsewhere), None, "{elsewhere}");
        }
    }
}
