//! What `validate` takes, and what to tell those who bring the flags of kubeconform or kubeval.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use overlint_schema::Version;
use regex::{Regex, RegexBuilder};

use super::{MissingSchemas, Reporting};
use crate::commands::Selector;

/// How large a compiled pattern may grow, in bytes.
const MAX_PATTERN: usize = 1 << 20;

#[derive(Debug, ClapArgs)]
pub(crate) struct Validate {
    /// Files, directories of YAML and JSON files, or `-` for standard input [default: standard input]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Read this configuration [default: overlint.yaml at the root]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Read overlint.yaml as this git revision has it, so that a change cannot switch off what checks it
    #[arg(long, value_name = "REV", conflicts_with = "config")]
    pub(crate) config_from: Option<String>,
    /// Read nothing outside this directory [default: the top of the git checkout]
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Validate against this version of Kubernetes, such as 1.31 [default: that of the configuration, else the newest]
    #[arg(long, value_name = "VERSION", value_parser = version)]
    pub(crate) kubernetes_version: Option<Version>,
    #[command(flatten)]
    pub(crate) missing: MissingSchemas,
    /// Do not judge these kinds, each as KIND, VERSION/KIND or GROUP/VERSION/KIND
    #[arg(long, value_name = "KIND,...", value_delimiter = ',')]
    pub(crate) skip: Vec<Selector>,
    /// Take each object of these kinds for an error
    #[arg(long, value_name = "KIND,...", value_delimiter = ',')]
    pub(crate) reject: Vec<Selector>,
    /// Leave out the files in directories whose path matches this regular expression
    #[arg(long, value_name = "REGEX", value_parser = pattern)]
    pub(crate) ignore_filename_pattern: Vec<Regex>,
    #[command(flatten)]
    pub(crate) reporting: Reporting,
}

fn version(text: &str) -> Result<Version, String> {
    text.strip_suffix(".x")
        .unwrap_or(text)
        .parse()
        .map_err(|error: overlint_schema::SchemaError| error.to_string())
}

fn pattern(text: &str) -> Result<Regex, String> {
    RegexBuilder::new(text).size_limit(MAX_PATTERN).build().map_err(|error| error.to_string())
}

/// The flags of kubeconform and kubeval that are called otherwise here, with what to write instead.
const FOREIGN: [(&str, &str); 18] = [
    ("cache", "schemas are part of the program: leave it out"),
    ("debug", "use `--verbose`"),
    ("exit-on-error", "every file is judged: leave it out"),
    ("ignore-filename-pattern", "write `--ignore-filename-pattern REGEX`"),
    (
        "ignore-missing-schemas",
        "kinds without a schema are only counted: leave it out, or see `--missing-schemas`",
    ),
    ("ignored-filename-patterns", "write `--ignore-filename-pattern REGEX`"),
    ("kubernetes-version", "write `--kubernetes-version VERSION`"),
    ("n", "write `--jobs N`"),
    ("output", "write `--format human` or `--format json`"),
    ("quiet", "what is valid is only counted: leave it out"),
    ("reject", "write `--reject KIND,...`"),
    ("reject-kinds", "write `--reject KIND,...`"),
    (
        "schema-location",
        "the schemas of Kubernetes are part of the program; write others into the configuration",
    ),
    ("skip", "write `--skip KIND,...`"),
    ("skip-kinds", "write `--skip KIND,...`"),
    ("strict", "validation is always strict: leave it out"),
    ("summary", "the summary is always there: leave it out"),
    ("verbose", "write `--verbose`"),
];

/// What to write instead of the first argument that is a flag of kubeconform or kubeval, and none of `validate`.
pub(crate) fn advice<'a>(arguments: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut arguments = arguments.skip(1).skip_while(|argument| argument.starts_with('-'));
    arguments.next().filter(|command| *command == "validate")?;
    arguments.find_map(foreign)
}

fn foreign(argument: &str) -> Option<String> {
    let single = argument.strip_prefix('-')?;
    let (name, own) = single.strip_prefix('-').map_or((single, false), |name| (name, true));
    let name = name.split('=').next().unwrap_or_default();
    let (name, instead) = FOREIGN.iter().find(|(foreign, _)| *foreign == name)?;
    let known = own && instead.starts_with(&format!("write `--{name}"));
    (!known).then(|| {
        format!("`{}{name}` is a flag of kubeconform or kubeval: {instead}", if own { "--" } else { "-" })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advised(line: &str) -> Option<String> {
        advice(line.split(' '))
    }

    #[test]
    fn the_flags_of_others_are_led_to_ours() {
        let strict =
            "`-strict` is a flag of kubeconform or kubeval: validation is always strict: leave it out";
        assert_eq!(advised("overlint validate -strict a.yaml").as_deref(), Some(strict));
        assert!(
            advised("overlint validate a.yaml --strict=true")
                .is_some_and(|text| text.starts_with("`--strict`"))
        );
        assert!(advised("overlint validate -n 4 a.yaml").is_some_and(|text| text.contains("--jobs")));
        assert!(advised("overlint validate -kubernetes-version 1.31.0 a.yaml").is_some());
    }

    #[test]
    fn our_own_flags_and_other_commands_need_no_advice() {
        for line in [
            "overlint validate --skip Secret --typo",
            "overlint check -strict",
            "overlint validate -v",
            "overlint",
        ] {
            assert_eq!(advised(line), None, "{line}");
        }
    }
}
