//! Accounts.

use pinewire_domain::{decimal::Decimal, time::Timestamp};
use serde_json::Value;

use crate::{
    hex,
    json::{Object, data},
    venue::{
        account::{Account, DataPlan, Environment, Facts, Position},
        ids,
        refusal::Refusal,
        request::Fields,
    },
    visit::{Outcome, Reply, Scene, Visit},
};

const MAX_MULTIPLIER: i64 = 4;
const CASH: i64 = 100_000;

/// How to get into an account.
fn opened(facts: &Facts) -> Object {
    Object::new()
        .text("id", &facts.id)
        .text("account_number", &facts.number)
        .text("environment", facts.environment.as_str())
        .text("key_id", &facts.key_id)
        .text("secret_key", &facts.secret_key)
        .text("access_token", facts.tokens.first().map_or("", String::as_str))
}

/// The accounts that are there from the start.
pub(crate) fn seed(now: Timestamp) -> Vec<Account> {
    let known = [
        (
            Environment::Paper,
            "PA00SANDBOX",
            "PKSANDBOXPAPER000001",
            "sandbox-paper-token",
            1,
        ),
        (
            Environment::Live,
            "000SANDBOX",
            "AKSANDBOXLIVE0000001",
            "sandbox-live-token",
            2,
        ),
    ];
    let account = |(environment, number, key_id, token, seed): (_, &str, &str, &str, u64)| {
        let cash = Decimal::from(CASH);
        Account::new(Facts {
            id: ids::uuid(seed, 0),
            number: number.to_owned(),
            environment,
            key_id: key_id.to_owned(),
            secret_key: "sandbox-secret-of-an-account".to_owned(),
            tokens: vec![token.to_owned()],
            created_at: now,
            seed,
            ids: 0,
            cash,
            last_equity: cash,
            multiplier: 2,
            shorting: true,
            data_plan: DataPlan::Free,
            status: "ACTIVE".to_owned(),
            trading_blocked: false,
            account_blocked: false,
            revoked: false,
            positions: Vec::new(),
        })
    };
    known.into_iter().map(account).collect()
}

pub(super) fn add(scene: &mut Scene<'_>) -> Outcome {
    let body = scene.visit.json()?;
    let fields = Fields(&body);
    let environment = fields.word("environment")?.unwrap_or(Environment::Paper);
    let multiplier = fields.whole("multiplier")?.unwrap_or(2);
    if !(1..=MAX_MULTIPLIER).contains(&multiplier) {
        return Err(Refusal::invalid("multiplier must be from 1 to 4"));
    }
    let cash = fields.decimal("cash")?.unwrap_or_else(|| Decimal::from(CASH));
    let seed = seed_of(scene.visit);
    let text = |from: usize, count: usize| -> String {
        let bytes = scene.visit.entropy.iter().skip(from).take(count);
        hex::encode(bytes.copied()).to_ascii_uppercase()
    };
    let facts = Facts {
        id: ids::uuid(seed, 0),
        number: format!(
            "{}{}",
            if environment == Environment::Paper {
                "PA"
            } else {
                ""
            },
            text(8, 5)
        ),
        environment,
        key_id: format!(
            "{}{}",
            if environment == Environment::Paper {
                "PK"
            } else {
                "AK"
            },
            text(13, 5)
        ),
        secret_key: text(18, 7),
        tokens: vec![text(25, 7)],
        created_at: scene.now,
        seed,
        ids: 0,
        cash,
        last_equity: cash,
        multiplier: u8::try_from(multiplier).unwrap_or(2),
        shorting: fields.optional_flag("shorting")?.unwrap_or(true),
        data_plan: fields.word("data_plan")?.unwrap_or(DataPlan::Free),
        status: "ACTIVE".to_owned(),
        trading_blocked: false,
        account_blocked: false,
        revoked: false,
        positions: Vec::new(),
    };
    let reply = Reply::json(201, &opened(&facts).build());
    scene.world.accounts.push(Account::new(facts));
    reply
}

fn seed_of(visit: &Visit) -> u64 {
    let bytes = visit.entropy.iter().take(8);
    bytes.fold(0, |seed: u64, byte| seed << 8 | u64::from(*byte))
}

fn shown(scene: &Scene<'_>, account: &Account) -> Value {
    let facts = &account.facts;
    let position = |position: &Position| {
        Object::new()
            .text("symbol", &position.symbol)
            .decimal("qty", position.qty)
            .decimal("cost", position.cost)
            .build()
    };
    let open = account.orders.iter().filter(|order| order.is_open()).count();
    opened(facts)
        .text("status", &facts.status)
        .flag("revoked", facts.revoked)
        .decimal("cash", facts.cash)
        .decimal(
            "equity",
            account.figures(&scene.world.settings.prices, scene.now).equity,
        )
        .value(
            "positions",
            Value::Array(facts.positions.iter().map(position).collect()),
        )
        .integer("open_orders", i64::try_from(open).unwrap_or(i64::MAX))
        .build()
}

pub(super) fn list(scene: &mut Scene<'_>) -> Outcome {
    let accounts = scene.world.accounts.iter().map(|account| shown(scene, account));
    Reply::ok(&data(accounts.collect()))
}

pub(super) fn change(scene: &mut Scene<'_>) -> Outcome {
    let (id, body) = (scene.visit.segment(2), scene.visit.json()?);
    let fields = Fields(&body);
    let facts = &mut scene.world.account_mut(&id)?.facts;
    if let Some(status) = fields.text("status")? {
        status.clone_into(&mut facts.status);
    }
    if let Some(blocked) = fields.optional_flag("trading_blocked")? {
        facts.trading_blocked = blocked;
    }
    if let Some(blocked) = fields.optional_flag("account_blocked")? {
        facts.account_blocked = blocked;
    }
    if let Some(revoked) = fields.optional_flag("revoked")? {
        facts.revoked = revoked;
    }
    Ok(Reply::nothing())
}
