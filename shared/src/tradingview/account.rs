//! Whose cookies they are (the front page), whether they work (the balance), and signing in by password.

use pinewire_domain::access::{
    cookies::Cookies,
    failure::AccessFailure,
    outcome::{self, Problem},
    wire::{self, Balance, HomePage, SignInAnswer, Visitor},
};

use super::{Client, Reply};
use crate::egress::Vendor;

/// Whose the cookies are; the balance is there when TradingView told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The signed-in user.
    pub visitor: Visitor,
    /// Their balance.
    pub balance: Option<Balance>,
}

/// What became of a sign-in by password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// It worked, with these cookies.
    Done(Cookies),
    /// A code of the authenticator app is wanted: by [`Client::sign_in_by_code`].
    TwoFactorRequired,
    /// Only cookies will do.
    CaptchaRequired,
    /// Wrong name, password or code.
    Refused,
}

impl Client<'_> {
    /// Whose the cookies are: the front page names the visitor.
    pub async fn visitor(&self) -> Reply<Result<Visitor, Problem>> {
        self.get(Vendor::TradingView, "/").await.judge(|answer| {
            let answer = answer?;
            let page = match answer.status {
                200 => wire::read_home(answer.body),
                // A wall before the site says nothing about the session.
                401 | 403 => HomePage::Unrecognised,
                _ => {
                    outcome::read(&answer)?;
                    HomePage::Unrecognised
                }
            };
            match page {
                HomePage::SignedIn(visitor) => Ok(visitor),
                HomePage::SignedOut => Err(AccessFailure::SessionDead.into()),
                HomePage::Unrecognised => Err(AccessFailure::UnexpectedAnswer.into()),
            }
        })
    }

    /// The balance of coins. The cheapest question that only a signed-in visitor is answered: it proves that the session
    /// lives.
    pub async fn balance(&self) -> Reply<Result<Balance, Problem>> {
        self.get(Vendor::TradingView, "/tvcoins/details/").await.json()
    }

    /// Whose the cookies are and what their account holds. That the balance can't be read is no reason to refuse them.
    pub async fn probe(&self) -> Reply<Result<Probe, Problem>> {
        let reply = self.visitor().await;
        let balance = match &reply.answer {
            Ok(_) => self.balance().await.answer.ok(),
            Err(_) => None,
        };
        reply.map(|visitor| {
            Ok(Probe {
                visitor: visitor?,
                balance,
            })
        })
    }

    /// Signs in by name and password. The client has to be used for the second factor too: it keeps the cookies that
    /// belong to the half-done sign-in.
    pub async fn sign_in(&self, username: &str, password: &str) -> Reply<Result<SignIn, Problem>> {
        let fields = [("username", username), ("password", password), ("remember", "on")];
        self.sign_in_at("/accounts/signin/", &fields).await
    }

    /// The second step, by the code of the authenticator app.
    pub async fn sign_in_by_code(&self, code: &str) -> Reply<Result<SignIn, Problem>> {
        self.sign_in_at("/accounts/two-factor/signin/totp/", &[("code", code)])
            .await
    }

    async fn sign_in_at(&self, path: &str, fields: &[(&str, &str)]) -> Reply<Result<SignIn, Problem>> {
        let exchange = self.post(path, fields).await;
        let cookies = Cookies::of_sign_in(&exchange.set_cookies);
        self.keep_half_done(&exchange.set_cookies);
        exchange.judge(|answer| {
            let answer = answer?;
            match (wire::read_sign_in(answer.body), cookies) {
                (SignInAnswer::SignedIn { .. }, Some(cookies)) => Ok(SignIn::Done(cookies)),
                (SignInAnswer::TwoFactorRequired, _) => Ok(SignIn::TwoFactorRequired),
                (SignInAnswer::CaptchaRequired, _) => Ok(SignIn::CaptchaRequired),
                (SignInAnswer::Refused(_), _) => Ok(SignIn::Refused),
                (SignInAnswer::SignedIn { .. } | SignInAnswer::Unrecognised, _) => {
                    outcome::read(&answer)?;
                    Err(AccessFailure::UnexpectedAnswer.into())
                }
            }
        })
    }
}
