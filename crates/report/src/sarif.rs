//! SARIF 2.1.0, which code scanning services read.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>, and what GitHub asks of it:
//! <https://docs.github.com/code-security/reference/code-scanning/sarif-support-for-code-scanning>. Paths are relative to the
//! top of the checkout; columns count code points; every result has a region, even one that no file holds.

use std::collections::BTreeMap;
use std::io::{self, Write};

use overlint_source::tree::path;
use overlint_source::{Finding, Origin, Related, Rule, Severity, Sources};
use serde_json::{Value, json};

use crate::{Report, fingerprint, shown_path};

/// What the format needs to know beside the report.
#[derive(Clone, Debug, Default)]
pub struct SarifOptions {
    /// The checked directory inside the tree; paths are written relative to it.
    pub prefix: String,
    /// The version of the program.
    pub version: String,
    /// The rules that findings may be of; only those that are get into the report.
    pub rules: Vec<&'static Rule>,
}

/// Writes a report as SARIF. Fails only where the writer does.
pub fn write(
    report: &Report,
    sources: &Sources,
    options: &SarifOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rules = rules_of(report, options);
    let index: BTreeMap<&str, usize> = rules.iter().enumerate().map(|(at, rule)| (rule.id, at)).collect();
    let log = Writer { sources, prefix: &options.prefix, index: &index };
    let results: Vec<Value> = report.findings.iter().map(|finding| log.result(finding)).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "overlint",
                "version": options.version,
                "rules": rules.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{"executionSuccessful": true}],
            "results": results,
        }],
    });
    crate::json::write_value(&document, out)?;
    out.write_all(b"\n")
}

/// The rules that something was found under, by id.
fn rules_of(report: &Report, options: &SarifOptions) -> Vec<&'static Rule> {
    let is_used = |rule: &&&Rule| report.findings.iter().any(|finding| finding.rule == rule.id);
    let mut rules: Vec<_> = options.rules.iter().filter(is_used).copied().collect();
    rules.sort_by_key(|rule| rule.id);
    rules.dedup_by_key(|rule| rule.id);
    rules
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "help": {"text": rule.documentation, "markdown": rule.documentation},
        "defaultConfiguration": {"level": level(rule.severity)},
    })
}

/// SARIF's word for a severity.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

struct Writer<'a> {
    sources: &'a Sources,
    prefix: &'a str,
    index: &'a BTreeMap<&'a str, usize>,
}

impl Writer<'_> {
    fn result(&self, finding: &Finding) -> Value {
        let overlays: Vec<_> =
            finding.overlays.iter().map(|overlay| path::relative(overlay, self.prefix)).collect();
        let file = self.sources.path(finding.origin.source);
        let help = finding.help.as_deref().map(|help| format!("\n\nHelp: {help}")).unwrap_or_default();
        let mut result = json!({
            "ruleId": finding.rule,
            "level": level(finding.severity),
            "message": {"text": format!("{}{help}", finding.message)},
            "locations": [self.location(finding.origin, finding)],
            "partialFingerprints": {"overlint/v1": fingerprint(finding, &file)},
            "properties": {"overlays": overlays, "pointer": finding.pointer},
        });
        if let Some(index) = self.index.get(finding.rule.as_ref()) {
            result["ruleIndex"] = json!(index);
        }
        let related: Vec<Value> = finding
            .related
            .iter()
            .enumerate()
            .map(|(at, related)| self.related(at, related, finding))
            .collect();
        if !related.is_empty() {
            result["relatedLocations"] = json!(related);
        }
        result
    }

    fn related(&self, at: usize, related: &Related, finding: &Finding) -> Value {
        let mut location = self.location(related.origin, finding);
        location["id"] = json!(at + 1);
        location["message"] = json!({"text": related.message});
        location
    }

    /// A place. Readers refuse a result without one, so what no file holds stands at its overlay.
    fn location(&self, origin: Origin, finding: &Finding) -> Value {
        let (path, line, column, length) = if origin.is_somewhere() {
            (self.sources.path(origin.source), origin.line, origin.column, origin.length.max(1))
        } else {
            (finding.overlays.first().map(ToString::to_string).unwrap_or_default(), 1, 1, 1)
        };
        json!({"physicalLocation": {
            "artifactLocation": {"uri": uri(&shown_path(&path, self.prefix)), "uriBaseId": "%SRCROOT%"},
            "region": {
                "startLine": line.max(1),
                "startColumn": column.max(1),
                "endLine": line.max(1),
                "endColumn": column.max(1).saturating_add(length),
            },
        }})
    }
}

/// A path as a relative URI reference: RFC 3986, section 4.2.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.extend(format!("%{byte:02X}").chars());
        }
    }
    if uri.is_empty() { ".".to_owned() } else { uri }
}
