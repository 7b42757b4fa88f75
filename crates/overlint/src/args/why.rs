//! The arguments of `overlint why`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::{Color, Fetching, LoadRestrictor};

#[derive(Debug, ClapArgs)]
pub(crate) struct Why {
    /// The directory of the kustomization
    pub(crate) directory: PathBuf,
    /// The object: KIND/NAME or NAMESPACE/KIND/NAME, by its name as built or as it is written; KIND may be
    /// `Deployment.apps`
    #[arg(value_name = "KIND/NAME")]
    pub(crate) object: String,
    /// The value: a JSON pointer (`/spec/replicas`) or a path with dots (`spec.replicas`) [default: every value]
    pub(crate) pointer: Option<String>,
    /// Read nothing outside this directory [default: the top of the git checkout]
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Where the files of a kustomization may lie
    #[arg(long, value_enum, default_value_t = LoadRestrictor::RootOnly)]
    pub(crate) load_restrictor: LoadRestrictor,
    /// How to answer
    #[arg(long, value_enum, default_value_t = Answer::Human)]
    pub(crate) format: Answer,
    #[command(flatten)]
    pub(crate) fetching: Fetching,
    /// Colour the answer
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Answer {
    /// For a person
    Human,
    /// For a program
    Json,
}
