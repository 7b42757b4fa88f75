//! Images that no container runtime can pull.

use overlint_policy::{Declaration, Findings, ImageReference, Overlay, Place, Policy, Workload, policy};

use crate::shared::image::is_set_by_trigger;

policy! {
    /// ## What it does
    ///
    /// Finds images that are no reference: a path with upper case letters, an empty tag, a digest of the
    /// wrong form. The API server takes any text for an image. What an image trigger of a DeploymentConfig writes
    /// is left out, here and in all policies on images.
    ///
    /// ## Why it matters
    ///
    /// The pods are made, and then stay at `InvalidImageName` for ever.
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
    ///         image: registry.example.com/Web:1.2.3
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
    ///         image: registry.example.com/web:1.2.3
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/containers/images/>
    pub struct InvalidImageReference;
    id: "invalid-image-reference",
    summary: "an image is no valid reference",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl InvalidImageReference {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for InvalidImageReference {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for container in workload.containers() {
            let Some(node) = container.node.get("image") else { continue };
            let Some(text) = node.text().filter(|text| !text.is_empty() && !node.is_null()) else { continue };
            if is_set_by_trigger(workload, &container) {
                continue;
            }
            if let Err(fault) = ImageReference::parse(text) {
                let (fault, help) =
                    if has_placeholder(text) { PLACEHOLDER } else { (fault, "correct the reference") };
                let message =
                    format!("the image of container `{}` cannot be pulled: {fault}", container.name());
                let place = Place::of(node, format!("{}/image", container.pointer()));
                findings.add(place, message, help);
            }
        }
    }
}

const PLACEHOLDER: (&str, &str) = (
    "it has a placeholder that nothing replaced",
    "name the image, or let `images` of a kustomization set it",
);

/// Whether a text has something like `${IMAGE}`, `$(IMAGE)`, `{{ image }}` or `<image>` in it.
fn has_placeholder(text: &str) -> bool {
    ["${", "$(", "{{", "<"].iter().any(|mark| text.contains(mark))
}
