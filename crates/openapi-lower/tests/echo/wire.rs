//! What arrived, compared with what the document says.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::call::Call;
use crate::style;

/// Headers that every request has.
const USUAL: &[&str] = &["host", "accept", "user-agent", "api-version", "content-length"];

/// How the head of a request differs from what it should be.
pub(crate) fn differences(call: &Call, head: &str) -> Vec<String> {
    let mut lines = head.lines();
    let line = lines.next().unwrap_or_default();
    let mut found = Vec::new();
    let target = line.split(' ').nth(1).unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (template, fixed) = call.path.split_once('?').unwrap_or((&call.path, ""));
    let segments: Vec<_> = path.split('/').map(decoded).collect();
    let expected: Vec<_> = template.split('/').map(|part| filled(call, part)).collect();
    let same = segments.len() == expected.len()
        && segments.iter().zip(&expected).all(|(text, value)| style::is(text, value));
    if !same {
        found.push(format!("the path {path} is not {expected:?}"));
    }

    let mut pairs: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect();
    let fixed = fixed.split('&').filter(|pair| !pair.is_empty()).map(pair);
    let fixed = fixed.map(|(name, text)| (name, Value::from(text)));
    let sent = call.arguments.iter().filter(|argument| argument.parameter.location == "query");
    let sent = sent.flat_map(|argument| style::form(&argument.parameter.name, &argument.value));
    for (name, value) in fixed.chain(sent) {
        match pairs.iter().position(|(key, text)| *key == name && style::is(text, &value)) {
            Some(index) => drop(pairs.remove(index)),
            None => found.push(format!("{name}={value} is not in the query {query}")),
        }
    }
    found.extend(pairs.iter().map(|(name, text)| format!("{name}={text} is in the query as well")));

    let mut headers: Vec<_> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, text)| (name, text.trim()))
        .collect();
    for argument in &call.arguments {
        let name = &argument.parameter.name;
        if argument.parameter.location == "header" {
            let text = style::simple(&argument.value);
            let is_it = |(key, value): &(&str, &str)| {
                key.eq_ignore_ascii_case(name)
                    && (*value == text.trim() || style::is(value, &argument.value))
            };
            match headers.iter().position(is_it) {
                Some(index) => drop(headers.remove(index)),
                None => found.push(format!("the header {name} is not {text:?}")),
            }
        }
    }
    headers.retain(|(name, _)| !USUAL.contains(&name.to_ascii_lowercase().as_str()));
    found.extend(headers.iter().map(|(name, _)| format!("the header {name} is there as well")));
    found
}

/// A part of the path with its arguments: a number alone stays one.
fn filled(call: &Call, part: &str) -> Value {
    let in_path = call.arguments.iter().filter(|argument| argument.parameter.location == "path");
    let mut text = part.to_owned();
    for argument in in_path {
        let name = format!("{{{}}}", argument.parameter.name);
        if part == name && argument.value.is_number() {
            return argument.value.clone();
        }
        text = text.replace(&name, &style::simple(&argument.value));
    }
    text.into()
}

fn pair(pair: &str) -> (String, String) {
    let (name, text) = pair.split_once('=').unwrap_or((pair, ""));
    let [name, text] = [name, text].map(|it| decoded(&it.replace('+', " ")));
    (name, text)
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
