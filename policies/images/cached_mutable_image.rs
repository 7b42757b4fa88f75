//! Nodes that keep an old image of a tag that moves.

use overlint_policy::{
    ConfigError, Container, Declaration, Findings, ImageReference, OptionsSchema, Overlay, Place, Policy,
    Workload, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::image::{ContainerImage, each_image};

policy! {
    /// ## What it does
    ///
    /// Finds containers whose image has no digest and no tag or the tag `latest`, and whose
    /// `imagePullPolicy` is `IfNotPresent` or `Never`. Without a policy Kubernetes pulls such images
    /// always.
    ///
    /// ## Why it matters
    ///
    /// A node that has the image keeps it, so that each node may run another one, and a restart does not
    /// bring what was pushed.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:latest
    ///         imagePullPolicy: IfNotPresent
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:latest
    ///         imagePullPolicy: Always
    /// ```
    ///
    /// ## Configuration
    ///
    /// With `everywhere: true` every container has to have the policy `Always`, as some teams want it: then
    /// no pod gets an image that it has no right to pull, only because its node has it.
    ///
    /// ```yaml
    /// everywhere: true
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy>
    pub struct CachedMutableImage {
        everywhere: bool,
    }
    id: "cached-mutable-image",
    summary: "an image that may change is not pulled again",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl CachedMutableImage {
    pub(crate) const DEFAULT: Self = Self { everywhere: false };
}

impl Policy for CachedMutableImage {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        let Options { everywhere } = options(node)?;
        Ok(Box::new(Self { everywhere }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for ContainerImage { container, image, .. } in each_image(workload) {
            let policy =
                container.node.get("imagePullPolicy").and_then(Node::text).filter(|text| !text.is_empty());
            let (is_mutable, policy) = (image.is_mutable(), policy.unwrap_or_else(|| default_policy(&image)));
            if policy == "Always" || !(is_mutable || self.everywhere) {
                continue;
            }
            let fault =
                if is_mutable { "may change and is not pulled again" } else { "is not always pulled" };
            let message = format!("the image of container `{}` {fault}", container.name());
            findings.add(place(&container), message, "set `imagePullPolicy: Always`");
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// Whether every container has to pull its image always.
    everywhere: bool,
}

/// What the API server fills in: it looks only at the tag.
fn default_policy(image: &ImageReference<'_>) -> &'static str {
    if image.is_mutable() { "Always" } else { "IfNotPresent" }
}

fn place(container: &Container<'_>) -> Place {
    const FIELD: &str = "imagePullPolicy";
    match container.node.get(FIELD) {
        Some(node) => Place::of(node, format!("{}/{FIELD}", container.pointer())),
        None => container.missing(&[FIELD]),
    }
}
