//! `reditus click`

use std::io::{self, Write};

use reditus::{Click, ClickError, Conversion};
use serde_json::{Value, json};

use crate::{
    args::{self, Global},
    exit::Exit,
    reader::Reader,
    report,
};

/// Reads a whole header if it names the cookie, otherwise the cookie's value.
pub(crate) fn read(cookie: &str) -> Result<Click, ClickError> {
    let cookie = cookie.strip_prefix("Cookie:").unwrap_or(cookie);
    if cookie.contains(&format!("{}=", Click::COOKIE)) {
        Click::from_cookie_header(cookie)
    } else {
        Click::parse(cookie.trim())
    }
}

pub(crate) fn run(args: &args::Click, global: &Global) -> Exit {
    let click = match read(&args.cookie) {
        Ok(click) => click,
        Err(error) => return report::could_not_start(error, global.reader()),
    };
    let printed = match global.reader() {
        Reader::Program => writeln!(io::stdout(), "{:#}", object(&click)),
        Reader::Person => text(&click, &mut io::stdout()),
    };
    let exit = if Conversion::from_click(&click).is_ok() { Exit::Done } else { Exit::Not };
    exit.after(printed, Exit::Not)
}

fn text(click: &Click, out: &mut impl Write) -> io::Result<()> {
    for (name, value) in fields(click) {
        let value = value.map(|value| value.escape_debug().to_string());
        writeln!(out, "{:<16} {}", name.replace('_', " "), value.as_deref().unwrap_or("-"))?;
    }
    for value in click.extra() {
        writeln!(out, "{:<16} {}", "extra", value.escape_debug())?;
    }
    writeln!(out, "{:<16} {}", "raw", click.raw().escape_debug())
}

fn object(click: &Click) -> Value {
    let mut object: serde_json::Map<_, _> =
        fields(click).map(|(name, value)| (name.to_owned(), json!(value))).into_iter().collect();
    object.insert("extra".to_owned(), click.extra().collect());
    object.insert("raw".to_owned(), click.raw().into());
    object.into()
}

fn fields(click: &Click) -> [(&'static str, Option<&str>); 8] {
    let referrer = Conversion::from_click(click)
        .map(|_| if click.is_advocate() { "advocate" } else { "affiliate" });
    [
        ("referrer", referrer.ok()),
        ("slug", click.slug()),
        ("programme_type", click.programme_type()),
        ("competitor_slug", click.competitor_slug()),
        ("competitor_type", click.competitor_type()),
        ("sub_id", click.sub_id()),
        ("client_id", click.client_id()),
        ("pk", click.pk()),
    ]
}
