//! Images that the registry may exchange.

use overlint_policy::{Declaration, Findings, Overlay, Place, Policy, Workload, policy};

use crate::shared::image::{ContainerImage, each_image};

policy! {
    /// ## What it does
    ///
    /// Finds images without a digest.
    ///
    /// ## Why it matters
    ///
    /// A tag may be moved to another image, by mistake or by an attacker who has the registry. A digest
    /// names the image itself.
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
    ///         image: registry.example.com/web:1.2.3
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
    ///         image: registry.example.com/web:1.2.3@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/containers/images/>
    pub struct ImageWithoutDigest;
    id: "image-without-digest",
    summary: "an image is not pinned by its digest",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl ImageWithoutDigest {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for ImageWithoutDigest {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for ContainerImage { container, node, image } in each_image(workload) {
            if image.digest.is_none() {
                let message = format!("the image of container `{}` has no digest", container.name());
                let place = Place::of(node, format!("{}/image", container.pointer()));
                findings.add(place, message, "add the digest: `@sha256:…`");
            }
        }
    }
}
