//! Objects without an annotation that the team asks for.

use overlint_policy::{
    ConfigError, Declaration, Findings, Object, OptionsSchema, Overlay, Policy, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema as _;

use crate::shared::metadata::{Demand, Options, check};

policy! {
    /// ## What it does
    ///
    /// Finds objects without an annotation that the configuration asks for, or with a value that it does
    /// not allow. Without a configuration it finds nothing.
    ///
    /// ## Why it matters
    ///
    /// Whom to call and where the documentation lies is often written into an annotation, and missed when
    /// it is not there.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   template:
    ///     spec:
    ///       containers: []
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    ///   annotations:
    ///     email: shop@example.com
    /// spec:
    ///   template:
    ///     spec:
    ///       containers: []
    /// ```
    ///
    /// ## Configuration
    ///
    /// `required` lists the annotations: `key`, a regular expression for the `value` that has to match as a
    /// whole, and the `kinds` that it is asked of. Without `value` any will do, without `kinds` every
    /// object is asked. With `pods: true` the pods of workloads are asked, and not the objects.
    ///
    /// ```yaml
    /// required:
    /// - key: email
    ///   value: ".+@example.com"
    ///   kinds: [Deployment]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/>
    pub struct MissingAnnotation {
        required: Vec<Demand>,
    }
    id: "missing-annotation",
    summary: "an object lacks an annotation that the configuration asks for",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl MissingAnnotation {
    pub(crate) const DEFAULT: Self = Self { required: Vec::new() };
}

impl Policy for MissingAnnotation {
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
        check(&self.required, "annotations", object, findings);
    }
}
