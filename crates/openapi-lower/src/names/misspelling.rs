//! Misspelled keys.

/// The known key that a misspelled one was probably meant to be: `requierd` means `required`.
pub(crate) fn meant<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let key = key.to_lowercase();
    let near = |known: &&&str| {
        let as_long = known.len() > 3 && key.len().abs_diff(known.len()) <= 1;
        as_long && is_near(&key, &known.to_ascii_lowercase())
    };
    known.iter().find(near).copied()
}

/// True when one edit, or swapping two adjacent letters, turns one into the other.
fn is_near(a: &str, b: &str) -> bool {
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([], []) | ([], [_]) => true,
        ([a1, a2, a @ ..], [b1, b2, b @ ..]) if (a1, a2, a) == (b2, b1, b) => true,
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        (a, [_, b @ ..]) => a == b,
        _ => false,
    }
}
