//! Storing the world in the Durable Object: a row for each account, order, fill and setting, written when it changes.

mod accounts;
mod columns;
mod orders;
mod settings;

use pinewire_sandbox_kit::sql::run;
use worker::{Result, SqlStorage};

use crate::{
    venue::account::Facts,
    world::{Settings, World},
};

/// Creates what is not there yet.
pub(crate) fn create(sql: &SqlStorage) -> Result<()> {
    [accounts::TABLES, orders::TABLES, settings::TABLES]
        .iter()
        .flat_map(|tables| tables.iter())
        .try_for_each(|table| run(sql, table, Vec::new()))
}

/// Forgets everything.
pub(crate) fn clear(sql: &SqlStorage) -> Result<()> {
    for table in [
        "accounts",
        "positions",
        "orders",
        "fills",
        "settings",
        "prices",
        "troubles",
        "codes",
    ] {
        run(sql, &format!("DELETE FROM {table}"), Vec::new())?;
    }
    Ok(())
}

/// What is known to be stored.
#[derive(Debug, Default)]
pub(crate) struct Stored {
    settings: Option<Settings>,
    /// Of each account its facts and how many fills.
    accounts: Vec<(Option<Facts>, usize)>,
}

/// The world as it was saved; `None` if it never was.
pub(crate) fn load(sql: &SqlStorage) -> Result<Option<(World, Stored)>> {
    let Some(settings) = settings::load(sql)? else {
        return Ok(None);
    };
    let accounts = accounts::load(sql)?;
    let stored = Stored {
        settings: Some(settings.clone()),
        accounts: accounts
            .iter()
            .map(|account| (Some(account.facts.clone()), account.fills.len()))
            .collect(),
    };
    Ok(Some((World::new(settings, accounts), stored)))
}

/// Saves what changed.
pub(crate) fn save(sql: &SqlStorage, world: &mut World, stored: &mut Stored) -> Result<()> {
    settings::save(sql, &world.settings, stored.settings.as_ref())?;
    if stored.settings.as_ref() != Some(&world.settings) {
        stored.settings = Some(world.settings.clone());
    }
    stored
        .accounts
        .resize_with(world.accounts.len(), Default::default);
    for (account, (facts, fills)) in world.accounts.iter_mut().zip(&mut stored.accounts) {
        if facts.as_ref() != Some(&account.facts) {
            accounts::save(sql, &account.facts)?;
            *facts = Some(account.facts.clone());
        }
        let id = account.facts.id.as_str();
        for changed in core::mem::take(&mut account.changed) {
            if let Some(order) = account.orders.iter().rev().find(|order| order.id == changed) {
                orders::save(sql, id, order)?;
            }
        }
        for fill in account.fills.iter().skip(*fills) {
            orders::save_fill(sql, id, fill)?;
        }
        *fills = account.fills.len();
    }
    Ok(())
}
