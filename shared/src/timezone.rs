//! Time zones by their IANA names, as far as the runtime knows them. A table of our own would be larger than a worker.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

const MAX_CHARS: usize = 64;

/// Whether `name` is a time zone such as `Europe/Istanbul` or `UTC`. Offsets such as `+03:00` are none: they know of no
/// summer time.
pub fn is_known(name: &str) -> bool {
    is_plausible(name) && can_format(name).unwrap_or(false)
}

fn is_plausible(name: &str) -> bool {
    name.len() <= MAX_CHARS
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-+/".contains(&byte))
}

/// `new Intl.DateTimeFormat("en", { timeZone })` throws for a zone that the runtime does not know. The binding's own
/// constructor would let that exception pass through us, so it is called by reflection.
fn can_format(name: &str) -> Result<bool, JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into())?;
    let constructor: Function = Reflect::get(&intl, &"DateTimeFormat".into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"timeZone".into(), &name.into())?;
    Ok(Reflect::construct(&constructor, &Array::of2(&"en".into(), &options)).is_ok())
}

#[cfg(test)]
mod tests {
    use super::is_plausible;

    #[test]
    fn names_are_plausible_and_offsets_are_not() {
        for name in [
            "UTC",
            "Europe/Istanbul",
            "America/Argentina/Buenos_Aires",
            "Etc/GMT+3",
        ] {
            assert!(is_plausible(name), "{name}");
        }
        for name in ["", "+03:00", "Europe/İstanbul", "Europe/Istanbul'", "a b"] {
            assert!(!is_plausible(name), "{name}");
        }
        assert!(!is_plausible(&"A".repeat(65)));
    }
}
