//! The closing line: what was looked at, and what came of it.

use overlint_source::Severity;

use super::paint::Paint;
use super::{HumanOptions, plural};
use crate::Summary;

/// The counts of a run in plain words.
pub(super) fn line(summary: &Summary, options: &HumanOptions) -> String {
    format!("{}; {}; {}", verdicts(summary, options), checked(summary), read(summary))
}

fn verdicts(summary: &Summary, options: &HumanOptions) -> String {
    let paint = Paint(options.color);
    let painted = |severity, count, text: String| match count {
        0 => text,
        _ => paint.severity(severity, &text),
    };
    let mut parts = vec![
        painted(Severity::Error, summary.errors, counted(summary.errors, "error", "errors")),
        painted(Severity::Warning, summary.warnings, counted(summary.warnings, "warning", "warnings")),
    ];
    if summary.infos > 0 {
        let hint = if options.verbose { "" } else { " (-v shows them)" };
        parts.push(format!("{}{hint}", counted(summary.infos, "info", "infos")));
    }
    if summary.suppressed > 0 {
        parts.push(format!("{} suppressed", summary.suppressed));
    }
    parts.join(", ")
}

fn checked(summary: &Summary) -> String {
    let resources = format!("{}{}", counted(summary.resources, "resource", "resources"), judged(summary));
    if summary.overlays == 0 {
        return resources;
    }
    let overlays = counted(summary.overlays, "overlay", "overlays");
    let unbuilt = match summary.unbuilt {
        0 => String::new(),
        unbuilt => format!(" ({unbuilt} could not be built)"),
    };
    format!("{overlays}{unbuilt} with {resources}")
}

fn judged(summary: &Summary) -> String {
    let counts =
        [(summary.valid, "valid"), (summary.invalid, "invalid"), (summary.skipped, "without a schema")];
    let parts: Vec<_> =
        counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
}

fn read(summary: &Summary) -> String {
    format!("{} in {:.2} s", counted(summary.files, "file", "files"), summary.seconds)
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", plural(count, one, many))
}
