//! `overlint build --all`: every overlay of a repository into a folder.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use anyhow::Context as _;
use overlint_kustomize::Built;
use overlint_kustomize::remote::Remotes;
use overlint_report::escape;
use overlint_source::{Finding, finding};

use crate::args;
use crate::check::Check;
use crate::commands::build::folder::{Folder, Written, file_of};
use crate::commands::each::build_each;
use crate::commands::{Opened, typed, with_threads};
use crate::exit::Exit;
use crate::output::show_faults;

/// How many files that no overlay writes are named.
const MAX_NAMED: usize = 5;

/// What came of an overlay.
enum Rendered {
    Written(Written),
    /// It cannot be built.
    Failed(Vec<Finding>),
    /// Its file cannot be written.
    Unwritten(String),
}

/// Writes every overlay, and says how many. What cannot be built is reported, and its old file left alone.
pub(super) fn run(
    args: &args::Build,
    output: &Path,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let reading = args.reading();
    let Some(opened) = Opened::open(&args.paths, &reading, err)? else {
        return Ok(Exit::CouldNotRun);
    };
    let folder = Folder::open(output, opened.repository.tree.root())?;
    let fetcher = opened.fetcher(&args.fetching)?;
    let remotes = fetcher.as_ref().map(|fetcher| Remotes::new(&opened.repository.tree, fetcher));
    let check = Check { remotes: remotes.as_ref(), ..opened.check(&reading) };
    let options = |builder| super::with_options(args, builder);
    let visit = |directory: &str, built| render(&folder, directory, built);
    let rendered = with_threads(args.jobs, || build_each(&check, options, visit))?
        .with_context(|| format!("nothing can be built in {}", typed(&args.paths)))?;
    let files: Vec<String> = rendered.iter().map(|(directory, _)| file_of(directory)).collect();
    if opened.repository.paths.iter().any(String::is_empty) {
        warn_of_others(&folder, output, &files, err)?;
    }
    report(&opened, rendered.into_iter().map(|(_, rendered)| rendered), out, err)
}

fn render(folder: &Folder, directory: &str, built: Result<Built, Vec<Finding>>) -> Rendered {
    let file = file_of(directory);
    match built.map(|built| folder.write(&file, &built.print())) {
        Ok(Ok(written)) => Rendered::Written(written),
        Ok(Err(error)) => Rendered::Unwritten(format!("`{file}` cannot be written: {error}")),
        Err(findings) => Rendered::Failed(findings),
    }
}

/// Whether a file is left from an overlay that is gone, or somebody's own, is not for the program to say.
fn warn_of_others(
    folder: &Folder,
    output: &Path,
    files: &[String],
    err: &mut dyn Write,
) -> anyhow::Result<()> {
    let shown = output.display().to_string();
    let known: HashSet<&str> = files.iter().map(String::as_str).collect();
    let others = folder.others(&known).with_context(|| format!("`{shown}` cannot be listed"))?;
    if others.is_empty() {
        return Ok(());
    }
    let mut names: Vec<String> = others.iter().take(MAX_NAMED).map(|name| format!("`{name}`")).collect();
    if others.len() > MAX_NAMED {
        names.push(format!("{} more", others.len() - MAX_NAMED));
    }
    let text =
        format!("warning: in `{shown}`, no overlay has made {}; remove what is left over", names.join(", "));
    let _ = writeln!(err, "{}", escape(&text));
    Ok(())
}

fn report(
    opened: &Opened,
    rendered: impl Iterator<Item = Rendered>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let (mut changed, mut same, mut failed) = (0, 0, 0);
    let (mut findings, mut unwritten) = (Vec::new(), Vec::new());
    for rendered in rendered {
        match rendered {
            Rendered::Written(Written::Changed) => changed += 1,
            Rendered::Written(Written::Same) => same += 1,
            Rendered::Unwritten(why) => unwritten.push(why),
            Rendered::Failed(found) => {
                failed += 1;
                findings.extend(found);
            }
        }
    }
    let mut findings = finding::merge(findings);
    overlint_report::sort(&mut findings, &opened.sources);
    show_faults(&findings, &opened.sources, &opened.repository.here, err);
    for why in &unwritten {
        let _ = writeln!(err, "error: {}", escape(why));
    }
    let built = changed + same + unwritten.len();
    writeln!(out, "{built} overlays built: {changed} written, {same} unchanged; {failed} failed")?;
    Ok(match (unwritten.is_empty(), failed) {
        (false, _) => Exit::CouldNotRun,
        (true, 0) => Exit::Clean,
        (true, _) => Exit::Findings,
    })
}
