//! What the stand-in keeps, in SQL: users, their sessions and scripts, who may use them, the calls that were made and
//! how the next are to fail. Handlers run in the Durable Object beside it, each in one step that nothing can come
//! between.

pub(crate) mod grants;
pub(crate) mod pictures;
pub(crate) mod schema;
pub(crate) mod scripts;
pub(crate) mod seed;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod users;
pub(crate) mod visits;
