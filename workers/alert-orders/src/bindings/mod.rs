//! `/api/alert-orders/bindings`: which strategy's alerts become orders, at which account, by which rules.

mod input;
pub(crate) mod read;
mod view;
pub(crate) mod write;

pub(crate) use read::{get_binding, list_bindings};
pub(crate) use view::Binding;
pub(crate) use write::{create_binding, delete_binding, update_binding};
