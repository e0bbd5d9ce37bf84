//! The link by which a buyer says who they are on TradingView: good for one purchase, for two weeks, for whoever has it.
//! Nothing is stored of it, so that the mail that carries it can be written when it is sent.
//!
//! `<purchase>.<expiry, epoch seconds>.<key id>.<base64url(HMAC-SHA-256)>`.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use pinewire_domain::{
    id::PurchaseId,
    time::{DAY_MS, Timestamp},
};

use crate::{
    Result,
    crypto::{self, Keyring, Purpose},
    signed_url::LinkError,
};

/// How long a link is good for.
pub const VALID_MS: i64 = 14 * DAY_MS;

/// A link's secret part, and how long it is good for.
#[derive(Debug, Clone)]
pub struct BuyerLink {
    /// What stands behind `/buyer/`.
    pub token: String,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Makes the link for a purchase.
pub fn issue(keyring: &Keyring, purchase: &PurchaseId, now: Timestamp) -> Result<BuyerLink> {
    let seconds = (now.as_millis() + VALID_MS).div_euclid(1000);
    let key = keyring.active(Purpose::BuyerLink)?;
    let mac = URL_SAFE_NO_PAD.encode(mac(&key, purchase, seconds));
    Ok(BuyerLink {
        token: format!("{purchase}.{seconds}.{}.{mac}", keyring.active_id()),
        expires_at: Timestamp::from_millis(seconds * 1000),
    })
}

/// The purchase that a link is for, and until when.
pub fn verify(keyring: &Keyring, token: &str, now: Timestamp) -> Result<(PurchaseId, Timestamp), LinkError> {
    let mut parts = token.split('.');
    let (Some(purchase), Some(seconds), Some(key_id), Some(given), None) = (
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
    ) else {
        return Err(LinkError::Invalid);
    };
    let purchase: PurchaseId = purchase.parse().map_err(|_| LinkError::Invalid)?;
    let seconds: i64 = seconds.parse().map_err(|_| LinkError::Invalid)?;
    let key = keyring
        .by_id(key_id, Purpose::BuyerLink)
        .ok_or(LinkError::Invalid)?;
    let given = URL_SAFE_NO_PAD.decode(given).map_err(|_| LinkError::Invalid)?;
    if !crypto::equal(&given, &mac(&key, &purchase, seconds)) {
        return Err(LinkError::Invalid);
    }
    let expires_at = Timestamp::from_millis(seconds.saturating_mul(1000));
    if now >= expires_at {
        Err(LinkError::Expired)
    } else {
        Ok((purchase, expires_at))
    }
}

fn mac(key: &[u8; 32], purchase: &PurchaseId, seconds: i64) -> [u8; 32] {
    crypto::hmac_sha256(key, format!("v1\n{purchase}\n{seconds}").as_bytes())
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_705_314_600_000);

    fn ring(bytes: &[u8]) -> Keyring {
        let keys: Vec<String> = bytes
            .iter()
            .map(|byte| format!("k{byte}:{}", STANDARD.encode([*byte; 32])))
            .collect();
        Keyring::parse(&keys.join(",")).unwrap()
    }

    #[test]
    fn a_link_is_good_for_its_purchase_for_two_weeks() {
        let purchase = PurchaseId::from_parts(1, 2);
        let link = issue(&ring(&[1]), &purchase, NOW).unwrap();
        assert_eq!(
            verify(&ring(&[1]), &link.token, NOW),
            Ok((purchase, link.expires_at))
        );
        assert!(verify(&ring(&[2, 1]), &link.token, link.expires_at.plus_millis(-1)).is_ok());
        assert_eq!(
            verify(&ring(&[1]), &link.token, link.expires_at),
            Err(LinkError::Expired)
        );
        assert_eq!(verify(&ring(&[2]), &link.token, NOW), Err(LinkError::Invalid));
    }

    #[test]
    fn nothing_of_a_link_can_be_changed() {
        let link = issue(&ring(&[1]), &PurchaseId::from_parts(1, 2), NOW).unwrap();
        let parts: Vec<&str> = link.token.split('.').collect();
        let other = PurchaseId::from_parts(1, 3).to_string();
        for forged in [
            String::new(),
            link.token.replace(parts[0], &other),
            link.token.replace(parts[1], "99999999999"),
            format!("{}.x", link.token),
            format!("{}A", link.token),
            parts[..3].join("."),
        ] {
            assert_eq!(
                verify(&ring(&[1]), &forged, NOW),
                Err(LinkError::Invalid),
                "{forged}"
            );
        }
    }
}
