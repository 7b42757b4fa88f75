//! Limits that are far above the requests.

use std::collections::BTreeMap;

use overlint_policy::{
    Amount, AmountSource, ConfigError, Declaration, Findings, OptionsSchema, Overlay, Policy, Workload,
    options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::resource::{Written, resource_word};
use crate::shared::subjects::Subjects;

policy! {
    /// ## What it does
    ///
    /// Finds containers whose limit of a resource is more times its request than the configuration allows, with
    /// what a LimitRange of the same overlay and namespace fills in. Without a configuration it finds nothing.
    ///
    /// ## Why it matters
    ///
    /// The scheduler fills nodes by requests. Where limits are far above them, all pods together may take much more
    /// than a node has: memory runs out, and pods are evicted that stayed within their limits.
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
    ///       requests: {cpu: 50m, memory: 64Mi}
    ///       limits: {memory: 1Gi}
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
    ///       limits: {memory: 96Mi}
    /// ```
    ///
    /// ## Configuration
    ///
    /// `ratios` has the greatest ratio for each resource; it may have a fraction. `exempt` lists workloads that are
    /// left out: each entry has globs for `kind`, `name`, `namespace`, `labels` (key by key) or `container`.
    ///
    /// ```yaml
    /// ratios: {memory: 1.5}
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/>
    /// - <https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/>
    pub struct ExcessiveLimitRatio {
        options: Options,
    }
    id: "excessive-limit-ratio",
    summary: "a limit is too many times the request",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl ExcessiveLimitRatio {
    pub(crate) const DEFAULT: Self =
        Self { options: Options { ratios: BTreeMap::new(), exempt: Subjects::NONE } };
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The greatest ratio of limit and request, resource by resource.
    ratios: BTreeMap<String, Written>,
    /// The workloads and containers that are left out.
    #[serde(default)]
    exempt: Subjects,
}

impl Policy for ExcessiveLimitRatio {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        Ok(Box::new(Self { options: options(node)? }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for (resource, ratio) in &self.options.ratios {
            for container in workload.running_containers() {
                let effective = |amount| overlay.effective(workload, &container, amount, resource);
                let (Some(limit), Some(request)) = (effective(Amount::Limit), effective(Amount::Request))
                else {
                    continue;
                };
                let is_excessive = limit.quantity.exceeds_ratio(request.quantity, ratio.quantity);
                if !is_excessive || self.options.exempt.have(workload, &container) {
                    continue;
                }
                let (limit_text, request_text) = (limit.node.text(), request.node.text());
                let message = format!(
                    "the {} limit `{}` of container `{}` is more than {} times its request `{}`",
                    resource_word(resource),
                    limit_text.unwrap_or_default(),
                    container.name(),
                    ratio.text,
                    request_text.unwrap_or_default()
                );
                let place = if limit.source == AmountSource::Own {
                    container.amount_place(limit.node, Amount::Limit, resource)
                } else {
                    container.missing(&["resources", "limits", resource])
                };
                let place = place.related(request.node.origin, "the request");
                findings.add(place, message, "raise the request, or lower the limit");
            }
        }
    }
}
