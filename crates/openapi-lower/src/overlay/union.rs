//! Unions in a JSONPath.

/// True when some brackets of the path select by more than one selector, as in `$['a','b']`.
///
/// Commas in quotes and between the arguments of a function do not make a union.
pub(super) fn is_in(path: &str) -> bool {
    let mut open = Vec::new();
    let mut characters = path.chars();
    while let Some(character) = characters.next() {
        match character {
            '\'' | '"' => skip_quoted(&mut characters, character),
            '[' | '(' => open.push(character),
            ']' | ')' => drop(open.pop()),
            ',' if open.last() == Some(&'[') => return true,
            _ => {}
        }
    }
    false
}

fn skip_quoted(characters: &mut std::str::Chars<'_>, quote: char) {
    while let Some(character) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            _ if character == quote => return,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_in;

    #[test]
    fn only_a_comma_between_selectors_makes_a_union() {
        let unions =
            ["$['a','b']", "$.a[0,1]", "$[?@.a == 'x', 'b']", "$.a['b, c', 'd']", "$[?@['a','b']]"];
        let others =
            ["$.a", "$['a,b']", r"$['a\',b']", "$[?match(@.a, 'x,y')]", "$.a[1:2]", r#"$["a,'b"]"#];
        for path in unions {
            assert!(is_in(path), "{path}");
        }
        for path in others {
            assert!(!is_in(path), "{path}");
        }
    }
}
