//! `overlint list`.

use std::io::{self, Write};

use overlint_policy::Registry;
use overlint_report::escape;
use overlint_schema::Catalog;
use overlint_source::Rule;

use crate::args::{self, Listed};
use crate::commands::{Opened, rules, with_threads};
use crate::config::schema::json_schema;
use crate::exit::Exit;

/// Prints one thing a line.
pub(crate) fn run(
    args: &args::List,
    registry: &Registry,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    match args.what {
        Listed::Overlays => return overlays(args, registry, out, err),
        Listed::Policies => {
            for rule in rules(registry) {
                print_rule(rule, out)?;
            }
        }
        Listed::Schema => {
            let schema = json_schema(registry);
            line(out, &serde_json::to_string_pretty(&schema)?)?;
        }
        Listed::Versions => {
            let newest = Catalog::newest()?.version();
            for version in Catalog::versions() {
                let remark = if version == newest { " (default)" } else { "" };
                line(out, &format!("{version}{remark}"))?;
            }
        }
    }
    Ok(Exit::Clean)
}

fn print_rule(rule: &Rule, out: &mut dyn Write) -> anyhow::Result<()> {
    line(out, &format!("{:<32} {:<8} {}", rule.id, rule.severity.name(), rule.summary))
}

/// A reader that has gone away has seen enough.
fn line(out: &mut dyn Write, text: &str) -> anyhow::Result<()> {
    match writeln!(out, "{text}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

fn overlays(
    args: &args::List,
    registry: &Registry,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let Some(opened) = Opened::open(&args.paths, &args.reading, registry, err)? else {
        return Ok(Exit::CouldNotRun);
    };
    let (graph, overlays) = with_threads(None, || opened.check(&args.reading).overlays())??;
    for overlay in overlays {
        line(out, &escape(&opened.repository.shown(graph.path(overlay))))?;
    }
    Ok(Exit::Clean)
}
