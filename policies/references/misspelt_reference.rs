//! References whose name is almost that of an object.

use overlint_policy::{Declaration, Findings, Overlay, Policy, policy};

policy! {
    /// ## What it does
    ///
    /// Finds references to an object that the overlay does not hold, where it holds one of that kind whose
    /// name is one slip away, or differs only by kustomize's hash. For ConfigMaps a name with something
    /// more or less at its beginning or end counts as well, for they are hardly ever made elsewhere. It
    /// looks at the ConfigMaps, Secrets, claims and service accounts of pods, and at the objects that
    /// Ingresses, autoscalers, bindings and StatefulSets name.
    ///
    /// ## Why it matters
    ///
    /// The name was mistyped, or one of the two was renamed. The pod waits for what never comes.
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
    ///         envFrom:
    ///         - configMapRef:
    ///             name: web-setings
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: web-settings
    /// data: {}
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
    ///         envFrom:
    ///         - configMapRef:
    ///             name: web-settings
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: web-settings
    /// data: {}
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own. What exists elsewhere is listed once for all policies, under `exists` of
    /// `overlint.yaml`: `kind`, `name` and `namespace`, the latter two as globs.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/configuration/configmap/>
    /// - <https://kubernetes.io/docs/concepts/configuration/secret/>
    pub struct MisspeltReference;
    id: "misspelt-reference",
    summary: "a reference is one slip away from an object that is there",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl MisspeltReference {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for MisspeltReference {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_overlay(&self, overlay: &Overlay<'_>, findings: &mut Findings<'_>) {
        for unresolved in overlay.unresolved() {
            let Some(near) = unresolved.near.as_deref() else { continue };
            let (kind, name) = (&unresolved.kind, &unresolved.name);
            let (message, help) = if near == name {
                (
                    format!(
                        "{kind} `{name}` gets a hash behind its name, which does not reach this reference"
                    ),
                    NO_HASH.to_owned(),
                )
            } else {
                (format!("there is no {kind} `{name}`, but `{near}`"), format!("did you mean `{near}`?"))
            };
            let message = message.replacen(kind.as_str(), &format!("the {kind}"), usize::from(near == name));
            findings.about(unresolved.referrer(overlay)).add(unresolved.place.clone(), message, help);
        }
    }
}

const NO_HASH: &str = "set `disableNameSuffixHash: true` in its generator, or let kustomize see both at once";
