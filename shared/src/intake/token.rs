//! Webhook tokens: 256 random bits in a URL, kept as a hash and shown once.

use pinewire_domain::id::WebhookTokenId;

use crate::{Cx, Result, crypto::sha256_hex, random};

/// How many of a token's last characters are kept to recognise it by.
const HINT_CHARS: usize = 4;

/// A token that was just made. The only time that it is known.
pub struct NewToken {
    /// The row's id.
    pub id: WebhookTokenId,
    /// The token itself.
    pub token: String,
    /// What is stored.
    pub hash: String,
    /// Its last characters.
    pub hint: String,
}

impl NewToken {
    /// Makes one.
    pub fn generate(cx: &Cx) -> Result<Self> {
        let token = random::token()?;
        let hint = token
            .chars()
            .skip(token.chars().count().saturating_sub(HINT_CHARS))
            .collect();
        Ok(Self {
            id: cx.new_id()?,
            hash: hash(&token),
            hint,
            token,
        })
    }

    /// The webhook URL to give to TradingView.
    pub fn url(&self, cx: &Cx) -> Result<String> {
        Ok(format!(
            "{}/webhook/{}",
            cx.required_var("PUBLIC_URL")?.trim_end_matches('/'),
            self.token
        ))
    }
}

/// Shows nothing of the token.
impl std::fmt::Debug for NewToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewToken")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// What a token is stored and found by.
pub fn hash(token: &str) -> String {
    sha256_hex(token.as_bytes())
}
