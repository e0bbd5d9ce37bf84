//! Signatures of public keys, by the platform's own Web Crypto: an RSA implementation in Rust would be the largest part
//! of a worker.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use js_sys::{Array, JSON, Object, Promise, Reflect, Uint8Array};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

use crate::{Error, Result};

#[wasm_bindgen]
extern "C" {
    /// `SubtleCrypto`, as far as it is needed.
    type Subtle;

    #[wasm_bindgen(method, catch, js_name = importKey)]
    fn import_key(
        this: &Subtle,
        format: &str,
        key: &JsValue,
        algorithm: &JsValue,
        extractable: bool,
        usages: &Array,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn verify(
        this: &Subtle,
        algorithm: &JsValue,
        key: &JsValue,
        signature: &Uint8Array,
        data: &Uint8Array,
    ) -> Result<Promise, JsValue>;
}

/// Decodes what JSON Web Tokens and keys are written in.
pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Whether `signature` is that of `message` under a public JSON Web Key (RFC 7517). `algorithm` is `ES256` or `RS256`
/// and must fit the key's kind; a key that can't be read verifies nothing.
pub(crate) async fn verify(algorithm: &str, key: &Value, signature: &[u8], message: &[u8]) -> Result<bool> {
    let (import, check, public) = match algorithm {
        "ES256" => (
            json!({ "name": "ECDSA", "namedCurve": "P-256" }),
            json!({ "name": "ECDSA", "hash": "SHA-256" }),
            pick(key, &["kty", "crv", "x", "y"]),
        ),
        "RS256" => (
            json!({ "name": "RSASSA-PKCS1-v1_5", "hash": "SHA-256" }),
            json!({ "name": "RSASSA-PKCS1-v1_5" }),
            pick(key, &["kty", "n", "e"]),
        ),
        _ => return Ok(false),
    };
    let subtle = subtle()?;
    let usages = Array::of1(&"verify".into());
    let imported = subtle.import_key("jwk", &to_js(&public)?, &to_js(&import)?, false, &usages);
    let Ok(promise) = imported else { return Ok(false) };
    let Ok(key) = JsFuture::from(promise).await else {
        return Ok(false);
    };
    let promise = subtle.verify(
        &to_js(&check)?,
        &key,
        &Uint8Array::from(signature),
        &Uint8Array::from(message),
    );
    let Ok(promise) = promise else { return Ok(false) };
    Ok(JsFuture::from(promise).await.is_ok_and(|good| good.is_truthy()))
}

/// Only what makes the public key: other members (such as `use` or `alg`) must not change what it is used for.
fn pick(key: &Value, members: &[&str]) -> Value {
    members
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), key.get(*name)?.clone())))
        .collect()
}

fn subtle() -> Result<Subtle> {
    let crypto: Object = Reflect::get(&js_sys::global(), &"crypto".into())?.into();
    Ok(Reflect::get(&crypto, &"subtle".into())?.unchecked_into())
}

fn to_js(value: &Value) -> Result<JsValue> {
    JSON::parse(&value.to_string()).map_err(|_| Error::bug("JSON that we wrote does not parse"))
}
