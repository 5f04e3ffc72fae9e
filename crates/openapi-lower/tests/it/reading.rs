//! Hostile files, and files that are barely documents.

use std::fs;

use openapi_lower::{Document, Problems, Spec, lower};
use serde_json::{Value, json};

fn read(name: &str, text: impl AsRef<[u8]>) -> Result<Value, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, text).unwrap();
    let shown = |problems: Problems| {
        let text = problems.to_string();
        assert_eq!(text.lines().count(), 1);
        text.replace(&format!("{}/", folder.path().display()), "")
    };
    Spec::file(file).read().map(|document| document.value().clone()).map_err(shown)
}

#[test]
fn keys_are_text_and_values_what_they_say() {
    let yaml = "\u{feff}404: a\r\n0x1F: b\r\n1.50: c\r\nyes: no\r\nnull: ~\r\n? true\r\n: 0x1F\r\n";
    let value = json!({
        "404": "a", "0x1F": "b", "1.50": "c", "yes": "no", "null": null, "true": 31
    });
    assert_eq!(read("a.yaml", yaml), Ok(value));
    assert_eq!(read("a.yaml", "# nothing\n"), Ok(Value::Null));
    assert_eq!(read("a.json", "\u{feff}{\"a\": 1}"), Ok(json!({ "a": 1 })));
    let large = 340282366920938463463374607431768211455_u128;
    assert_eq!(
        read("a.yaml", format!("[{large}, -{large}]")),
        Ok(json!([large as f64, -(large as f64)]))
    );
    assert_eq!(read("a.json", format!("[{large}]")), Ok(json!([large as f64])));
}

#[test]
fn yaml_that_json_cannot_represent_is_refused_with_its_place() {
    let cases = [
        ("a.yaml", "a: [!pet x]", "a.yaml#/a/0: a[0]: a YAML tag, which JSON does not have"),
        ("a.yaml", "a: .nan", "a.yaml#/a: a: NaN, which JSON cannot represent"),
        ("a.yaml", "[a, b]: c", "a.yaml: invalid type: sequence, expected a string"),
        ("a.yaml", "a: 1\n---\nb: 2", "a.yaml: deserializing from YAML containing more than one"),
        ("a.yaml", "a: *b", "a.yaml#/a: unknown anchor at line 1 column 4"),
        ("a.yaml", "a: \"\n", "a.yaml#/a: found unexpected end of stream at line 2 column 1"),
        ("a.json", "{} {}", "a.json: trailing characters at line 1 column 4"),
        ("a.json", "{\"a\": ", "a.json#/a: EOF while parsing a value"),
    ];
    for (name, text, expected) in cases {
        let error = read(name, text).unwrap_err();
        assert!(error.starts_with(expected), "{error}");
        assert!(error.ends_with("; correct the file"), "{error}");
    }
    assert!(read("a.yaml", b"a: \xff").unwrap_err().ends_with("; save the file as UTF-8"));
    let problems = Spec::file("no/such.yaml").read().unwrap_err().to_string();
    assert!(problems.ends_with("; check the path"), "{problems}");
}

#[test]
fn size_depth_and_aliases_are_bounded() {
    let aliases: String = ('b'..='i')
        .zip('a'..)
        .map(|(name, before)| {
            format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 10].join(", "))
        })
        .collect();
    let long = "x".repeat(1 << 20);
    let cases = [
        (format!("# {}", "x".repeat(16 << 20)), "larger than 16777216 bytes"),
        ("[".repeat(100_000), "more than 1000 open brackets"),
        ("- ".repeat(1000), "recursion limit exceeded"),
        (format!("{}{}", "[".repeat(200), "]".repeat(200)), "recursion limit exceeded"),
        ("a: &a [*a]".to_owned(), "recursion limit exceeded"),
        (format!("a: &a [x]\n{aliases}"), "repetition limit exceeded"),
        (
            format!("a: &a {long}\nb: [{}]", vec!["*a"; 1000].join(", ")),
            "expand to more than can be read",
        ),
    ];
    for (text, expected) in cases {
        let error = read("a.yaml", text).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
    let error = read("a.json", "[".repeat(100_000)).unwrap_err();
    assert!(error.contains("recursion limit exceeded"), "{error}");
}

#[test]
fn a_document_that_is_too_deep_is_refused_before_it_is_lowered() {
    let mut deep = json!({});
    for _ in 0..1000 {
        deep = json!({ "items": deep });
    }
    let problems = lower(&Document::new("a", json!({ "openapi": "3.1.0", "x-deep": deep })));
    let problems = problems.unwrap_err().to_string();
    assert!(
        problems.ends_with(": more than 128 levels deep; move inner schemas to components"),
        "{problems}"
    );
}

#[test]
fn every_message_is_one_line_whatever_the_document_holds() {
    let value = json!({ "openapi": "3.1.0", "a\ncargo::error=b\r": { "c": 1 } });
    let lowered = lower(&Document::new("a\nb.yaml", value)).unwrap();
    for relaxed in lowered.report() {
        assert_eq!(relaxed.to_string().lines().count(), 1, "{relaxed}");
    }
    assert_eq!(lowered.report().iter().count(), 2);
    let value =
        json!({ "openapi": "3.1.0", "jsonSchemaDialect": "a\ncargo::error=b\r", "pahts": 1 });
    let problems = lower(&Document::new("a\nb.yaml", value)).unwrap_err();
    for problem in &problems {
        assert_eq!(problem.to_string().lines().count(), 1, "{problem}");
    }
    assert_eq!(problems.into_iter().count(), 2);
}
