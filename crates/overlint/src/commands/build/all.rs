//! `overlint build --all`: every overlay of a repository into a folder.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, bail};
use overlint_kustomize::Built;
use overlint_kustomize::remote::Remotes;
use overlint_policy::Registry;
use overlint_report::escape;
use overlint_source::tree::path;
use overlint_source::{FileTree as _, Finding, finding};

use crate::args;
use crate::check::Check;
use crate::commands::build::folder::{AT_ROOT, Folder, Written, file_of};
use crate::commands::each::build_each;
use crate::commands::{Opened, overlays, typed, with_threads};
use crate::config::FILE_NAME;
use crate::exit::Exit;
use crate::output::{quietly, show_faults};
use crate::repository::Repository;

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
    registry: &Registry,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let reading = args.reading();
    let Some(opened) = Opened::open(&args.paths, &reading, registry, err)? else {
        return Ok(Exit::CouldNotRun);
    };
    let folder = Folder::open(output, opened.repository.tree.root())?;
    let fetcher = opened.fetcher(&args.fetching)?;
    let remotes = fetcher.as_ref().map(|fetcher| Remotes::new(&opened.repository.tree, fetcher));
    let check = Check { remotes: remotes.as_ref(), ..opened.check(&reading) };
    let options = |builder| super::with_options(args, builder);
    let base = base(&opened.repository);
    let file = |directory: &str| file_of(&path::relative(directory, base));
    let visit = |directory: &str, built| render(&folder, &file(directory), built);
    let rendered = with_threads(args.jobs, || build_each(&check, options, visit))?
        .with_context(|| format!("nothing can be built in {}", typed(&args.paths)))?;
    let files: Vec<String> = rendered.iter().map(|(directory, _)| file(directory)).collect();
    if files.iter().filter(|file| *file == AT_ROOT).count() > 1 {
        bail!("both the overlay at the top and the one in `root` are written to `{AT_ROOT}`; rename `root`");
    }
    if opened.repository.paths.iter().any(|path| path == base) {
        warn_of_others(&folder, output, &files, err)?;
    }
    report(&opened, rendered.into_iter().map(|(_, rendered)| rendered), out, err)
}

/// What the files are named relative to, so that one overlay always has the same, whatever was asked for: the directory
/// of the configuration, without one the top of what may be read.
fn base(repository: &Repository) -> &str {
    let configuration = path::join(&repository.root, FILE_NAME).unwrap_or_default();
    if repository.tree.resolve(&configuration).is_ok() { &repository.root } else { "" }
}

fn render(folder: &Folder, file: &str, built: Result<Built, Vec<Finding>>) -> Rendered {
    match built.map(|built| folder.write(file, &built.print())) {
        Ok(Ok(written)) => Rendered::Written(written),
        Ok(Err(error)) => Rendered::Unwritten(format!("`{file}` cannot be written: {error}")),
        Err(findings) => Rendered::Failed(findings),
    }
}

/// Names files that no overlay writes. Whether one is left from an overlay that is gone, or somebody's own, is not for the program to say.
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
    let counts = format!("{changed} written, {same} unchanged; {failed} failed");
    quietly(writeln!(out, "{} built: {counts}", overlays(built)))?;
    Ok(match (unwritten.is_empty(), failed) {
        (false, _) => Exit::CouldNotRun,
        (true, 0) => Exit::Clean,
        (true, _) => Exit::Findings,
    })
}
