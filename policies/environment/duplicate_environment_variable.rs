//! Environment variables that are set twice.

use overlint_policy::{Declaration, Findings, Overlay, Place, Policy, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds entries under `env` of a container that have the name of a later entry. The last one counts, and those
    /// before it have no effect.
    ///
    /// ## Why it matters
    ///
    /// The value that a reader finds first is not the one that the program gets. Tools disagree on such lists too:
    /// a strategic merge patch changes one of the entries, and a server-side apply is refused.
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
    ///     - name: LOG_LEVEL
    ///       value: debug
    ///     - name: LOG_LEVEL
    ///       value: info
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
    ///     - name: LOG_LEVEL
    ///       value: info
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/>
    /// - <https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy>
    pub struct DuplicateEnvironmentVariable;
    id: "duplicate-environment-variable",
    summary: "an environment variable is set twice in one container",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl DuplicateEnvironmentVariable {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for DuplicateEnvironmentVariable {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_overlay(&self, overlay: &Overlay<'_>, findings: &mut Findings<'_>) {
        for environment in overlay.environments() {
            for shadowed in &environment.shadowed {
                let name = |entry: &'_ Node| entry.get("name").map_or(entry.origin, |name| name.origin);
                let pointer = environment.container.item_pointer("env", shadowed.index);
                let place = Place::new(name(shadowed.entry), pointer)
                    .related(name(shadowed.by), "this later entry counts");
                let text = shadowed.entry.get("name").and_then(Node::text).unwrap_or_default();
                let message =
                    format!("environment variable `{text}` is set again, so this entry has no effect");
                findings.about(environment.workload.object).add(place, message, "remove one of the two");
            }
        }
    }
}
