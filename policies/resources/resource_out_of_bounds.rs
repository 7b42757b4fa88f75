//! Requests and limits that are smaller or greater than a team allows.

use overlint_policy::{
    ConfigError, Declaration, Findings, Globs, OptionsSchema, Overlay, Policy, Quantity, Workload, options,
    policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::resource::{Field, Written};
use crate::shared::subjects::{Subjects, is_meant};

policy! {
    /// ## What it does
    ///
    /// Finds requests and limits of containers that lie outside the bounds of the configuration. It compares what
    /// is written, in init containers too. Without a configuration it finds nothing.
    ///
    /// ## Why it matters
    ///
    /// A request that no node can hold leaves the pod pending, and one that is ten times too large, by a slip of a
    /// unit, is paid for. Bounds that differ by overlay say what an environment is made for.
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
    ///     resources:
    ///       requests: {cpu: 50m, memory: 64Gi}
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
    ///     resources:
    ///       requests: {cpu: 50m, memory: 64Mi}
    /// ```
    ///
    /// ## Configuration
    ///
    /// `bounds` lists them: the `field`, and `min`, `max` or both; what is equal to a bound is within. The fields
    /// are called `cpu-request`, `cpu-limit`, `memory-request`, `memory-limit`, `ephemeral-storage-request` and
    /// `ephemeral-storage-limit`, and after extended resources in the same way. `overlays` has globs over the paths
    /// of overlays; `only` and `exempt` list workloads that the bounds hold for, or not: each entry has globs for
    /// `kind`, `name`, `namespace`, `labels` (key by key) or `container`.
    ///
    /// ```yaml
    /// bounds:
    /// - {field: memory-request, min: 16Mi, max: 8Gi}
    /// - {field: cpu-limit, max: 500m, overlays: "**/overlays/dev*"}
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/>
    /// - <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/>
    pub struct ResourceOutOfBounds {
        bounds: Vec<Bounds>,
    }
    id: "resource-out-of-bounds",
    summary: "a request or limit lies outside the bounds of the configuration",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl ResourceOutOfBounds {
    pub(crate) const DEFAULT: Self = Self { bounds: Vec::new() };
}

/// What a field may be, and where.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Bounds {
    /// The request or limit that is bounded.
    field: Field,
    /// The least amount.
    min: Option<Written>,
    /// The greatest amount.
    max: Option<Written>,
    /// The overlays that this holds for; without it, all.
    #[serde(default)]
    overlays: Globs,
    /// The workloads and containers that this holds for; without it, all.
    #[serde(default)]
    only: Subjects,
    /// The workloads and containers that this does not hold for.
    #[serde(default)]
    exempt: Subjects,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// What is bounded.
    bounds: Vec<Bounds>,
}

impl Policy for ResourceOutOfBounds {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        let Options { bounds } = options(node)?;
        Ok(Box::new(Self { bounds }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn overlay_globs(&self) -> Vec<&Globs> {
        self.bounds.iter().map(|one| &one.overlays).collect()
    }

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for bounds in self.bounds.iter().filter(|bounds| bounds.overlays.matches(overlay.path())) {
            let Field { resource, amount } = &bounds.field;
            for container in workload.containers() {
                let Some(node) = container.amount(*amount, resource) else { continue };
                let Some((side, help)) = Quantity::of(node).and_then(|quantity| bounds.broken(quantity))
                else {
                    continue;
                };
                if is_meant(&bounds.only, &bounds.exempt, workload, &container) {
                    let (name, words, text) =
                        (container.name(), bounds.field.words(), node.text().unwrap_or_default());
                    let message = format!("the {words} `{text}` of container `{name}` is too {side}");
                    findings.add(container.amount_place(node, *amount, resource), message, help);
                }
            }
        }
    }
}

impl Bounds {
    /// The side on which an amount is out, and what to do.
    fn broken(&self, quantity: Quantity) -> Option<(&'static str, String)> {
        let small = self.min.as_ref().filter(|min| quantity < min.quantity);
        let large = self.max.as_ref().filter(|max| quantity > max.quantity);
        match (small, large) {
            (Some(min), _) => Some(("small", format!("set it to `{}` or more", min.text))),
            (None, Some(max)) => Some(("large", format!("set it to `{}` or less", max.text))),
            (None, None) => None,
        }
    }
}
