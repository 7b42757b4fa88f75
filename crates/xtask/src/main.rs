//! Development tasks: `cargo xtask TASK`.

mod differential;
mod files;
mod goldens;
mod new_policy;
mod policy_docs;
mod schemas;
mod tidy;

use std::io::Write;
use std::process::ExitCode;

use anyhow::bail;

const USAGE: &str = "cargo xtask TASK

  differential [--seed N] [--count M] [--kustomize BIN] [--keep DIR] ...
                      lets kustomize and our build have the same generated inputs, and fails where they differ
  goldens [--check] [--kustomize BIN]
                      lets kustomize build the cases of testdata/kustomize, or fails where they are stale
  new-policy NAME     writes the files of a new policy and its lines in the lists; NAME as in `security/host-device`
  policy-docs [--check]
                      writes the index of the policies, or fails where it is stale
  tidy                what the compiler does not hold: package order, module sizes, settled places
  schemas [--check]   writes the packed schemas anew, or fails where they are stale
  schemas --kubeconform DIR [--version VERSION]
                      writes the packed schemas of a version, or of the newest, as JSON Schemas for
                      kubeconform -strict -kubernetes-version X.Y.0 -schema-location
                      'DIR/{{.NormalizedKubernetesVersion}}-standalone{{.StrictSuffix}}/{{.ResourceKind}}{{.KindSuffix}}.json'";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Err(error) = run(&args) else { return ExitCode::SUCCESS };
    let _ = writeln!(std::io::stderr(), "error: {error:#}");
    ExitCode::FAILURE
}

fn run(args: &[String]) -> anyhow::Result<()> {
    match args.split_first() {
        Some((task, [])) if task == "tidy" => tidy::run(&mut std::io::stdout()),
        Some((task, rest)) if task == "differential" => differential::run(rest, &mut std::io::stdout()),
        Some((task, rest)) if task == "goldens" => goldens::run(rest),
        Some((task, rest)) if task == "new-policy" => new_policy::run(rest, &mut std::io::stdout()),
        Some((task, rest)) if task == "policy-docs" => policy_docs::run(rest),
        Some((task, rest)) if task == "schemas" => schemas::run(rest, &mut std::io::stdout()),
        Some((task, _)) => bail!("there is no task `{task}` with these arguments\n\n{USAGE}"),
        None => bail!("which task?\n\n{USAGE}"),
    }
}
