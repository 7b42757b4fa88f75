//! References to keys that a ConfigMap or Secret does not have.

use overlint_policy::{Declaration, Findings, Overlay, Policy, Reference, Workload, policy};
use overlint_source::suggest::closest;

policy! {
    /// ## What it does
    ///
    /// Finds `configMapKeyRef`, `secretKeyRef` and `items` of volumes that name a key which the ConfigMap or Secret
    /// of the same overlay does not have. References with `optional: true` are left out, and so are objects without
    /// any key, and tokens of service accounts, since something in the cluster fills them.
    ///
    /// ## Why it matters
    ///
    /// The kubelet does not start a container whose variable has no value, nor a pod whose volume lacks a file: it
    /// stays in `CreateContainerConfigError` or `ContainerCreating` until somebody adds the key.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    ///     env:
    ///     - name: DATABASE_HOST
    ///       valueFrom:
    ///         configMapKeyRef:
    ///           name: web
    ///           key: databaseHost
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: web
    /// data:
    ///   database-host: db.example.com
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    ///     env:
    ///     - name: DATABASE_HOST
    ///       valueFrom:
    ///         configMapKeyRef:
    ///           name: web
    ///           key: database-host
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: web
    /// data:
    ///   database-host: db.example.com
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/configuration/configmap/>
    /// - <https://kubernetes.io/docs/concepts/configuration/secret/>
    pub struct MissingConfigKey;
    id: "missing-config-key",
    summary: "a reference names a key that the ConfigMap or Secret does not have",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl MissingConfigKey {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for MissingConfigKey {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for reference in overlay.missing_volume_keys(workload) {
            tell(&reference, findings);
        }
    }

    fn check_overlay(&self, overlay: &Overlay<'_>, findings: &mut Findings<'_>) {
        for environment in overlay.environments() {
            for reference in &environment.missing_keys {
                tell(reference, &mut findings.about(environment.workload.object));
            }
        }
    }
}

fn tell(reference: &Reference<'_>, findings: &mut Findings<'_>) {
    let (object, key) = (reference.object, reference.key);
    let message = format!("there is no key `{key}` in the {} `{}`", object.kind, object.name);
    // The API server allows no longer keys, and few objects have so many.
    let near = (key.len() <= 253).then(|| closest(key, reference.known_keys().take(100))).flatten();
    let help = match near {
        Some(known) => format!("did you mean `{known}`?"),
        None => "add the key there, or name one that there is".to_owned(),
    };
    let field = object.node.entry("data").map_or(object.node.origin, |entry| entry.key.origin);
    findings.add(reference.place().related(field, "the keys are here"), message, help);
}
