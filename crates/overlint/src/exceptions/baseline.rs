//! A file of the findings that were there when somebody began: only new ones are told.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anyhow::Context as _;
use overlint_report::{Report, fingerprint, json};
use overlint_source::read::{Limits, Place, decode, read_first};
use overlint_source::{Finding, Origin, Sources, from_node};
use serde::{Deserialize, Serialize};

use super::rules::UNUSED;

/// What the file is called unless somebody names another.
pub(crate) const FILE_NAME: &str = "overlint-baseline.json";

/// The findings that are known, by fingerprint.
#[derive(Debug)]
pub struct Baseline {
    /// How often each is there.
    known: BTreeMap<String, usize>,
    origin: Origin,
}

/// A line of the file. Only the fingerprint counts; the rest tells a reader what it is of.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Known {
    fingerprint: String,
    rule: String,
    file: String,
    message: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: u32,
    findings: Vec<Known>,
}

impl Baseline {
    /// Reads the bytes of a baseline, which findings call `shown`. Fails where they are none of this version.
    pub(crate) fn read(bytes: &[u8], shown: &str, sources: &Sources) -> anyhow::Result<Self> {
        let text =
            decode(bytes).map_err(|error| anyhow::anyhow!("`{shown}` is not text: {}", error.message))?;
        let source = sources.add(shown, text.as_ref());
        let document = read_first(&text, Place::of(source), &Limits::default())
            .map_err(|error| anyhow::anyhow!("`{shown}`, line {}: {}", error.origin.line, error.message))?;
        let root = document.root.with_context(|| format!("`{shown}` is empty"))?;
        let written: Written = from_node(&root)
            .map_err(|error| anyhow::anyhow!("`{shown}`, line {}: {}", error.origin.line, error.message))?;
        anyhow::ensure!(written.version == 1, "`{shown}` is of version {}; only 1 is known", written.version);
        let mut known = BTreeMap::new();
        for line in written.findings {
            *known.entry(line.fingerprint).or_default() += 1;
        }
        Ok(Self { known, origin: root.origin })
    }

    /// Takes out what is known, and returns it with what is to say of the baseline itself.
    pub(super) fn apply(
        &self,
        findings: &mut Vec<Finding>,
        sources: &Sources,
        may_be_known: impl Fn(&Finding) -> bool,
    ) -> (Vec<Finding>, Option<Finding>) {
        let mut left = self.known.clone();
        let (mut kept, mut taken) = (Vec::new(), Vec::new());
        for finding in std::mem::take(findings) {
            let print = fingerprint(&finding, &sources.path(finding.origin.source));
            match left.get_mut(&print).filter(|count| **count > 0 && may_be_known(&finding)) {
                Some(count) => {
                    *count -= 1;
                    taken.push(finding);
                }
                None => kept.push(finding),
            }
        }
        *findings = kept;
        (taken, self.gone(left.values().sum()))
    }

    fn gone(&self, count: usize) -> Option<Finding> {
        let message = match count {
            0 => return None,
            1 => "a finding of the baseline is gone".to_owned(),
            _ => format!("{count} findings of the baseline are gone"),
        };
        Some(Finding::warning(UNUSED.id, self.origin, message).help("write it again with `--write-baseline`"))
    }
}

/// Writes the findings of a report as a baseline, one a line and in the order of the report. Fails where the writer does.
pub(crate) fn write(report: &Report, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"version\": 1, \"findings\": [")?;
    for (index, finding) in report.findings.iter().enumerate() {
        let file = sources.path(finding.origin.source);
        let known = Known {
            fingerprint: fingerprint(finding, &file),
            rule: finding.rule.to_string(),
            file,
            message: finding.message.clone(),
        };
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        json::write_value(&known, out)?;
    }
    out.write_all(b"\n]}\n")
}
