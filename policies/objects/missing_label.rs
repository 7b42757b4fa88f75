//! Objects without a label that the team asks for.

use overlint_policy::{
    ConfigError, Declaration, Findings, Object, OptionsSchema, Overlay, Policy, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema as _;

use crate::shared::metadata::{Demand, Options, check};

policy! {
    /// ## What it does
    ///
    /// Finds objects without a label that the configuration asks for, or with a value that it does not
    /// allow. Without a configuration it finds nothing.
    ///
    /// ## Why it matters
    ///
    /// Who owns an object, what it belongs to and who pays for it is read from its labels, by people and by
    /// programs.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   ports:
    ///   - port: 80
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    ///   labels:
    ///     team: shop
    /// spec:
    ///   ports:
    ///   - port: 80
    /// ```
    ///
    /// ## Configuration
    ///
    /// `required` lists the labels: `key`, a regular expression for the `value` that has to match as a
    /// whole, and the `kinds` that it is asked of. Without `value` any will do, without `kinds` every
    /// object is asked. With `pods: true` the pods of workloads are asked, and not the objects.
    ///
    /// ```yaml
    /// required:
    /// - key: team
    ///   value: "[a-z]+"
    ///   kinds: [Deployment, StatefulSet, Service]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/>
    pub struct MissingLabel {
        required: Vec<Demand>,
    }
    id: "missing-label",
    summary: "an object lacks a label that the configuration asks for",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl MissingLabel {
    pub(crate) const DEFAULT: Self = Self { required: Vec::new() };
}

impl Policy for MissingLabel {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        let Options { required } = options(node)?;
        Ok(Box::new(Self { required }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        check(&self.required, "labels", object, findings);
    }
}
