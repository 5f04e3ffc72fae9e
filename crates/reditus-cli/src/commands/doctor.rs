//! `reditus doctor`

mod reach;

use std::{
    error::Error,
    io::{self, Write},
};

use reditus::Client;
use serde_json::json;

use super::outbox;
use crate::{
    args::{Global, Rate},
    exit::Exit,
    reader::Reader,
    settings::{Settings, Source},
};

/// What one check found: the value, or what is wrong with it.
type Checked = Result<String, Box<dyn Error>>;

struct Finding {
    what: &'static str,
    result: Checked,
    /// Where it comes from.
    source: Option<String>,
}

impl Finding {
    fn new(what: &'static str, result: Checked) -> Self {
        Self { what, result, source: None }
    }

    fn from(mut self, source: Option<Source>) -> Self {
        self.source =
            Some(source.map_or_else(|| "default".to_owned(), |source| source.to_string()));
        self
    }
}

pub(crate) async fn run(global: &Global) -> Exit {
    let findings = examine(global).await;
    let printed = match global.reader() {
        Reader::Program => object(&findings),
        Reader::Person => text(&findings),
    };
    let is_well = findings.iter().all(|finding| finding.result.is_ok());
    let exit = if is_well { Exit::Done } else { Exit::Not };
    exit.after(printed, Exit::Not)
}

async fn examine(global: &Global) -> Vec<Finding> {
    let settings = match Settings::read(global) {
        Ok(settings) => settings,
        Err(error) => return vec![Finding::new("configuration", Err(error.into()))],
    };
    let file = settings.file().map_or("no file".to_owned(), |path| path.display().to_string());
    let mut findings = vec![Finding::new("configuration", Ok(file))];
    findings.push(match settings.token() {
        Ok(Some(token)) => {
            let result = match Client::new(token.value.to_token()) {
                Ok(_) => Ok("set, not shown".to_owned()),
                Err(error) => Err(error.into()),
            };
            Finding::new("token", result).from(Some(token.source))
        }
        Ok(None) => {
            let advice = "not set: set REDITUS_API_TOKEN to the token from App Settings, or \
                          REDITUS_TOKEN_FILE to the name of a file that contains it";
            Finding::new("token", Err(advice.into()))
        }
        Err(error) => Finding::new("token", Err(error.into())),
    });
    findings.push(match settings.rate(None) {
        Ok(Some(rate)) => Finding::new("rate", Ok(rate.value.to_string())).from(Some(rate.source)),
        Ok(None) => Finding::new("rate", Ok(Rate::default().to_string())).from(None),
        Err(error) => Finding::new("rate", Err(error.into())),
    });
    match settings.outbox(None) {
        Ok(None) => {}
        Ok(Some(outbox)) => {
            let result = outbox::examine(&outbox.value).await;
            let result = result.map_err(Box::from);
            findings.push(Finding::new("outbox", result).from(Some(outbox.source)));
        }
        Err(error) => findings.push(Finding::new("outbox", Err(error.into()))),
    }
    let (base_url, source) = match settings.base_url() {
        Ok(Some(found)) => (found.value, Some(found.source)),
        Ok(None) => (Client::DEFAULT_BASE_URL.to_owned(), None),
        Err(error) => {
            findings.push(Finding::new("base URL", Err(error.into())));
            return findings;
        }
    };
    // Any token will do here: it is not sent.
    match Client::builder("none").base_url(&base_url).build() {
        Ok(_) => {
            findings.push(Finding::new("base URL", Ok(base_url.clone())).from(source));
            let reached = reach::host(&base_url).await;
            findings.push(Finding::new("service", reached.map_err(Box::from)));
        }
        Err(error) => {
            findings.push(Finding::new("base URL", Err(error.into())).from(source));
        }
    }
    findings
}

fn text(findings: &[Finding]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for Finding { what, result, source } in findings {
        let (mark, says) = match result {
            Ok(value) => ("ok   ", value),
            Err(why) => ("WRONG", &why.to_string()),
        };
        write!(out, "{mark}  {what:<13}  {says}")?;
        match source {
            Some(source) => writeln!(out, " ({source})")?,
            None => writeln!(out)?,
        }
    }
    for (name, version) in Client::specs() {
        writeln!(out, "ok     {:<13}  {name} {version}", "spec")?;
    }
    Ok(())
}

fn object(findings: &[Finding]) -> io::Result<()> {
    let findings: Vec<_> = findings
        .iter()
        .map(|Finding { what, result, source }| {
            json!({
                "what": what,
                "ok": result.is_ok(),
                "value": result.as_ref().ok(),
                "problem": result.as_ref().err().map(ToString::to_string),
                "source": source,
            })
        })
        .collect();
    let specs: Vec<_> = Client::specs()
        .map(|(name, version)| json!({ "name": name, "version": version }))
        .collect();
    writeln!(io::stdout(), "{:#}", json!({ "findings": findings, "specs": specs }))
}
