//! `overlint explain`.

use std::io::Write;

use anyhow::bail;

use crate::args;
use crate::commands::registry;
use crate::exit::Exit;

/// Prints the documentation of a rule.
pub(crate) fn run(args: &args::Explain, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let registry = registry();
    let policies = registry.policies().iter().map(|policy| policy.rule());
    let rules = policies.chain(overlint_schema::RULES).chain(overlint_kustomize::RULES);
    let Some(rule) = rules.into_iter().find(|rule| rule.id == args.rule) else {
        bail!("there is no rule `{}`; `overlint list policies` shows them all", args.rule);
    };
    writeln!(
        out,
        "# {} ({})\n\n{}\n\n{}",
        rule.id,
        rule.severity.name(),
        rule.summary,
        rule.documentation.trim()
    )?;
    Ok(Exit::Clean)
}
