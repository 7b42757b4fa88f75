//! What a policy is.

use overlint_source::{Node, Rule};

use crate::config::{Globs, OptionsSchema};
use crate::declaration::Declaration;
use crate::error::ConfigError;
use crate::findings::Findings;
use crate::repository::{RepositoryFindings, Summarized, Summary};
use crate::view::{Object, Overlay, Workload};

/// A check of built overlays. It has one method to write, at the level that it needs; the others do nothing.
///
/// A policy says what it found to [`Findings`] and never prints. It is shared between threads.
pub trait Policy: Send + Sync {
    /// What [`crate::policy!`] wrote: `&Self::DECLARATION`.
    fn declaration(&self) -> &'static Declaration;

    /// The rule; its id states the fault.
    fn rule(&self) -> &'static Rule {
        &self.declaration().rule
    }

    /// The policy with its own part of the configuration: a mapping without `level` and `overlays`.
    /// Fails for an option that it does not have, or whose value does not do. [`crate::options`] reads a type of its own,
    /// whose schema [`Policy::options_schema`] has:
    /// ```
    /// use overlint_policy::{ConfigError, Declaration, OptionsSchema, Policy, options, policy};
    /// use overlint_source::Node;
    /// use schemars::JsonSchema;
    /// use serde::Deserialize;
    ///
    /// policy! {
    ///     /// ## What it does
    ///     /// Finds objects without an owner.
    ///     pub struct Ownerless {
    ///         teams: Vec<String>,
    ///     }
    ///     id: "ownerless",
    ///     summary: "an object has no owner",
    ///     severity: Warning,
    ///     since: "0.1.0",
    ///     profile: Strict,
    /// }
    ///
    /// #[derive(Deserialize, JsonSchema)]
    /// #[serde(deny_unknown_fields)]
    /// struct Options {
    ///     /// The teams that there are.
    ///     teams: Vec<String>,
    /// }
    ///
    /// impl Policy for Ownerless {
    ///     fn declaration(&self) -> &'static Declaration {
    ///         &Self::DECLARATION
    ///     }
    ///
    ///     fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
    ///         let Options { teams } = options(node)?;
    ///         Ok(Box::new(Self { teams }))
    ///     }
    ///
    ///     fn options_schema(&self) -> Option<OptionsSchema> {
    ///         Some(Options::json_schema)
    ///     }
    /// }
    /// ```
    fn configure(&self, options: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        let option = options.entries().first().map(|entry| &entry.key);
        let name = option.map_or("", |key| key.text());
        let origin = option.map_or(options.origin, |key| key.origin);
        Err(ConfigError::new(origin, format!("`{}` has no option `{name}`", self.rule().id))
            .help("remove it; only `level` and `overlays` may stand here"))
    }

    /// The JSON Schema of the options that [`Policy::configure`] takes, for editors; `None` where there are none.
    fn options_schema(&self) -> Option<OptionsSchema> {
        None
    }

    /// The globs over paths of overlays in its options: one that matches no overlay is told.
    fn overlay_globs(&self) -> Vec<&Globs> {
        Vec::new()
    }

    /// Looks at one object of an overlay.
    fn check_resource(&self, overlay: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        let _ = (overlay, object, findings);
    }

    /// Looks at one object that runs pods, or describes them.
    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        let _ = (overlay, workload, findings);
    }

    /// Looks at all objects of an overlay at once; [`Findings::about`] says which one a finding belongs to.
    fn check_overlay(&self, overlay: &Overlay<'_>, findings: &mut Findings<'_>) {
        let _ = (overlay, findings);
    }

    /// What to keep of an overlay for [`Policy::check_repository`]: little, since it is kept of every overlay until the
    /// last one is built. `None` where nothing is.
    fn summarize(&self, overlay: &Overlay<'_>) -> Option<Summary> {
        let _ = overlay;
        None
    }

    /// Looks at what was kept of all overlays, which come sorted by path. It is not called where nothing was kept.
    fn check_repository(&self, overlays: &[Summarized], findings: &mut RepositoryFindings<'_>) {
        let _ = (overlays, findings);
    }
}
