//! `overlint verify`: the same overlays by kustomize itself, compared byte for byte.

mod hunk;
mod kustomize;

use std::io::Write;
use std::time::Duration;

use anyhow::Context as _;
use overlint_kustomize::Built;
use overlint_kustomize::remote::Remotes;
use overlint_policy::Registry;
use overlint_report::{HumanOptions, escape, human};
use overlint_source::Finding;

use crate::args;
use crate::check::Check;
use crate::commands::each::build_each;
use crate::commands::{Opened, overlays, typed, with_threads};
use crate::exit::Exit;
use crate::output::quietly;

use kustomize::{Kustomize, Theirs};

/// The rule of overlays that only kustomize would fetch something for.
const NOT_ALLOWED: &str = "remote-not-allowed";

/// How the two agree on an overlay.
enum Verdict {
    Same,
    /// Neither builds it.
    NeitherBuilds,
    /// Both build it: where they first differ.
    Different(String),
    OnlyKustomize(Vec<Finding>),
    OnlyOverlint(String),
    NotCompared(String),
}

/// Compares every overlay, shows where the two differ, and says how often they agree.
pub(crate) fn run(
    args: &args::Verify,
    registry: &Registry,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let Some(opened) = Opened::open(&args.paths, &args.reading, registry, err)? else {
        return Ok(Exit::CouldNotRun);
    };
    let kustomize = Kustomize {
        program: &args.kustomize,
        time: Duration::from_secs(args.timeout.into()),
        restrictor: args.reading.load_restrictor,
    };
    let version = kustomize.version()?;
    if !kustomize::is_the_one(&version) {
        let shown = escape(&version).into_owned();
        let _ = writeln!(
            err,
            "warning: Overlint builds as kustomize 5.8.2 does, and this one says that it is {shown}"
        );
    }
    let fetcher = opened.fetcher(&args.fetching)?;
    let remotes = fetcher.as_ref().map(|fetcher| Remotes::new(&opened.repository.tree, fetcher));
    let check = Check { remotes: remotes.as_ref(), ..opened.check(&args.reading) };
    let top = opened.repository.tree.root();
    let visit = |directory: &str, ours| compare(ours, || kustomize.build(&top.join(directory)));
    let verdicts = with_threads(args.jobs, || build_each(&check, |builder| builder, visit))?
        .with_context(|| format!("nothing can be compared in {}", typed(&args.paths)))?;
    let mut text = Vec::new();
    for (directory, verdict) in &verdicts {
        show(&opened, directory, verdict, &mut text)?;
    }
    let verdicts: Vec<&Verdict> = verdicts.iter().map(|(_, verdict)| verdict).collect();
    let exit = summarize(&verdicts, &version, &mut text)?;
    quietly(out.write_all(&text))?;
    Ok(exit)
}

fn compare(ours: Result<Built, Vec<Finding>>, theirs: impl FnOnce() -> Theirs) -> Verdict {
    if let Err(findings) = &ours
        && findings.iter().any(|finding| finding.rule == NOT_ALLOWED)
    {
        return Verdict::NotCompared(
            "it has remote bases or files; allow them with `--allow-remote`".to_owned(),
        );
    }
    match (ours.map(|built| built.print()), theirs()) {
        (_, Theirs::Unknown(why)) => Verdict::NotCompared(why),
        (Err(_), Theirs::Failed(_)) => Verdict::NeitherBuilds,
        (Err(findings), Theirs::Built(_)) => Verdict::OnlyKustomize(findings),
        (Ok(_), Theirs::Failed(why)) => Verdict::OnlyOverlint(why),
        (Ok(ours), Theirs::Built(theirs)) if ours.as_bytes() == theirs => Verdict::Same,
        (Ok(ours), Theirs::Built(theirs)) => {
            Verdict::Different(hunk::first(&String::from_utf8_lossy(&theirs), &ours))
        }
    }
}

fn show(opened: &Opened, directory: &str, verdict: &Verdict, out: &mut dyn Write) -> anyhow::Result<()> {
    let shown = opened.repository.shown(directory);
    let overlay = escape(&shown);
    match verdict {
        Verdict::Same | Verdict::NeitherBuilds => {}
        Verdict::Different(hunk) => writeln!(out, "{overlay}: different\n{hunk}")?,
        Verdict::OnlyOverlint(why) => {
            writeln!(out, "{overlay}: only Overlint builds it; kustomize says\n{why}")?;
        }
        Verdict::OnlyKustomize(findings) => {
            writeln!(out, "{overlay}: only kustomize builds it; Overlint says\n")?;
            let options = HumanOptions { prefix: opened.repository.here.clone(), ..HumanOptions::default() };
            human::write_findings(findings, &opened.sources, &options, out)?;
        }
        Verdict::NotCompared(why) => writeln!(out, "{overlay}: not compared: {}\n", escape(why))?,
    }
    Ok(())
}

fn summarize(verdicts: &[&Verdict], version: &str, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let count = |is: fn(&Verdict) -> bool| verdicts.iter().filter(|verdict| is(verdict)).count();
    let same = count(|verdict| matches!(verdict, Verdict::Same));
    let neither = count(|verdict| matches!(verdict, Verdict::NeitherBuilds));
    let not_compared = count(|verdict| matches!(verdict, Verdict::NotCompared(_)));
    let different = verdicts.len() - same - neither - not_compared;
    let mut line =
        format!("{}, compared with kustomize {}: {same} the same", overlays(verdicts.len()), escape(version));
    for (count, words) in
        [(neither, "built by neither"), (different, "different"), (not_compared, "not compared")]
    {
        if count > 0 {
            line.extend([", ", &count.to_string(), " ", words]);
        }
    }
    writeln!(out, "{line}")?;
    Ok(match (different, not_compared) {
        (0, 0) => Exit::Clean,
        (0, _) => Exit::CouldNotRun,
        _ => Exit::Findings,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_outweighs_what_was_not_compared() {
        let ended =
            |verdicts: &[&Verdict]| summarize(verdicts, "v5.8.2", &mut Vec::new()).expect("a summary");
        let not_compared = Verdict::NotCompared(String::new());
        assert_eq!(ended(&[&Verdict::Same, &Verdict::NeitherBuilds]), Exit::Clean);
        assert_eq!(ended(&[&Verdict::Same, &not_compared]), Exit::CouldNotRun);
        assert_eq!(ended(&[&not_compared, &Verdict::OnlyOverlint(String::new())]), Exit::Findings);
    }
}
