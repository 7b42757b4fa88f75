//! `overlint list`.

use std::collections::BTreeSet;
use std::io::{self, Write};

use anyhow::bail;
use overlint_policy::{Profile, Registry};
use overlint_report::escape;
use overlint_schema::Catalog;

use crate::args::{self, Listed};
use crate::commands::rules::{Described, described};
use crate::commands::{Opened, with_threads};
use crate::config::schema::json_schema;
use crate::exit::Exit;

/// Prints one thing a line.
pub(crate) fn run(
    args: &args::List,
    registry: &Registry,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    if args.what != Listed::Policies && (args.profile.is_some() || args.theme.is_some()) {
        bail!("only `list policies` takes `--profile` and `--theme`");
    }
    match args.what {
        Listed::Overlays => return overlays(args, registry, out, err),
        Listed::Policies => policies(args, registry, out)?,
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

/// Prints the rules of a profile and a theme, one a line below a heading.
fn policies(args: &args::List, registry: &Registry, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut listed = described(registry);
    if let Some(theme) = &args.theme {
        let themes: BTreeSet<&str> = listed.iter().map(|one| one.theme).collect();
        if !themes.contains(&**theme) {
            bail!("there is no theme `{theme}`; those are {}", Vec::from_iter(themes).join(", "));
        }
        listed.retain(|one| one.theme == theme);
    }
    if let Some(profile) = args.profile {
        listed.retain(|one| one.profile.is_none_or(|least| Profile::from(profile).has(least)));
    }
    let mut rows = vec![["rule", "level", "profile", "theme", "finds that"]];
    rows.extend(listed.iter().map(|Described { rule, theme, profile }| {
        [rule.id, rule.severity.name(), profile.map_or("every", Profile::name), theme, rule.summary]
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let [of_id, of_level, of_profile, of_theme] = [0, 1, 2, 3].map(width);
    rows.iter().try_for_each(|[id, level, profile, theme, summary]| {
        let start = format!("{id:of_id$}  {level:of_level$}  {profile:of_profile$}");
        line(out, &format!("{start}  {theme:of_theme$}  {summary}"))
    })
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
