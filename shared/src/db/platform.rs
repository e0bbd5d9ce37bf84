//! D1 as JavaScript has it, as far as it is needed. The SDK's own types decode each row type by serde-wasm-bindgen, cell
//! by cell; here a whole answer comes over as one text.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// `D1Database`
    #[derive(Debug, Clone)]
    pub(super) type Database;

    #[wasm_bindgen(method)]
    pub(super) fn prepare(this: &Database, sql: &str) -> Statement;

    #[wasm_bindgen(method, catch)]
    pub(super) fn batch(this: &Database, statements: &Array) -> Result<Promise, JsValue>;

    /// `D1PreparedStatement`
    #[derive(Debug, Clone)]
    pub(super) type Statement;

    #[wasm_bindgen(method, catch, variadic)]
    pub(super) fn bind(this: &Statement, values: &Array) -> Result<Statement, JsValue>;
}
