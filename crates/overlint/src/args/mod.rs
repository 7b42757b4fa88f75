//! What was typed. Nothing here touches the file system.

mod build;
mod charts;
mod exceptions;
mod init;
mod kubernetes;
mod missing;
mod reporting;
mod schemas;
mod validate;
mod verify;
mod why;

use std::path::PathBuf;

pub(crate) use build::Build;
pub(crate) use charts::Charts;
use clap::{Args as ClapArgs, FromArgMatches as _, Parser, Subcommand, ValueEnum};
pub(crate) use exceptions::Known;
pub(crate) use init::Init;
pub(crate) use kubernetes::Kubernetes;
pub(crate) use missing::MissingSchemas;
pub(crate) use reporting::{Color, Reporting};
pub(crate) use schemas::Schemas;
pub(crate) use validate::{Validate, advice};
pub(crate) use verify::Verify;
pub(crate) use why::{Answer, Why};

/// Lint and policy tests for GitOps repositories: builds every kustomize overlay, validates it strictly against the
/// Kubernetes API and checks policies, in terms of the files that people wrote.
#[derive(Debug, Parser)]
#[command(name = "overlint", version, max_term_width = 100, propagate_version = true)]
pub(crate) struct Args {
    /// What to do [default: check]
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Build every overlay, validate what comes out, and check policies
    Check(Check),
    /// Validate YAML and JSON files as they are, such as rendered manifests
    Validate(Validate),
    /// Print what `kustomize build` prints, or render every overlay of a repository into files
    Build(Build),
    /// Build every overlay with kustomize too, and compare byte for byte
    Verify(Verify),
    /// Print where the values of an object come from
    Why(Why),
    /// Print the documentation of a rule
    Explain(Explain),
    /// List the overlays of a repository, the rules, or the Kubernetes versions
    List(List),
    /// Write a first `overlint.yaml`, or a first crate of policy tests
    Init(Init),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Check {
    /// Repositories, directories or single overlays
    #[arg(default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) fetching: Fetching,
    #[command(flatten)]
    pub(crate) charts: Charts,
    #[command(flatten)]
    pub(crate) schemas: Schemas,
    #[command(flatten)]
    pub(crate) kubernetes: Kubernetes,
    #[command(flatten)]
    pub(crate) known: Known,
    #[command(flatten)]
    pub(crate) missing: MissingSchemas,
    #[command(flatten)]
    pub(crate) reporting: Reporting,
}

impl Default for Check {
    /// What `overlint check` means without arguments.
    fn default() -> Self {
        Self::from_arg_matches(&Self::augment_args(clap::Command::new("check")).get_matches_from(["check"]))
            .expect("every argument of `check` has a default")
    }
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Reading {
    /// Read this configuration [default: overlint.yaml at the root]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Read overlint.yaml and the baseline as this git revision has them, so that a change cannot switch off what checks it
    #[arg(long, value_name = "REV", conflicts_with = "config")]
    pub(crate) config_from: Option<String>,
    /// Read nothing outside this directory [default: the top of the git checkout]
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Where the files of a kustomization may lie
    #[arg(long, value_enum, default_value_t = LoadRestrictor::RootOnly)]
    pub(crate) load_restrictor: LoadRestrictor,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Fetching {
    /// Fetch remote bases and files with `git` and `curl`
    #[arg(long)]
    pub(crate) allow_remote: bool,
    /// Keep what is fetched here [default: the user's cache]
    #[arg(long, value_name = "DIR")]
    pub(crate) cache_dir: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Explain {
    /// The id of the rule, as findings show it
    pub(crate) rule: String,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct List {
    /// What to list
    #[arg(value_enum)]
    pub(crate) what: Listed,
    /// Where to look for overlays
    #[arg(default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// Of the policies only those that are on in this profile
    #[arg(long, value_enum)]
    pub(crate) profile: Option<Profile>,
    /// Of the policies only those of this theme, such as `probes`
    #[arg(long)]
    pub(crate) theme: Option<String>,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Profile {
    /// What is nearly always right
    Recommended,
    /// Also what many teams do not want
    Strict,
    /// The recommended ones and those on security
    Security,
}

impl From<Profile> for overlint_policy::Profile {
    fn from(given: Profile) -> Self {
        match given {
            Profile::Recommended => Self::Recommended,
            Profile::Strict => Self::Strict,
            Profile::Security => Self::Security,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listed {
    /// The overlays that a check builds
    Overlays,
    /// The policies and the other rules
    #[value(alias = "rules")]
    Policies,
    /// The JSON Schema of overlint.yaml, for editors
    Schema,
    /// The Kubernetes versions
    Versions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LoadRestrictor {
    /// In or below the directory of the kustomization that names them
    #[value(name = "LoadRestrictionsRootOnly", alias = "")]
    RootOnly,
    /// Anywhere in the repository
    #[value(name = "LoadRestrictionsNone")]
    None,
}

impl From<LoadRestrictor> for overlint_kustomize::LoadRestrictor {
    fn from(given: LoadRestrictor) -> Self {
        match given {
            LoadRestrictor::RootOnly => Self::RootOnly,
            LoadRestrictor::None => Self::None,
        }
    }
}
