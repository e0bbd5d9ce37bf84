//! Types, state machines, parsers and formulas of pinewire. No I/O, no clock, no randomness: everything is passed in.
//!
//! Money and prices are exact decimals ([`decimal::Decimal`]), times are UTC milliseconds ([`time::Timestamp`]), ids
//! are prefixed ULIDs ([`id`]). Nothing here panics on any input.

pub mod access;
pub mod account;
pub mod alert;
pub mod audit;
pub mod auth;
pub mod backoff;
pub mod bars;
pub mod csv;
pub mod dead_letter;
pub mod decimal;
pub mod id;
pub mod packed;
pub mod page;
pub mod plan;
pub mod quota;
pub mod rate_limit;
pub mod screenshot;
pub mod signal;
pub mod sorted_map;
pub mod standard_webhooks;
pub mod stats;
pub mod symbol;
pub mod text_enum;
pub mod time;
pub mod timeframe;
pub mod trading;
pub mod validation;
