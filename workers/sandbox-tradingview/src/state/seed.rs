//! Whom and what there is from the start: a seller with scripts, some buyers, and accounts that are hard to sign in to.

use pinewire_domain::{access::wire::ScriptAccess, time::Timestamp};
use worker::{Result, SqlStorage};

use super::{
    scripts::{self, Facts},
    settings,
    users::{self, Account},
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

struct Seed {
    /// Digits of the id: the same at each start, so that what was synced stays what it was.
    digits: &'static str,
    name: &'static str,
    access: ScriptAccess,
    kind: &'static str,
    version: &'static str,
    likes: i64,
    description: &'static str,
}

const SCRIPTS: [Seed; 6] = [
    Seed {
        digits: "6bf1a6e93d8616810da45c64d5155712",
        name: "Trend Compass",
        access: ScriptAccess::InviteOnly,
        kind: "study",
        version: "12.0",
        likes: 1840,
        description: "Where the trend points, and when it turns.",
    },
    Seed {
        digits: "533382dcdb11f09cd937a6714b133239",
        name: "Breakout Radar",
        access: ScriptAccess::InviteOnly,
        kind: "study",
        version: "4.0",
        likes: 655,
        description: "Ranges that are about to break.",
    },
    Seed {
        digits: "f78a8c440345a4f7869190b90cb5e024",
        name: "Swing Engine",
        access: ScriptAccess::InviteOnly,
        kind: "strategy",
        version: "7.0",
        likes: 902,
        description: "Entries and exits of swing trades.",
    },
    Seed {
        digits: "be10187a01405147a7800231c3decf73",
        name: "Volume Lens",
        access: ScriptAccess::Protected,
        kind: "study",
        version: "2.0",
        likes: 310,
        description: "Volume by price.",
    },
    Seed {
        digits: "dbdf56708d65a423733cd81093e4f573",
        name: "Session Map",
        access: ScriptAccess::Open,
        kind: "study",
        version: "3.0",
        likes: 2215,
        description: "The hours of the exchanges.",
    },
    Seed {
        digits: "26a8a625893ae6de629a75815d39fe08",
        name: "SeriesTools",
        access: ScriptAccess::Open,
        kind: "library",
        version: "5.0",
        likes: 128,
        description: "Functions for series.",
    },
];

/// Plants them, unless that was done.
pub(crate) fn plant_once(sql: &SqlStorage) -> Result<()> {
    if settings::get::<bool>(sql, PLANTED)?.is_some() {
        return Ok(());
    }
    let seller = Account {
        plan: "pro_premium".to_owned(),
        coins: 1250,
        ..account(SELLER)
    };
    let seller = users::put(sql, &seller, JOINED)?;
    for seed in SCRIPTS {
        let facts = Facts {
            name: seed.name.to_owned(),
            access: seed.access,
            kind: seed.kind.to_owned(),
            version: seed.version.to_owned(),
            likes: seed.likes,
            image: seed.digits.chars().take(8).collect(),
            description: seed.description.to_owned(),
        };
        scripts::add(sql, &seed.pine_id(), seller, &facts)?;
    }
    users::add_all(sql, &BUYERS, JOINED)?;
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
        users::put(sql, &account, JOINED)?;
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

impl Seed {
    fn pine_id(&self) -> String {
        format!("PUB;{}", self.digits)
    }
}

#[cfg(test)]
mod tests {
    use pinewire_domain::access::{username::Username, wire::PineId};

    use super::*;

    #[test]
    fn what_is_planted_is_what_tradingview_could_have() {
        for seed in SCRIPTS {
            let id = seed.pine_id();
            assert_eq!(PineId::parse(&id).unwrap().as_str(), id);
        }
        for name in BUYERS {
            assert_eq!(Username::parse(name).unwrap().as_str(), name);
        }
    }
}
