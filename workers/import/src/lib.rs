//! The `import` worker: takes over what an older system has exported, row by row, once, and takes it back on demand. The
//! export is read, and its cookies are decrypted, by `npm run import` on the operator's machine; here each row is checked,
//! stored and remembered. For admins only.

mod imports;
#[cfg(feature = "openapi")]
pub mod openapi;
mod rollback;
mod routes;
mod rows;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

serve_worker!("import", TABLES);
