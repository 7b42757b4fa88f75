//! The JSON format, version 1: one object, with each finding on a line of its own.
//!
//! Every key is always there: `help` is `null` where a finding has none, lists may be empty. A place that no
//! file holds has an empty `file` and line 0. `end_column` is the column behind the last character. Control
//! characters and bidirectional overrides are written as `\u` escapes, so the bytes are safe to print.

use std::io::{self, Write};

use overlint_source::{Finding, Origin, Related, ResourceId, Sources};
use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;

use crate::{Report, fingerprint, safe, shown_path};

/// What the format needs to know beside the report.
#[derive(Clone, Debug, Default)]
pub struct JsonOptions {
    /// The checked directory inside the tree; paths are written relative to it.
    pub prefix: String,
    /// The Kubernetes versions that the run judged by, such as `1.37`.
    pub kubernetes: Vec<String>,
}

/// Writes a report as JSON, version 1. Fails only where the writer does.
pub fn write(
    report: &Report,
    sources: &Sources,
    options: &JsonOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    out.write_all(b"{\"version\":1,\n\"summary\":")?;
    write_value(&report.summary, out)?;
    out.write_all(b",\n\"findings\":[")?;
    for (index, finding) in report.findings.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        write_value(&FindingV1::new(finding, sources, options), out)?;
    }
    out.write_all(if report.findings.is_empty() { b"]}\n" } else { b"\n]}\n" })
}

/// Three decimals: more would be noise.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
pub(crate) fn to_the_millisecond<S: Serializer>(seconds: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((seconds * 1000.0).round() / 1000.0)
}

#[derive(Serialize)]
struct FindingV1<'a> {
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    #[serde(flatten)]
    place: PlaceV1,
    end_line: u32,
    end_column: u32,
    related: Vec<RelatedV1<'a>>,
    overlays: Vec<String>,
    resources: Vec<ResourceV1<'a>>,
    pointer: &'a str,
    fingerprint: String,
    kubernetes: Vec<&'a str>,
    applications: [&'a str; 0],
}

#[derive(Serialize)]
struct PlaceV1 {
    file: String,
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct RelatedV1<'a> {
    #[serde(flatten)]
    place: PlaceV1,
    message: &'a str,
}

#[derive(Serialize)]
struct ResourceV1<'a> {
    #[serde(rename = "apiVersion")]
    api_version: &'a str,
    kind: &'a str,
    namespace: &'a str,
    name: &'a str,
}

impl<'a> FindingV1<'a> {
    fn new(finding: &'a Finding, sources: &Sources, options: &'a JsonOptions) -> Self {
        let origin = finding.origin;
        let path = sources.path(origin.source);
        let prefix = &options.prefix;
        Self {
            rule: &finding.rule,
            severity: finding.severity.name(),
            message: &finding.message,
            help: finding.help.as_deref(),
            end_line: origin.line,
            end_column: origin.column.saturating_add(origin.length),
            related: finding.related.iter().map(|related| RelatedV1::new(related, sources, prefix)).collect(),
            overlays: finding
                .overlays
                .iter()
                .map(|o| overlint_source::tree::path::relative(o, prefix))
                .collect(),
            resources: finding.resources.iter().map(|id| ResourceV1::new(id)).collect(),
            pointer: &finding.pointer,
            fingerprint: fingerprint(finding, &path),
            kubernetes: kubernetes(finding, options),
            applications: [],
            place: PlaceV1::new(origin, &path, prefix),
        }
    }
}

/// The versions that a finding holds for: all, where it does not say.
fn kubernetes<'a>(finding: &'a Finding, options: &'a JsonOptions) -> Vec<&'a str> {
    if finding.kubernetes.is_empty() {
        options.kubernetes.iter().map(String::as_str).collect()
    } else {
        finding.kubernetes.iter().map(AsRef::as_ref).collect()
    }
}

impl PlaceV1 {
    fn new(origin: Origin, path: &str, prefix: &str) -> Self {
        Self { file: shown_path(path, prefix), line: origin.line, column: origin.column }
    }
}

impl<'a> RelatedV1<'a> {
    fn new(related: &'a Related, sources: &Sources, prefix: &str) -> Self {
        let path = sources.path(related.origin.source);
        Self { place: PlaceV1::new(related.origin, &path, prefix), message: &related.message }
    }
}

impl<'a> ResourceV1<'a> {
    fn new(id: &'a ResourceId) -> Self {
        Self { api_version: &id.api_version, kind: &id.kind, namespace: &id.namespace, name: &id.name }
    }
}

/// Writes a value as JSON on one line, with everything escaped that would move a terminal. Fails only where the writer
/// does.
pub fn write_value(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, SafeFormatter);
    Ok(value.serialize(&mut serializer)?)
}

/// JSON asks for escapes only below U+0020; a terminal is moved by more.
struct SafeFormatter;

impl Formatter for SafeFormatter {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut plain = 0;
        for (at, c) in fragment.char_indices().filter(|(_, c)| safe::is_unsafe(*c)) {
            writer.write_all(&fragment.as_bytes()[plain..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            plain = at + c.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[plain..])
    }
}
