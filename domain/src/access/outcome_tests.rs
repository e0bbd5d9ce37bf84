use proptest::prelude::*;

use super::*;

const NOW: Timestamp = Timestamp::from_millis(1_705_314_600_000);

fn answer(status: u16, body: &str) -> Answer<'_> {
    Answer {
        status,
        location: None,
        retry_after: None,
        body,
        at: NOW,
    }
}

#[test]
fn answers_to_calls_are_told_apart() {
    use CallKind::{Add, Modify, Remove};
    let unknown = |failure: AccessFailure| Outcome::Unknown(failure.into());
    for (call, status, body, outcome) in [
        (Add, 201, r#"{"status":"ok"}"#, Outcome::Applied),
        (Add, 200, r#"{"status":"exists"}"#, Outcome::Already),
        (Modify, 200, r#"{"status":"ok","more":1}"#, Outcome::Applied),
        (Modify, 200, r#"{"status":"not_exists"}"#, Outcome::Already),
        (Remove, 200, r#"{"status":"not_exists"}"#, Outcome::Already),
        (
            Remove,
            200,
            r#"{"status":"exists"}"#,
            unknown(AccessFailure::UnexpectedAnswer),
        ),
        (
            Add,
            422,
            r#"{"code":"username_recip_not_found","detail":"User not found: jane"}"#,
            Outcome::Refused(AccessFailure::UserNotFound),
        ),
        (
            Add,
            422,
            r#"{"pine_id":["Invalid"]}"#,
            Outcome::Refused(AccessFailure::ScriptNotFound),
        ),
        (Add, 422, "[]", Outcome::Refused(AccessFailure::Refused)),
        (Add, 400, "no", Outcome::Refused(AccessFailure::Refused)),
        (Add, 401, "", Outcome::DeadSession),
        (Add, 403, "<html>", Outcome::DeadSession),
        (Add, 400, r#"{"code":"login_required"}"#, Outcome::DeadSession),
        (Add, 500, "", unknown(AccessFailure::Unavailable)),
        (Add, 504, "<html>", unknown(AccessFailure::Unavailable)),
        (Add, 404, "<html>", Outcome::Refused(AccessFailure::EndpointGone)),
        (Add, 200, "<html>", unknown(AccessFailure::UnexpectedAnswer)),
        (Add, 200, "", unknown(AccessFailure::UnexpectedAnswer)),
        (
            Add,
            200,
            r#"<html class="is-not-authenticated">"#,
            Outcome::DeadSession,
        ),
        (Add, 302, "", unknown(AccessFailure::UnexpectedAnswer)),
    ] {
        assert_eq!(
            of_call(call, &answer(status, body)),
            outcome,
            "{call} {status} {body}"
        );
    }
}

#[test]
fn a_redirect_to_the_sign_in_page_is_a_dead_session() {
    let to_sign_in = Answer {
        location: Some("https://www.tradingview.com/accounts/signin/?next=/pine_perm/add/"),
        ..answer(302, "")
    };
    assert_eq!(of_call(CallKind::Add, &to_sign_in), Outcome::DeadSession);
}

#[test]
fn retry_after_is_read_and_bounded() {
    for (header, seconds) in [
        (Some("30"), Some(30)),
        (Some("Mon, 15 Jan 2024 10:30:45 GMT"), Some(45)),
        (Some("Mon, 15 Jan 2024 10:00:00 GMT"), Some(0)),
        (Some("Wed, 31 Jan 2024 10:30:00 GMT"), Some(3600)),
        (Some("Mon, 15 Dec 2023 10:30:00 GMT"), Some(0)),
        (Some("Mon, 15 Jan 2024 10:30:45 +0000"), None),
        (Some("Mon, 15 January 2024 10:30:45 GMT"), None),
        (Some("Mon, 32 Jan 2024 10:30:45 GMT"), None),
        (Some("Mon, 15 Jan 2024 GMT"), None),
        (Some("GMT"), None),
        (Some("99999999999"), Some(3600)),
        (Some("99999999999999999999999"), None),
        (Some(""), None),
        (Some("soon"), None),
        (None, None),
    ] {
        let limited = Answer {
            retry_after: header,
            ..answer(429, "")
        };
        let problem = read(&limited).unwrap_err();
        assert_eq!(problem.failure, AccessFailure::RateLimited);
        assert_eq!(
            problem.retry_at,
            seconds.map(|seconds| NOW.plus_seconds(seconds)),
            "{header:?}"
        );
    }
}

#[test]
fn a_list_that_mentions_login_required_is_still_a_list() {
    let body = format!(r#"["login_required{}"]"#, "x".repeat(10));
    assert_eq!(read(&answer(200, &body)), Ok(body.as_str()));
}

#[test]
fn a_buyers_name_cannot_end_the_sellers_session() {
    let nobody = r#"{"code":"username_recip_not_found","detail":"User not found: login_required"}"#;
    assert_eq!(
        of_call(CallKind::Add, &answer(422, nobody)),
        Outcome::Refused(AccessFailure::UserNotFound)
    );
    let list = r#"{"results":[{"id":7,"username":"login_required","expiration":null}],"next":null}"#;
    assert_eq!(read(&answer(200, list)), Ok(list));
    let mentioned = r#"<html class="is-authenticated"><style>.is-not-authenticated{}</style></html>"#;
    assert_eq!(
        read(&answer(200, mentioned)).unwrap_err().failure,
        AccessFailure::UnexpectedAnswer
    );
}

#[test]
fn a_server_error_never_says_that_nothing_was_changed() {
    for body in [
        r#"<html class="is-not-authenticated">"#,
        r#"{"code":"login_required"}"#,
    ] {
        assert_eq!(
            of_call(CallKind::Add, &answer(502, body)),
            Outcome::Unknown(AccessFailure::Unavailable.into()),
            "{body}"
        );
    }
}

#[test]
fn a_session_is_dead_where_an_error_says_so() {
    for body in [
        r#"{"code":"login_required"}"#,
        r#"{"error":"login_required"}"#,
        r#"{"detail":"login_required","status":"error"}"#,
    ] {
        for status in [200, 400, 422] {
            assert_eq!(
                of_call(CallKind::Add, &answer(status, body)),
                Outcome::DeadSession,
                "{status} {body}"
            );
        }
    }
}

proptest! {
    #[test]
    fn only_a_clear_yes_counts_as_applied(status: u16, body in "\\PC{0,40}|\\{\"status\":\"[a-z_]{1,8}\"\\}", kind in 0usize..3) {
        let outcome = of_call(CallKind::ALL[kind], &answer(status, &body));
        if outcome == Outcome::Applied {
            prop_assert!((200..300).contains(&status));
            prop_assert!(body.contains("\"ok\""));
        }
        if (500..600).contains(&status) {
            prop_assert!(matches!(outcome, Outcome::Unknown(_)));
        }
    }
}
