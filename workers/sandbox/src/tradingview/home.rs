//! The start page. It always answers with 200; whose cookies a request carries is in its markup.

use pinewire_shared::{
    Cx, Result, crypto,
    http::{Request, Response},
};
use serde_json::json;

use super::{
    page::{Page, Scripts},
    session::Session,
};

pub(super) async fn show(_: Cx, request: Request) -> Result<Response> {
    let session = Session::of(&request);
    let head = format!(
        "<script type=\"application/json\" id=\"init-data\">{}</script>\n",
        user_data(session.as_ref())
    );
    let body = "<body>\n<main>\n<h1>A stand-in for TradingView</h1>\n<p>It shows <a href=\"chart/\">charts</a> of made-up prices.</p>\n</main>\n</body>";
    Page {
        session: session.as_ref(),
        title: "TradingView (sandbox)",
        head: &head,
        body,
        scripts: Scripts::Any,
    }
    .respond(200)
}

/// The signed-in user's data, as it stands in the page. Only made of characters that need no escaping.
fn user_data(session: Option<&Session>) -> String {
    let Some(Session { user_id, username }) = session else {
        return "{}".to_owned();
    };
    // Ours tell nobody anything; they are there because whoever reads the page may look for them.
    let token = |purpose: &str| crypto::sha256_hex(format!("{purpose}:{user_id}").as_bytes());
    json!({
        "auth_token": token("auth_token"),
        "user": {
            "id": user_id,
            "username": username,
            "session_hash": token("session_hash"),
            "private_channel": token("private_channel"),
            "date_joined": "2020-01-15T10:30:00Z",
        },
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_finds_whose_cookies_they_are() {
        let session = Session {
            user_id: 12_345_678,
            username: "jane_doe".to_owned(),
        };
        let data = user_data(Some(&session));
        for expected in [
            r#""id":12345678"#,
            r#""username":"jane_doe""#,
            r#""auth_token":""#,
            r#""session_hash":""#,
        ] {
            assert!(data.contains(expected), "{data}");
        }
        assert_eq!(user_data(None), "{}");
    }
}
