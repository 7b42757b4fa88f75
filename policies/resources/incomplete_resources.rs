//! Containers without a request or limit that a team wants set.

use overlint_policy::{
    Amount, ConfigError, Container, Declaration, Findings, OptionsSchema, Overlay, Policy, Role, Workload,
    options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::resource::Field;
use crate::shared::subjects::Subjects;

policy! {
    /// ## What it does
    ///
    /// Finds containers that lack a request or limit which the configuration requires: without one, a CPU limit and
    /// both of ephemeral storage, which no other policy asks for. A limit counts as a request, and what a
    /// LimitRange of the same overlay and namespace fills in counts as set. Init containers are left out unless the
    /// configuration says otherwise; a native sidecar is not one of them.
    ///
    /// ## Why it matters
    ///
    /// A container without a limit may take all that its node has. CPU limits are debated, since they slow down a
    /// container on an idle node too; a full disk, however, evicts every pod of the node.
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
    ///       limits: {memory: 64Mi}
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
    ///       limits: {cpu: 100m, memory: 64Mi, ephemeral-storage: 1Gi}
    /// ```
    ///
    /// ## Configuration
    ///
    /// `required` lists what is required; the fields are called `cpu-request`, `cpu-limit`, `memory-request`,
    /// `memory-limit`, `ephemeral-storage-request` and `ephemeral-storage-limit`, and after extended resources in
    /// the same way. `init-containers: true` requires it of init containers too. `exempt` lists workloads that are
    /// left out: each entry has globs for `kind`, `name`, `namespace`, `labels` (key by key) or `container`.
    ///
    /// ```yaml
    /// required: [cpu-limit, ephemeral-storage-request, ephemeral-storage-limit]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/>
    /// - <https://kubernetes.io/docs/concepts/policy/limit-range/>
    pub struct IncompleteResources {
        options: Options,
    }
    id: "incomplete-resources",
    summary: "a container lacks a request or limit that is required",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl IncompleteResources {
    pub(crate) const DEFAULT: Self =
        Self { options: Options { required: Vec::new(), init_containers: false, exempt: Subjects::NONE } };
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Options {
    /// The requests and limits that are required.
    #[serde(default)]
    required: Vec<Field>,
    /// Whether they are required of init containers too.
    #[serde(default)]
    init_containers: bool,
    /// The workloads and containers that are left out.
    #[serde(default)]
    exempt: Subjects,
}

/// What is required where nothing is said.
const DEFAULT: [(&str, Amount); 3] =
    [("cpu", Amount::Limit), ("ephemeral-storage", Amount::Request), ("ephemeral-storage", Amount::Limit)];

impl Policy for IncompleteResources {
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
        for container in workload.containers().filter(|container| self.is_meant(container)) {
            let lacking: Vec<_> = self
                .required()
                .filter(|(resource, amount)| lacks(overlay, workload, &container, resource, *amount))
                .collect();
            let Some((resource, amount)) = lacking.first() else { continue };
            if self.options.exempt.have(workload, &container) {
                continue;
            }
            let words: Vec<_> = lacking.iter().map(|(resource, amount)| words(resource, *amount)).collect();
            let message = format!("container `{}` has no {}", container.name(), words.join(" and no "));
            let place = container.missing(&["resources", amount.field(), resource]);
            findings.add(place, message, format!("set `{resource}` under `resources.{}`", amount.field()));
        }
    }
}

impl IncompleteResources {
    fn is_meant(&self, container: &Container<'_>) -> bool {
        match container.role {
            Role::Main | Role::Sidecar => true,
            Role::Init => self.options.init_containers,
            Role::Ephemeral => false,
        }
    }

    fn required(&self) -> impl Iterator<Item = (&str, Amount)> {
        let own = self.options.required.iter().map(|field| (field.resource.as_str(), field.amount));
        let default = if self.options.required.is_empty() { &DEFAULT[..] } else { &[] };
        own.chain(default.iter().copied())
    }
}

fn lacks(
    overlay: &Overlay<'_>,
    workload: &Workload<'_>,
    container: &Container<'_>,
    resource: &str,
    amount: Amount,
) -> bool {
    let is_set = |amount| container.amount(amount, resource).is_some();
    let counts_as_set = is_set(amount) || (amount == Amount::Request && is_set(Amount::Limit));
    !counts_as_set && !overlay.fills_in(workload, amount, resource)
}

fn words(resource: &str, amount: Amount) -> String {
    Field { resource: resource.to_owned(), amount }.words()
}
