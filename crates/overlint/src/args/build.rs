//! The arguments of `overlint build`: those of `kustomize build`, and those for a whole repository.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::{Charts, Fetching, LoadRestrictor, Reading};

// As in kustomize, what is given twice counts as it is given last.
#[derive(Debug, ClapArgs)]
#[command(args_override_self = true)]
pub(crate) struct Build {
    /// The directory of the kustomization, or its URL; with `--all`, repositories, directories or single overlays
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// Build every overlay into a folder, each into a file of its own: `apps/pay` into `PATH/apps/pay.yaml`, and what
    /// lies at the top itself into `root.yaml`. Paths are those below `overlint.yaml`, without one below the top of the
    /// checkout. A file is written only where it changes, and none is ever removed
    #[arg(long, requires = "output")]
    pub(crate) all: bool,
    /// Write to this file; into a directory, one file an object, named as kustomize names them
    #[arg(long, short, value_name = "PATH", required_if_eq("all", "true"))]
    pub(crate) output: Option<OsString>,
    /// Read this configuration for `--all` [default: overlint.yaml at the root]
    #[arg(long, value_name = "FILE", requires = "all")]
    pub(crate) config: Option<PathBuf>,
    /// Use this many threads for `--all` [default: one a processor]
    #[arg(long, value_name = "N", requires = "all", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,
    /// Read nothing outside this directory [default: the top of the git checkout]
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Where the files of a kustomization may lie
    #[arg(long, value_enum, default_value_t = LoadRestrictor::RootOnly)]
    pub(crate) load_restrictor: LoadRestrictor,
    /// The order of resources, where the kustomization has no `sortOptions`
    #[arg(long, value_enum, default_value_t = Reorder::Legacy)]
    pub(crate) reorder: Reorder,
    /// Label every resource with kustomize's name and version
    #[arg(long, value_name = "BOOL", value_parser = switch, num_args = 0..=1, require_equals = true,
          default_missing_value = "true")]
    pub(crate) enable_managedby_label: Option<bool>,
    #[command(flatten)]
    pub(crate) fetching: Fetching,
    #[command(flatten)]
    pub(crate) charts: Charts,
    #[command(flatten)]
    pub(crate) functions: Functions,
}

impl Build {
    /// What a command that looks at overlays wants to know.
    pub(crate) fn reading(&self) -> Reading {
        Reading {
            config: self.config.clone(),
            config_from: None,
            root: self.root.clone(),
            load_restrictor: self.load_restrictor,
        }
    }
}

/// The flags of kustomize for what it runs in containers and as programs.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "For functions, which are never run")]
pub(crate) struct Functions {
    /// Accepted, without effect
    #[arg(long, short, value_name = "NAME")]
    env: Vec<OsString>,
    /// Accepted, without effect
    #[arg(long, value_name = "MOUNT")]
    mount: Vec<OsString>,
    /// Accepted, without effect
    #[arg(long, value_name = "NAME")]
    network_name: Option<OsString>,
    /// Accepted, without effect
    #[arg(long, value_name = "BOOL", value_parser = switch, num_args = 0..=1, require_equals = true,
          default_missing_value = "true")]
    network: Option<bool>,
    /// Accepted, without effect
    #[arg(long, value_name = "BOOL", value_parser = switch, num_args = 0..=1, require_equals = true,
          default_missing_value = "true")]
    as_current_user: Option<bool>,
    /// Refused: Overlint runs no plugin
    #[arg(long, value_name = "BOOL", value_parser = switch, num_args = 0..=1, require_equals = true,
          default_missing_value = "true")]
    enable_alpha_plugins: Option<bool>,
    /// Refused: Overlint runs no program as a function
    #[arg(long, value_name = "BOOL", value_parser = switch, num_args = 0..=1, require_equals = true,
          default_missing_value = "true")]
    enable_exec: Option<bool>,
    // Gone from kustomize since its version 5.
    #[arg(long, hide = true, value_parser = switch, num_args = 0..=1, require_equals = true,
          default_missing_value = "true")]
    enable_star: Option<bool>,
    // Of every command of kustomize, for its own developers.
    #[arg(long, hide = true, value_parser = switch, num_args = 0..=1, require_equals = true,
          default_missing_value = "true")]
    stack_trace: Option<bool>,
}

impl Functions {
    /// The first flag that asks for something to be run.
    pub(crate) fn refused(&self) -> Option<&'static str> {
        let flags = [
            (self.enable_alpha_plugins, "--enable-alpha-plugins"),
            (self.enable_exec, "--enable-exec"),
            (self.enable_star, "--enable-star"),
        ];
        flags.into_iter().find_map(|(given, flag)| (given == Some(true)).then_some(flag))
    }
}

/// What the flags of kustomize, which are Go's, take for true and false.
pub(super) fn switch(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err("it must be `true` or `false`".to_owned()),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Reorder {
    /// By kind, some first and some last
    Legacy,
    /// As they come
    None,
}

impl From<Reorder> for overlint_kustomize::Reorder {
    fn from(given: Reorder) -> Self {
        match given {
            Reorder::Legacy => Self::Legacy,
            Reorder::None => Self::None,
        }
    }
}
