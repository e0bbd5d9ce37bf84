//! Whose program is calling: told by the header `X-Admin-Token`, never by the address.

use pinewire_domain::{auth::Role, id::UserId};
use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    http::{Problem, Request},
    intake::token,
    params, sql,
};

/// The header that the token comes in.
pub(crate) const HEADER: &str = "x-admin-token";

sql! {
    /// ?1 hash of the token, ?2 now.
    system BY_TOKEN = "SELECT t.user_id, u.role FROM older_api_tokens AS t JOIN users AS u ON u.id = t.user_id
        WHERE (t.token_hash = ?1 OR (t.previous_token_hash = ?1 AND t.previous_until > ?2)) AND u.status = 'active'";
}

/// The seller whose token came.
#[derive(Debug, FromRow)]
pub(crate) struct Seller {
    pub(crate) user_id: UserId,
    pub(crate) role: Role,
}

/// 401 without a token, and with a wrong one.
pub(crate) async fn identify(cx: &Cx, request: &Request) -> Result<Seller> {
    let token = request
        .header(HEADER)
        .map(|token| token.trim().to_owned())
        .filter(|token| !token.is_empty())
        .ok_or_else(|| Problem::unauthenticated("Send your token in the header X-Admin-Token."))?;
    let params = params![token::hash(&token), cx.now()];
    let seller: Option<Seller> = cx.db()?.system().first(&BY_TOKEN, params).await?;
    seller.ok_or_else(|| Problem::unauthenticated("This X-Admin-Token is not known, or was replaced.").into())
}
