//! Where a report goes and how it looks.

use std::env;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Write};

use anyhow::{Context as _, bail};
use overlint_report::{
    HumanOptions, JsonOptions, JunitOptions, Report, SarifOptions, github, human, json, junit, sarif,
};
use overlint_source::{Finding, Rule, Severity, Sources};

use crate::args::Color;

/// A format, and the file that it goes to; standard output without one.
#[derive(Debug)]
pub(crate) struct Output {
    format: Format,
    file: Option<(String, File)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Github,
    Human,
    Json,
    Junit,
    Sarif,
}

/// The formats by their names.
const FORMATS: [(&str, Format); 5] = [
    ("github", Format::Github),
    ("human", Format::Human),
    ("json", Format::Json),
    ("junit", Format::Junit),
    ("sarif", Format::Sarif),
];

/// What every format may want to know.
pub(crate) struct Look {
    /// For the human format.
    pub(crate) human: HumanOptions,
    /// For the JSON format; the prefix is that of annotations too.
    pub(crate) json: JsonOptions,
    /// For the JUnit format.
    pub(crate) junit: JunitOptions,
    /// For the SARIF format.
    pub(crate) sarif: SarifOptions,
}

impl Look {
    /// How a report of the repository at `prefix` looks in every format. `kubernetes` are the versions that it judged
    /// by, `rules` what findings may be of.
    pub(crate) fn new(
        human: HumanOptions,
        prefix: &str,
        kubernetes: Vec<String>,
        fails_at: Severity,
        rules: Vec<&'static Rule>,
    ) -> Self {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Self {
            human,
            json: JsonOptions { prefix: prefix.to_owned(), kubernetes },
            junit: JunitOptions { prefix: prefix.to_owned(), fails_at },
            sarif: SarifOptions { prefix: prefix.to_owned(), version, rules },
        }
    }
}

impl Output {
    /// Reads what `--format` was given, and opens the files: what cannot be written is better known before the work.
    pub(crate) fn parse_all(texts: &[String]) -> anyhow::Result<Vec<Self>> {
        let outputs = texts.iter().map(|text| Self::parse(text)).collect::<anyhow::Result<Vec<_>>>()?;
        if outputs.iter().filter(|output| output.file.is_none()).count() > 1 {
            bail!(
                "only one format can go to standard output; give the others a file: `--format json=report.json`"
            );
        }
        Ok(outputs)
    }

    /// Reads `FORMAT` or `FORMAT=FILE`.
    fn parse(text: &str) -> anyhow::Result<Self> {
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, Some(file)),
            None => (text, None),
        };
        let Some((_, format)) = FORMATS.iter().find(|(known, _)| *known == name) else {
            bail!(
                "there is no format `{name}`; the formats are {}",
                FORMATS.map(|(name, _)| format!("`{name}`")).join(", ")
            );
        };
        if file == Some("") {
            bail!("`--format {text}` names no file");
        }
        Ok(Self { format: *format, file: file.map(create).transpose()? })
    }

    /// Writes a report to each.
    pub(crate) fn write_all(
        outputs: &mut [Self],
        report: &Report,
        sources: &Sources,
        look: &Look,
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        outputs.iter_mut().try_for_each(|output| output.write(report, sources, look, out))
    }

    /// Writes a report.
    fn write(
        &mut self,
        report: &Report,
        sources: &Sources,
        look: &Look,
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        let Some((name, file)) = &mut self.file else {
            return quietly(self.format.write(report, sources, look, out));
        };
        let mut to = BufWriter::new(file);
        let written = self.format.write(report, sources, look, &mut to).and_then(|()| to.flush());
        written.with_context(|| format!("`{name}` cannot be written"))
    }
}

fn create(name: &str) -> anyhow::Result<(String, File)> {
    let file = File::create(name).with_context(|| format!("`{name}` cannot be written"))?;
    Ok((name.to_owned(), file))
}

/// A reader that has gone away, as in `overlint check | head`, has seen enough.
pub(crate) fn quietly(result: io::Result<()>) -> anyhow::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.context("the report cannot be written"),
    }
}

impl Format {
    fn write(self, report: &Report, sources: &Sources, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Github => github::write(report, sources, &look.json.prefix, out),
            Self::Human => human::write(report, sources, &look.human, out),
            Self::Json => json::write(report, sources, &look.json, out),
            Self::Junit => junit::write(report, sources, &look.junit, out),
            Self::Sarif => sarif::write(report, sources, &look.sarif, out),
        }
    }
}

/// Whether to colour what goes to standard output.
pub(crate) fn is_colored(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let forbidden = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            !forbidden && env::var_os("TERM").is_none_or(|term| term != "dumb") && io::stdout().is_terminal()
        }
    }
}

/// Shows faults that keep a command from going on, each with its place.
pub(crate) fn show_faults(findings: &[Finding], sources: &Sources, prefix: &str, err: &mut dyn Write) {
    let options = HumanOptions { prefix: prefix.to_owned(), ..HumanOptions::default() };
    let _ = human::write_findings(findings, sources, &options, err);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_may_name_a_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let name = format!("{}/a=b.json", folder.path().display());
        let output = Output::parse(&format!("json={name}")).expect("a format");
        assert_eq!(output.format, Format::Json);
        assert_eq!(output.file.expect("a file").0, name);
        assert!(Output::parse("xml").is_err());
        assert!(Output::parse("json=").is_err());
        assert!(Output::parse_all(&["human".to_owned(), "json".to_owned()]).is_err());
    }
}
