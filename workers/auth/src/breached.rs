//! Passwords that everybody tries first. A short list that needs no network; an operator who wants the whole of a breach
//! corpus replaces this function.

/// The most common passwords of at least eight characters in public breach statistics.
const COMMON: &[&str] = &[
    "00000000",
    "11111111",
    "11223344",
    "12121212",
    "123123123",
    "12341234",
    "12344321",
    "12345678",
    "123456789",
    "1234567890",
    "123456a@",
    "1234qwer",
    "147258369",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "66666666",
    "87654321",
    "88888888",
    "987654321",
    "99999999",
    "a1234567",
    "a12345678",
    "aa123456",
    "aa12345678",
    "abc12345",
    "abcd1234",
    "admin123",
    "administrator",
    "asdfasdf",
    "asdfghjk",
    "asdfghjkl",
    "baseball",
    "bitcoin1",
    "changeme",
    "computer",
    "football",
    "iloveyou",
    "iloveyou1",
    "internet",
    "letmein1",
    "liverpool",
    "michelle",
    "mustang1",
    "p@ssw0rd",
    "p@ssword",
    "passw0rd",
    "password",
    "password1",
    "password12",
    "password123",
    "pokemon1",
    "princess",
    "qazwsxedc",
    "qwer1234",
    "qwerty12",
    "qwerty123",
    "qwertyui",
    "qwertyuiop",
    "samantha",
    "starwars",
    "sunshine",
    "superman",
    "superstar",
    "tradingview",
    "trustno1",
    "victoria",
    "welcome1",
    "whatever",
    "zaq12wsx",
    "zxcvbnm1",
    "zxcvbnm123",
];

/// Whether the password is on the list, in whatever case.
pub(super) fn is_breached(password: &str) -> bool {
    let lower = password.to_ascii_lowercase();
    COMMON.binary_search(&lower.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{COMMON, is_breached};

    #[test]
    fn the_list_is_sorted_and_found_in_any_case() {
        assert!(COMMON.is_sorted());
        assert!(is_breached("Password1") && is_breached("zaq12wsx") && !is_breached("correct horse battery"));
    }
}
