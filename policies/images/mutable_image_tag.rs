//! Images that may be others tomorrow.

use overlint_policy::{
    ConfigError, Declaration, Findings, OptionsSchema, Overlay, Place, Policy, Workload, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::image::{ContainerImage, each_image};

policy! {
    /// ## What it does
    ///
    /// Finds images without a digest whose tag is missing or `latest`. The reference is read as a container
    /// runtime reads it, so the port of a registry is no tag. What is no reference at all is left to
    /// `invalid-image-reference`.
    ///
    /// ## Why it matters
    ///
    /// Nobody can tell what runs: each pull may bring another image, nodes run different ones, and there is
    /// no going back to the one before.
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
    ///         image: registry.example.com:5000/web
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
    ///         image: registry.example.com:5000/web:1.2.3
    /// ```
    ///
    /// ## Configuration
    ///
    /// `tags` lists further tags that move.
    ///
    /// ```yaml
    /// tags: [main, edge]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/containers/images/>
    pub struct MutableImageTag {
        tags: Vec<String>,
    }
    id: "mutable-image-tag",
    summary: "an image has no tag, or the tag latest",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl MutableImageTag {
    pub(crate) const DEFAULT: Self = Self { tags: Vec::new() };
}

impl Policy for MutableImageTag {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        let Options { tags } = options(node)?;
        Ok(Box::new(Self { tags }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for ContainerImage { container, node, image } in each_image(workload) {
            let moves = |tag: &str| self.tags.iter().any(|moving| moving == tag);
            if image.is_mutable() || (image.digest.is_none() && image.tag.is_some_and(moves)) {
                let what = image.tag.map_or_else(|| "no tag".to_owned(), |tag| format!("the tag `{tag}`"));
                let message = format!("the image of container `{}` has {what}", container.name());
                let place = Place::of(node, format!("{}/image", container.pointer()));
                findings.add(place, message, "name the tag of a release, or a digest");
            }
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// Further tags that move.
    tags: Vec<String>,
}
