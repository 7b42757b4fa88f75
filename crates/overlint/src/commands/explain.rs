//! `overlint explain`.

use std::io::Write;

use anyhow::bail;
use overlint_policy::Registry;
use overlint_source::suggest::closest;

use crate::args;
use crate::commands::rules;
use crate::exit::Exit;

/// Prints the documentation of a rule.
pub(crate) fn run(args: &args::Explain, registry: &Registry, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let known = rules(registry);
    let Some(rule) = known.iter().find(|rule| rule.id == args.rule) else {
        match closest(&args.rule, known.iter().map(|rule| rule.id)) {
            Some(near) => bail!("there is no rule `{}`; did you mean `{near}`?", args.rule),
            None => bail!("there is no rule `{}`; `overlint list policies` shows them all", args.rule),
        }
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
