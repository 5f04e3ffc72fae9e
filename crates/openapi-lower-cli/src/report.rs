//! The report, for people and for programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use openapi_lower::{Lowered, Problems, Severity};
use serde_json::{Value, json};

use crate::args::{Args, Form};
use crate::line::Line;

/// Everything that is said about a lowered document.
pub(crate) struct Summary<'s> {
    pub(crate) args: &'s Args,
    pub(crate) lowered: &'s Lowered,
    pub(crate) lines: &'s [Line<'s>],
}

impl Summary<'_> {
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        match self.args.report {
            Form::Human => self.human(out),
            Form::Json => writeln!(out, "{:#}", self.json()),
        }
    }

    fn operations(&self) -> usize {
        let paths = self.lowered.value()["paths"].as_object();
        let items = paths.into_iter().flat_map(|paths| paths.values());
        items.filter_map(Value::as_object).map(serde_json::Map::len).sum()
    }

    fn human(&self, out: &mut impl Write) -> io::Result<()> {
        let spec = self.args.spec.display();
        let operations = match self.operations() {
            1 => "1 operation is".to_owned(),
            many => format!("{many} operations are"),
        };
        writeln!(out, "{spec}: {operations} lowered")?;
        let known = self.lines.iter().filter(|line| !line.is_new).count();
        match known {
            0 => {}
            1 => writeln!(out, "1 line is in the baseline")?,
            many => writeln!(out, "{many} lines are in the baseline")?,
        }
        let mut hidden = false;
        for severity in Severity::ALL {
            let lines = self.lines.iter().filter(|line| line.is_new && line.severity == severity);
            let lines: Vec<_> = lines.collect();
            if lines.is_empty() {
                continue;
            }
            writeln!(out, "\n{} {severity}: {}", lines.len(), meaning(severity))?;
            if self.args.all || self.args.baseline.is_some() || severity <= Severity::Loss {
                lines.iter().try_for_each(|line| writeln!(out, "  {}", line.text))?;
                continue;
            }
            let mut counts = BTreeMap::new();
            lines.iter().for_each(|line| *counts.entry(line.code).or_insert(0) += 1);
            let counts = counts.iter().map(|(code, count)| format!("{code} {count}"));
            writeln!(out, "  {}", counts.collect::<Vec<_>>().join(", "))?;
            hidden = true;
        }
        if hidden {
            writeln!(out, "\n--all shows every line.")?;
        }
        writeln!(out, "\nThe generated code needs these [dependencies]:")?;
        self.lowered.dependencies().iter().try_for_each(|it| writeln!(out, "  {it}"))
    }

    /// In how many places the document has something of each code.
    fn places(&self) -> BTreeMap<&str, usize> {
        let mut places = BTreeMap::new();
        for line in self.lines {
            *places.entry(line.code.name()).or_insert(0) += line.places;
        }
        places
    }

    fn json(&self) -> Value {
        let lines = self.lines.iter().map(|line| {
            json!({
                "severity": line.severity.name(),
                "code": line.code.name(),
                "pointer": line.pointer,
                "first": line.first,
                "places": line.places,
                "operation": line.operation,
                "what": line.what,
                "fix": line.code.fix(),
                "new": line.is_new,
            })
        });
        let dependencies = self.lowered.dependencies();
        let dependencies = dependencies.iter().map(|it| {
            json!({
                "name": it.name(),
                "version": it.version(),
                "features": it.features(),
                "why": it.why(),
            })
        });
        json!({
            "file": self.args.spec,
            "operations": self.operations(),
            "places": self.places(),
            "lines": lines.collect::<Vec<_>>(),
            "dependencies": dependencies.collect::<Vec<_>>(),
        })
    }
}

/// Why nothing was written.
pub(crate) fn problems(args: &Args, problems: &Problems, out: &mut impl Write) -> io::Result<()> {
    match args.report {
        Form::Human => writeln!(out, "{problems}"),
        Form::Json => {
            let problems = problems.into_iter().map(|it| {
                json!({
                    "file": it.file(),
                    "pointer": it.pointer(),
                    "what": it.what(),
                    "fix": it.fix(),
                })
            });
            let problems: Vec<_> = problems.collect();
            writeln!(out, "{:#}", json!({ "file": args.spec, "problems": problems }))
        }
    }
}

fn meaning(severity: Severity) -> &'static str {
    match severity {
        Severity::LeftOut => "these operations have no method",
        Severity::Loss => "a request can say something else, or a part of a response be lost",
        Severity::Less => "the client offers less than the document",
        Severity::Note => "what only the service checks, and names",
    }
}
