//! The names that most are: `Pet`, `photo_urls`, `createdAt`.
//!
//! What `heck` makes of any name, made at once of those whose words are plain to see: it looks for
//! words in all of Unicode, and names are a great part of what lowering makes.

/// True when each word begins after a `_`, or as a capital after a small letter and its digits, and
/// not otherwise.
pub(super) fn is_plain(name: &str) -> bool {
    let mut before = b'_';
    let mut small = false;
    for byte in name.bytes() {
        let goes_on = match byte {
            b'a'..=b'z' => true,
            b'A'..=b'Z' => small || before == b'_',
            b'0'..=b'9' | b'_' => before != b'_',
            _ => false,
        };
        if !goes_on {
            return false;
        }
        small = byte.is_ascii_lowercase() || small && byte.is_ascii_digit();
        before = byte;
    }
    before != b'_'
}

pub(super) fn pascal(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut begins = true;
    for c in name.chars() {
        if c != '_' {
            out.push(if begins { c.to_ascii_uppercase() } else { c });
        }
        begins = c == '_';
    }
    out
}

pub(super) fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut before = '_';
    for c in name.chars() {
        if c.is_ascii_uppercase() && before != '_' {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use heck::{ToPascalCase, ToSnakeCase};

    use super::{is_plain, pascal, snake};

    #[test]
    fn plain_names_become_what_heck_makes_of_them() {
        let mut random = fastrand::Rng::with_seed(1);
        let mut plain = 0;
        for _ in 0..200_000 {
            let letters = (0..random.usize(..9)).map(|_| random.choice(b"abAB1_"));
            let name: String = letters.flatten().copied().map(char::from).collect();
            if is_plain(&name) {
                plain += 1;
                assert_eq!(pascal(&name), name.to_pascal_case(), "{name}");
                assert_eq!(snake(&name), name.to_snake_case(), "{name}");
            }
        }
        assert!(plain > 10_000, "{plain}");
    }
}
