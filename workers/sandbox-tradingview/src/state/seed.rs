//! Whom and what there is from the start: a seller with scripts, some buyers, and accounts that are hard to sign in to.

use pinewire_domain::{access::wire::ScriptAccess, time::Timestamp};
use pinewire_shared::crypto;
use worker::{Result, SqlStorage};

use super::{
    control::{self, Account},
    scripts::{self, Facts},
    settings, users,
};

const PLANTED: &str = "planted";

/// Of every account that is seeded.
const PASSWORD: &str = "sandbox-password";
/// Signed in by the cookies `sessionid=sandbox-valid-demo-seller; sessionid_sign=v3:sandbox`.
const SELLER: &str = "Demo_Seller";
/// 2020-01-15T10:30:00Z.
const JOINED: Timestamp = Timestamp::from_millis(1_579_084_200_000);

const BUYERS: [&str; 12] = [
    "AliceTrades",
    "bob_fx",
    "CryptoCarla",
    "DaveScalps",
    "eve.markets",
    "FrankTheBull",
    "GRETA-SWINGS",
    "hiroshi88",
    "IvyOptions",
    "Jorge_Futures",
    "kimQuant",
    "LENA_M",
];

/// Title, access, kind, version, likes, description.
type Seed = (
    &'static str,
    ScriptAccess,
    &'static str,
    &'static str,
    i64,
    &'static str,
);

const SCRIPTS: [Seed; 6] = [
    (
        "Trend Compass",
        ScriptAccess::InviteOnly,
        "study",
        "12.0",
        1840,
        "Where the trend points, and when it turns.",
    ),
    (
        "Breakout Radar",
        ScriptAccess::InviteOnly,
        "study",
        "4.0",
        655,
        "Ranges that are about to break.",
    ),
    (
        "Swing Engine",
        ScriptAccess::InviteOnly,
        "strategy",
        "7.0",
        902,
        "Entries and exits of swing trades.",
    ),
    (
        "Volume Lens",
        ScriptAccess::Protected,
        "study",
        "2.0",
        310,
        "Volume by price.",
    ),
    (
        "Session Map",
        ScriptAccess::Open,
        "study",
        "3.0",
        2215,
        "The hours of the exchanges.",
    ),
    (
        "SeriesTools",
        ScriptAccess::Open,
        "library",
        "5.0",
        128,
        "Functions for series.",
    ),
];

/// Plants them, unless that was done.
pub(super) fn plant_once(sql: &SqlStorage) -> Result<()> {
    if settings::get::<bool>(sql, PLANTED)?.is_some() {
        return Ok(());
    }
    let seller = Account {
        plan: "pro_premium".to_owned(),
        coins: 1250,
        ..account(SELLER)
    };
    let seller = control::put_account(sql, &seller, JOINED)?;
    for seed in SCRIPTS {
        let (name, access, kind, version, likes, description) = seed;
        let facts = Facts {
            name: name.to_owned(),
            access,
            kind: kind.to_owned(),
            version: version.to_owned(),
            likes,
            image: picture_of(name),
            description: description.to_owned(),
        };
        scripts::add(sql, &pine_id_of(name), seller, &facts)?;
    }
    users::add_all(sql, serde_json::to_string(&BUYERS)?, JOINED)?;
    for account in [
        Account {
            two_factor_code: Some("123456".to_owned()),
            ..account("TwoFactorTom")
        },
        Account {
            captcha: true,
            ..account("CaptchaCathy")
        },
        Account {
            inactive: true,
            ..account("OldAccount")
        },
    ] {
        control::put_account(sql, &account, JOINED)?;
    }
    settings::set(sql, PLANTED, &true)
}

fn account(username: &str) -> Account {
    Account {
        username: username.to_owned(),
        password: Some(PASSWORD.to_owned()),
        two_factor_code: None,
        captcha: false,
        plan: String::new(),
        coins: 0,
        inactive: false,
    }
}

/// The same at each start, so that what was synced stays what it was.
fn pine_id_of(name: &str) -> String {
    format!("PUB;{}", digits(name, 32))
}

fn picture_of(name: &str) -> String {
    digits(name, 8)
}

fn digits(name: &str, count: usize) -> String {
    crypto::sha256_hex(name.as_bytes()).chars().take(count).collect()
}

#[cfg(test)]
mod tests {
    use pinewire_domain::access::{username::Username, wire::PineId};

    use super::*;

    #[test]
    fn what_is_planted_is_what_tradingview_could_have() {
        for (name, ..) in SCRIPTS {
            assert_eq!(
                PineId::parse(&pine_id_of(name)).unwrap().as_str(),
                pine_id_of(name)
            );
        }
        for name in BUYERS {
            assert_eq!(Username::parse(name).unwrap().as_str(), name);
        }
    }
}
