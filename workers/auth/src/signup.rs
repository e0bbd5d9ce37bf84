//! `POST /api/auth/signup`: a new account, with its configuration, webhook and first session, in one transaction.

use pinewire_domain::auth::check_password;
use pinewire_shared::{
    Cx, Error, Result,
    account::{check_fields, load_user},
    audit::{self, Actor},
    auth::{csrf, password},
    http::{FieldError, Problem, Request, Response},
    intake::token::NewToken,
    provisioning::{self, NewUser},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    answer::{self, NewSession, Transport},
    breached, email,
};

/// Who wants an account.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct SignUp {
    email: String,
    /// 8 to 128 characters; 15 or more are better.
    password: String,
    #[serde(default)]
    display_name: String,
    /// An IANA time zone; UTC if absent.
    timezone: Option<String>,
    /// `en`, `es` or `tr`.
    language: Option<String>,
    #[serde(default)]
    transport: Transport,
}

/// Create an account
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/auth/signup", tag = "accounts", request_body = SignUp,
    responses(
        (status = 201, description = "The account's first session; the webhook URL is shown this once", body = answer::Session),
        (status = 409, description = "The address has an account", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn sign_up(cx: Cx, mut request: Request) -> Result<Response> {
    csrf::check_origin(&cx, &request)?;
    let input: SignUp = request.json().await?;
    validate(&input)?;
    let email = input.email.trim();
    let (timezone, language) = (
        input.timezone.as_deref().unwrap_or("UTC"),
        input.language.as_deref().unwrap_or("en"),
    );
    let hash = password::hash(&input.password)?;
    let webhook = NewToken::generate(&cx)?;
    let key = provisioning::email_key(email);
    let user = NewUser {
        id: cx.new_id()?,
        email,
        email_key: &key,
        password_hash: Some(&hash),
        display_name: input.display_name.trim(),
        timezone,
        language,
    };
    let session = NewSession::generate(&cx)?;
    let entry = audit::Entry {
        actor: Actor::User(user.id),
        action: "user.signup",
        subject_id: Some(user.id.as_str()),
        detail: json!({}),
    };
    audit::commit(&cx, &entry, |batch| {
        provisioning::add(batch, &user, &webhook, cx.now())?;
        session.add(batch, &request, &user.id, cx.now())
    })
    .await
    .map_err(|error| match error {
        Error::Reject(problem) if problem.code == "conflict" => taken(),
        other => other,
    })?;
    let account = load_user(&cx, &user.id).await?;
    let url = webhook.url(&cx)?;
    answer::session(
        &cx,
        201,
        account,
        &session.id,
        &session.refresh.token,
        input.transport,
        Some(url),
    )
}

fn taken() -> Error {
    let detail = "This address has an account already. Sign in, or reset the password.";
    Problem::new(409, "email_taken", detail).into()
}

fn validate(input: &SignUp) -> Result<()> {
    let mut errors = Vec::new();
    let mut add = |field: &str, message: String| {
        errors.push(FieldError {
            field: field.to_owned(),
            message,
        });
    };
    if email::parse(&input.email).is_none() {
        add("email", "This is not an e-mail address.".to_owned());
    }
    if let Err(problem) = check_password(&input.password, input.email.trim(), breached::is_breached) {
        add("password", problem.to_string());
    }
    errors.extend(check_fields(
        Some(&input.display_name),
        input.timezone.as_deref(),
        input.language.as_deref(),
    ));
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Problem::validation(errors).into())
    }
}
