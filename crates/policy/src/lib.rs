//! The [`Policy`] trait, the views that policies look through, their configuration, run and test harness.
//!
//! A policy is declared with [`policy!`], sees a built overlay as an [`Overlay`] of [`Object`]s and
//! [`Workload`]s, and says what is wrong at a [`Place`] of the source. A [`Registry`] of policies with a
//! [`Config`] is a [`Runner`], which any number of threads may share.
//!
//! This crate must not know the terminal, the schemas or how an overlay is built.

#![warn(clippy::disallowed_methods, clippy::disallowed_types)]

mod config;
mod declaration;
#[doc(hidden)]
pub mod documentation;
mod error;
mod findings;
mod place;
mod policy;
mod registry;
mod repository;
mod runner;
pub mod testing;
mod view;

pub use config::{
    Config, Entry, Environment, Faults, Globs, Known, Level, OneOrMore, OptionsSchema, json_schema, options,
};
pub use declaration::{Declaration, Profile};
pub use error::ConfigError;
pub use findings::Findings;
pub use place::Place;
pub use policy::Policy;
pub use registry::Registry;
pub use repository::{RepositoryFindings, Summaries, Summarized, Summary};
pub use runner::{Checked, Runner};
pub use view::{
    Amount, AmountSource, Container, ContainerEnvironment, ContextField, Dangling, Effective, ImageReference,
    Keyed, LabelSelector, LimitRangeItem, NodeRequirement, NodeTerm, Object, Overlay, Port, Probe, Quantity,
    Reference, Referrer, Role, SelectorError, ServicePort, Shadowed, Timing, Toleration, Unresolved,
    Variable, Workload, WorkloadKind, is_slip, namespaces_meet, references,
};

#[doc(hidden)]
pub use overlint_source::{Rule, Severity};
/// The JSON Schemas of options, see [`Policy::options_schema`].
pub use schemars;
