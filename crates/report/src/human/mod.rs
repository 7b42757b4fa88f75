//! The report for a person: each finding with its source underlined, and a closing line in plain words.

mod excerpt;
mod paint;
mod snippet;
mod steps;
mod summary;
mod versions;

use std::fmt::Write as _;
use std::io::{self, Write};

use overlint_source::tree::path;
use overlint_source::{Finding, Origin, ResourceId, Severity, Sources};

pub use self::steps::{Step, write_steps};

use self::paint::Paint;
use self::snippet::{Drawing, Place};
use crate::{Report, Summary, Unjudged, escape, shown_path};

/// How many related places are drawn unless everything is asked for.
const SHOWN_RELATED: usize = 3;

/// How the report looks.
#[derive(Clone, Debug)]
pub struct HumanOptions {
    /// Whether to colour it with ANSI sequences.
    pub color: bool,
    /// Whether to show findings of severity `info`, every overlay, every object and every related place.
    pub verbose: bool,
    /// How many columns the terminal has; longer source lines are cut around the fault.
    pub width: usize,
    /// The checked directory inside the tree; paths are shown relative to it.
    pub prefix: String,
    /// The Kubernetes versions that are compared, oldest first; empty where there is only one.
    pub kubernetes: Vec<String>,
}

impl Default for HumanOptions {
    fn default() -> Self {
        Self { color: false, verbose: false, width: 100, prefix: String::new(), kubernetes: Vec::new() }
    }
}

/// Writes a report for a person. Fails only where the writer does.
pub fn write(
    report: &Report,
    sources: &Sources,
    options: &HumanOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let shown = report.findings.iter().filter(|finding| finding.severity > Severity::Info || options.verbose);
    write_findings(shown, sources, options, out)?;
    if options.verbose {
        write_unjudged(&report.unjudged, sources, options, out)?;
    }
    out.write_all(versions::comparison(&report.findings, sources, options).as_bytes())?;
    write_summary(&report.summary, options, out)
}

/// Writes the closing line alone. Fails only where the writer does.
pub fn write_summary(summary: &Summary, options: &HumanOptions, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", summary::line(summary, options))
}

/// Writes the kinds without a schema, one a line.
fn write_unjudged(
    unjudged: &Unjudged,
    sources: &Sources,
    options: &HumanOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    if unjudged.is_empty() {
        return Ok(());
    }
    writeln!(out, "not validated:")?;
    for (api_version, kind, objects, first) in unjudged.iter() {
        let of = if api_version.is_empty() { "" } else { " of " };
        let path = shown_path(&sources.path(first.source), &options.prefix);
        let what = format!("{objects} × {kind}{of}{api_version}, first in {path}:{}", first.line);
        writeln!(out, "  {}", escape(&what))?;
    }
    writeln!(out)
}

/// Writes findings alone, without a closing line. Fails only where the writer does.
pub fn write_findings<'f>(
    findings: impl IntoIterator<Item = &'f Finding>,
    sources: &Sources,
    options: &HumanOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let writer =
        FindingWriter { sources, options, paint: Paint(options.color), drawing: Drawing::new(options) };
    let mut text = String::new();
    for finding in findings {
        text.clear();
        writer.finding(finding, &mut text);
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

struct FindingWriter<'a> {
    sources: &'a Sources,
    options: &'a HumanOptions,
    paint: Paint,
    drawing: Drawing,
}

impl FindingWriter<'_> {
    fn finding(&self, finding: &Finding, text: &mut String) {
        self.headline(finding, text);
        self.places(finding, text);
        if let Some(help) = &finding.help {
            self.note("help: ", &escape(help), text);
        }
        self.reach(finding, text);
        if let Some(versions) = versions::only(finding, &self.options.kubernetes) {
            self.note("", &versions, text);
        }
        text.push('\n');
    }

    fn headline(&self, finding: &Finding, text: &mut String) {
        let kind = format!("{}[{}]", finding.severity.name(), escape(&finding.rule));
        let kind = self.paint.severity(finding.severity, &kind);
        let message = self.paint.bold(&escape(&finding.message));
        let _ = writeln!(text, "{kind}: {message}");
    }

    fn places(&self, finding: &Finding, text: &mut String) {
        let secret = conceals(finding);
        let mut groups = self.groups(finding).into_iter();
        if let Some(group) = groups.next() {
            self.group("-->", &group, secret, text);
        }
        let shown = if self.options.verbose { usize::MAX } else { SHOWN_RELATED };
        groups.by_ref().take(shown).for_each(|group| self.group(":::", &group, secret, text));
        let left = groups.count();
        if left > 0 {
            self.note("", &format!("and {left} more {}", plural(left, "place", "places")), text);
        }
    }

    /// The places that are drawn together: those beside the fault with it, every other one alone.
    fn groups<'f>(&self, finding: &'f Finding) -> Vec<Vec<Place<'f>>> {
        let mut groups = Vec::new();
        if finding.origin.is_somewhere() {
            groups.push(vec![Place { origin: finding.origin, label: "" }]);
        }
        for related in finding.related.iter().filter(|related| related.origin.is_somewhere()) {
            let place = Place { origin: related.origin, label: &related.message };
            match groups.first_mut() {
                Some(first) if self.drawing.fits_beside(self.sources, finding.origin, place) => {
                    first.push(place);
                }
                _ => groups.push(vec![place]),
            }
        }
        groups
    }

    fn group(&self, arrow: &str, places: &[Place<'_>], secret: bool, text: &mut String) {
        let Some(Place { origin, label }) = places.first().copied() else { return };
        let Some(source) = self.sources.get(origin.source) else { return };
        let shown = self.shown_place(source.path(), origin);
        let _ = write!(text, "  {} {shown}", self.paint.faint(arrow));
        text.push('\n');
        if !self.drawing.draw(&source, places, secret, text) && !label.is_empty() {
            self.note("", &escape(label), text);
        }
    }

    fn shown_place(&self, path: &str, origin: Origin) -> String {
        let path = shown_path(path, &self.options.prefix);
        self.paint.link(&format!("{}:{}:{}", escape(&path), origin.line, origin.column))
    }

    fn reach(&self, finding: &Finding, text: &mut String) {
        let overlay = |o: &str| escape(&path::relative(o, &self.options.prefix)).into_owned();
        if self.options.verbose {
            finding.resources.iter().for_each(|id| self.note("of ", &described(id), text));
            finding.overlays.iter().for_each(|o| self.note("in ", &overlay(o), text));
        } else if let Some((first, others)) = finding.overlays.split_first() {
            let more = match others.len() {
                0 => String::new(),
                n => format!(" and {n} more {}", plural(n, "overlay", "overlays")),
            };
            let object = finding.resources.first().map(|id| format!("{} ", named(id))).unwrap_or_default();
            self.note("", &format!("{object}in {}{more}", overlay(first)), text);
        } else if let Some(object) = finding.resources.iter().find(|object| !object.kind.is_empty()) {
            self.note("", &named(object), text);
        }
    }

    fn note(&self, label: &str, words: &str, text: &mut String) {
        let _ = writeln!(text, "  {} {}{words}", self.paint.faint("="), self.paint.bold(label));
    }
}

/// Whether the source that a finding points at may hold a Secret's values: these must not reach a CI log.
fn conceals(finding: &Finding) -> bool {
    let harmless = ["/metadata", "/kind", "/apiVersion", "/type", "/immutable"];
    finding.resources.iter().any(|id| id.kind == "Secret")
        && !harmless.iter().any(|field| path::is_within(&finding.pointer, field))
}

fn described(id: &ResourceId) -> String {
    let namespace = if id.namespace.is_empty() { String::new() } else { format!("{}/", id.namespace) };
    escape(&format!("{} {namespace}{}", id.kind, id.name)).into_owned()
}

/// An object without its namespace, which differs between overlays.
fn named(id: &ResourceId) -> String {
    escape(&format!("{} `{}`", id.kind, id.name)).into_owned()
}

fn plural<'a>(count: usize, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}
