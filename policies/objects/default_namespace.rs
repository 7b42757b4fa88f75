//! Objects in the namespace that nobody owns.

use overlint_policy::{Declaration, Findings, Object, Overlay, Place, Policy, policy};

policy! {
    /// ## What it does
    ///
    /// Finds objects with `namespace: default`. An object without a namespace gets that of the one who
    /// applies it, and is left out.
    ///
    /// ## Why it matters
    ///
    /// What lies there has no owner, no quota and no policies, and is in the way of what others leave
    /// there.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: web
    ///   namespace: default
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: web
    ///   namespace: shop
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/>
    pub struct DefaultNamespace;
    id: "default-namespace",
    summary: "an object is put into the namespace default",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl DefaultNamespace {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for DefaultNamespace {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        if object.namespace != "default" {
            return;
        }
        if let Some(node) = object.node.at(&["metadata", "namespace"]) {
            let message = format!("{} is put into the namespace `default`", described(object));
            findings.add(Place::of(node, "/metadata/namespace"), message, "give it a namespace of its own");
        }
    }
}

fn described(object: Object<'_>) -> String {
    format!("the {} `{}`", object.kind, object.name)
}
