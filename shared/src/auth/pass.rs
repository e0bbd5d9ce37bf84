//! What the gateway found out about a caller, handed on to the worker that answers. Credentials are checked once, where
//! requests come in; every other worker reads this header and needs no code that knows tokens, keys and sessions.
//!
//! Nobody but the gateway can make one: it is signed by a key of the key ring, names the request that it was made for,
//! and the gateway drops whatever a client sends under this name. A pass tells either who is calling or why the
//! credentials were refused: whether that matters is for the route to say.
//!
//! Form: `<key id>.<base64url of the lines>.<hex of the HMAC-SHA-256 of the lines>`.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use pinewire_domain::{
    auth::{Credential, Principal, Scope, Scopes},
    id::RequestId,
};

use crate::{
    Cx, Error, Result,
    crypto::{self, Keyring, Purpose},
    http::{Problem, Request},
};

/// The header.
pub const HEADER: &str = "x-pinewire-pass";

/// Who is calling, or why the credentials were refused.
pub type Finding = Result<Principal, Box<Problem>>;

/// Writes a pass for one request.
pub fn issue(keyring: &Keyring, request_id: &RequestId, finding: &Finding) -> Result<String> {
    let lines = format!("{request_id}\n{}", to_lines(finding));
    let mac = crypto::hmac_sha256(&keyring.active(Purpose::Pass)?, lines.as_bytes());
    Ok(format!(
        "{}.{}.{}",
        keyring.active_id(),
        URL_SAFE_NO_PAD.encode(&lines),
        hex::encode(mac)
    ))
}

/// Reads the pass of the request at hand; `None` where it came without credentials.
pub(super) fn read(cx: &Cx, request: &Request) -> Result<Option<Finding>> {
    let Some(pass) = request.header(HEADER) else {
        return Ok(None);
    };
    verify(cx.keyring()?, cx.request_id(), &pass)
        .map(Some)
        .ok_or_else(|| Error::bug("a request came with a pass that is not the gateway's"))
}

fn verify(keyring: &Keyring, request_id: &RequestId, pass: &str) -> Option<Finding> {
    let mut parts = pass.splitn(3, '.');
    let key = keyring.by_id(parts.next()?, Purpose::Pass)?;
    let lines = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
    let mac = hex::decode(parts.next()?).ok()?;
    if !crypto::equal(&mac, &crypto::hmac_sha256(&key, &lines)) {
        return None;
    }
    let lines = String::from_utf8(lines).ok()?;
    let (made_for, finding) = lines.split_once('\n')?;
    (made_for == request_id.as_str()).then(|| from_lines(finding))?
}

fn to_lines(finding: &Finding) -> String {
    match finding {
        Ok(caller) => {
            let credential = match caller.credential {
                Credential::Session(id) => format!("session\n{id}"),
                Credential::ApiKey(id, scopes) => format!("key\n{id}\n{}", to_line(scopes)),
                Credential::External => "external".to_owned(),
            };
            format!("caller\n{}\n{}\n{credential}", caller.user_id, caller.role)
        }
        Err(problem) => format!(
            "refused\n{}\n{}\n{}",
            problem.status, problem.code, problem.detail
        ),
    }
}

fn from_lines(text: &str) -> Option<Finding> {
    let mut lines = text.splitn(4, '\n');
    match lines.next()? {
        "caller" => Some(Ok(Principal {
            user_id: lines.next()?.parse().ok()?,
            role: lines.next()?.parse().ok()?,
            credential: credential(lines.next()?)?,
        })),
        "refused" => {
            let (status, code) = (lines.next()?.parse().ok()?, lines.next()?.to_owned());
            let mut problem = Problem::new(status, "", lines.next()?);
            problem.code = Cow::Owned(code);
            Some(Err(Box::new(problem)))
        }
        _ => None,
    }
}

fn credential(lines: &str) -> Option<Credential> {
    let mut lines = lines.split('\n');
    match lines.next()? {
        "session" => Some(Credential::Session(lines.next()?.parse().ok()?)),
        "key" => Some(Credential::ApiKey(
            lines.next()?.parse().ok()?,
            scopes(lines.next()?)?,
        )),
        "external" => Some(Credential::External),
        _ => None,
    }
}

fn to_line(scopes: Scopes) -> String {
    let names: Vec<&str> = scopes.iter().map(Scope::as_str).collect();
    names.join(",")
}

fn scopes(line: &str) -> Option<Scopes> {
    line.split(',')
        .filter(|name| !name.is_empty())
        .map(|name| name.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;
    use pinewire_domain::{
        auth::Role,
        id::{ApiKeyId, SessionId, UserId},
    };
    use proptest::prelude::*;

    use super::*;

    fn ring(key: u8) -> Keyring {
        Keyring::parse(&format!("k{key}:{}", STANDARD.encode([key; 32]))).unwrap()
    }

    fn request(n: u128) -> RequestId {
        RequestId::from_parts(0, n)
    }

    fn credentials() -> impl Strategy<Value = Credential> {
        let scopes = prop::sample::subsequence(Scope::ALL.to_vec(), 0..=Scope::ALL.len());
        prop_oneof![
            any::<u64>().prop_map(|n| Credential::Session(SessionId::from_parts(0, n.into()))),
            (any::<u64>(), scopes).prop_map(|(n, scopes)| {
                Credential::ApiKey(ApiKeyId::from_parts(0, n.into()), Scopes::from_iter(scopes))
            }),
            Just(Credential::External),
        ]
    }

    proptest! {
        #[test]
        fn a_caller_arrives_as_they_were_found(
            credential in credentials(), role in prop::sample::select(Role::ALL), user in any::<u64>()
        ) {
            let caller = Principal { user_id: UserId::from_parts(0, user.into()), role, credential };
            let pass = issue(&ring(1), &request(1), &Ok(caller)).unwrap();
            prop_assert_eq!(verify(&ring(1), &request(1), &pass), Some(Ok(caller)));
        }

        #[test]
        fn a_refusal_arrives_as_it_was_made(status in 400u16..500, detail in "[ -~]{0,80}") {
            let problem = Problem::new(status, "token_expired", detail);
            let pass = issue(&ring(1), &request(1), &Err(Box::new(problem.clone()))).unwrap();
            prop_assert_eq!(verify(&ring(1), &request(1), &pass), Some(Err(Box::new(problem))));
        }

        #[test]
        fn no_changed_byte_goes_unnoticed(at in any::<prop::sample::Index>(), byte in 0x21u8..0x7f) {
            let caller = Principal {
                user_id: UserId::from_parts(0, 1), role: Role::Trader, credential: Credential::External,
            };
            let pass = issue(&ring(1), &request(1), &Ok(caller)).unwrap();
            let mut bytes = pass.clone().into_bytes();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let changed = String::from_utf8(bytes).unwrap();
            let same = changed.eq_ignore_ascii_case(&pass);
            prop_assert!(same || verify(&ring(1), &request(1), &changed).is_none());
        }
    }

    #[test]
    fn a_pass_is_good_for_its_own_request_and_platform_only() {
        let finding = Ok(Principal {
            user_id: UserId::from_parts(0, 1),
            role: Role::Admin,
            credential: Credential::External,
        });
        let pass = issue(&ring(1), &request(1), &finding).unwrap();
        assert_eq!(verify(&ring(1), &request(1), &pass), Some(finding));
        assert_eq!(verify(&ring(1), &request(2), &pass), None);
        assert_eq!(verify(&ring(2), &request(1), &pass), None);
        for nonsense in ["", ".", "..", "k1", "k1.e30", "k1.e30."] {
            assert_eq!(verify(&ring(1), &request(1), nonsense), None, "{nonsense}");
        }
    }
}
