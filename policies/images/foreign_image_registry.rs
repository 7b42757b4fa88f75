//! Images from registries that are not allowed.

use overlint_policy::{
    ConfigError, Declaration, Findings, ImageReference, OptionsSchema, Overlay, Place, Policy, Workload,
    options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::image::{ContainerImage, each_image};

policy! {
    /// ## What it does
    ///
    /// Finds images whose registry is not among those that the configuration allows. Without a
    /// configuration it finds nothing. An image without a registry comes from `docker.io`.
    ///
    /// ## Why it matters
    ///
    /// An image from elsewhere was not scanned, may vanish, and may be what an attacker put under a known
    /// name.
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
    ///         image: elsewhere.example.com/web:1.2.3
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
    /// `allowed` lists registries, each with a path if only what lies below it is allowed. A `*` stands for
    /// any part of a host or path.
    ///
    /// ```yaml
    /// allowed: [registry.example.com, "*.pkg.dev/our-project"]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/containers/images/>
    pub struct ForeignImageRegistry {
        allowed: Vec<String>,
    }
    id: "foreign-image-registry",
    summary: "an image comes from a registry that is not allowed",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl ForeignImageRegistry {
    pub(crate) const DEFAULT: Self = Self { allowed: Vec::new() };
}

impl Policy for ForeignImageRegistry {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        let Options { allowed } = options(node)?;
        Ok(Box::new(Self { allowed }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        if self.allowed.is_empty() {
            return;
        }
        for ContainerImage { container, node, image } in each_image(workload) {
            if !self.allowed.iter().any(|allowed| is_from(&image, allowed)) {
                let message =
                    format!("the image of container `{}` comes from `{}`", container.name(), image.registry);
                let help = format!("take it from {}", self.listed());
                findings.add(Place::of(node, format!("{}/image", container.pointer())), message, help);
            }
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The registries, perhaps with a path, that images may come from.
    allowed: Vec<String>,
}

impl ForeignImageRegistry {
    fn listed(&self) -> String {
        self.allowed.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(" or ")
    }
}

/// Whether an image lies in a registry, and below the path that may stand behind it.
fn is_from(image: &ImageReference<'_>, allowed: &str) -> bool {
    let mut written = image.registry.split('/').chain(image.path.split('/'));
    allowed.trim_end_matches('/').split('/').all(|part| written.next().is_some_and(|one| is_like(one, part)))
}

/// Whether a text is like a pattern, in which the first `*` stands for anything.
fn is_like(text: &str, pattern: &str) -> bool {
    let Some((start, end)) = pattern.split_once('*') else { return text == pattern };
    text.len() >= start.len() + end.len() && text.starts_with(start) && text.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_covers_whole_parts() {
        let image = ImageReference::parse("eu.pkg.dev/our-project/web:1").expect("it is a reference");
        assert!(is_from(&image, "eu.pkg.dev") && is_from(&image, "*.pkg.dev/our-project/"));
        assert!(!is_from(&image, "eu.pkg.dev/our") && !is_from(&image, "pkg.dev"));
    }
}
