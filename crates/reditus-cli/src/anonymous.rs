//! What the service says, without what identifies anybody.

use reditus::{Conversion, Fields};

pub(crate) const REMOVED: &str = "[removed]";

/// The text without the values of the conversion, and without anything like an e-mail address.
pub(crate) fn anonymous(text: &str, conversion: &Conversion) -> String {
    let Fields { referrer, email, uid, gr_id, .. } = conversion.fields();
    let values = [Some(referrer.slug()), email, uid, gr_id];
    let text =
        values.into_iter().flatten().fold(text.to_owned(), |text, value| without(&text, value));
    let words = text.split_inclusive(char::is_whitespace).map(|word| {
        let end = &word[word.trim_end().len()..];
        if word.contains('@') { format!("{REMOVED}{end}") } else { word.to_owned() }
    });
    let text: String = words.collect();
    text.escape_debug().to_string()
}

/// Without this value, in upper or lower case.
fn without(text: &str, value: &str) -> String {
    if value.is_empty() {
        return text.to_owned();
    }
    let (lower, value) = (text.to_ascii_lowercase(), value.to_ascii_lowercase());
    let mut left = String::with_capacity(text.len());
    let mut from = 0;
    for (at, found) in lower.match_indices(&value) {
        left += &text[from..at];
        // A short value is a part of many words: there, only a whole word is removed.
        let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = lower.as_bytes();
        let end = at + found.len();
        let inside = (at > 0 && is_word(bytes.get(at - 1))) || is_word(bytes.get(end));
        left += if inside && value.len() < 4 { &text[at..end] } else { REMOVED };
        from = end;
    }
    left + &text[from..]
}

#[cfg(test)]
mod tests {
    use reditus::Conversion;

    use super::anonymous;

    #[test]
    fn what_the_service_says_is_shown_without_anybody() {
        let conversion = Conversion::affiliate("john").email("jane@example.com").uid("4");
        for (said, shown) in [
            ("Invalid affiliate slug", "Invalid affiliate slug"),
            ("No affiliate JOHN, ask john.", "No affiliate [removed], ask [removed]."),
            ("Jane@Example.com is blocked", "[removed] is blocked"),
            ("user 4 of 42: mail eve@example.org now", "user [removed] of 42: mail [removed] now"),
        ] {
            assert_eq!(anonymous(said, &conversion), shown);
        }
    }
}
