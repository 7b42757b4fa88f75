//! Amounts with the wrong unit.

use overlint_policy::{
    Amount, ConfigError, Declaration, Findings, OptionsSchema, Overlay, Policy, Quantity, Workload, options,
    policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::resource::{Field, Written};
use crate::shared::subjects::Subjects;

policy! {
    /// ## What it does
    ///
    /// Finds requests and limits that no container has in earnest: less than a mebibyte of memory, as `512m`, which
    /// is half a byte, or `128`, which is 128 bytes; and more than 256 whole CPUs, as `500` for `500m`. A zero is
    /// left out.
    ///
    /// ## Why it matters
    ///
    /// Kubernetes accepts them. The container is killed as soon as it starts, or no node is large enough for the
    /// pod.
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
    ///       limits: {memory: 512m}
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
    ///       limits: {memory: 512Mi}
    /// ```
    ///
    /// ## Configuration
    ///
    /// `max-cpu` is the greatest number of CPUs that is taken in earnest; 256 where nothing is said. `exempt` lists
    /// workloads that are left out: each entry has globs for `kind`, `name`, `namespace`, `labels` (key by key) or
    /// `container`.
    ///
    /// ```yaml
    /// max-cpu: 256
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/>
    pub struct ImplausibleQuantity {
        options: Options,
    }
    id: "implausible-quantity",
    summary: "a request or limit seems to have the wrong unit",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl ImplausibleQuantity {
    pub(crate) const DEFAULT: Self = Self { options: Options { max_cpu: None, exempt: Subjects::NONE } };
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Options {
    /// The greatest number of CPUs that is taken in earnest; 256 without it.
    max_cpu: Option<Written>,
    /// The workloads and containers that are left out.
    #[serde(default)]
    exempt: Subjects,
}

/// Less memory than this starts no process.
const LEAST_MEMORY: &str = "1Mi";

/// More CPUs than this are in few machines.
const MOST_CPUS: &str = "256";

impl Policy for ImplausibleQuantity {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        Ok(Box::new(Self { options: options(node)? }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for container in workload.containers() {
            for (amount, resource) in AMOUNTS {
                let Some(node) = container.amount(amount, resource) else { continue };
                let Some(what) = self.fault(resource, node) else { continue };
                if self.options.exempt.have(workload, &container) {
                    continue;
                }
                let (name, text) = (container.name(), node.text().unwrap_or_default());
                let words = Field { resource: resource.to_owned(), amount }.words();
                let message = format!("the {words} `{text}` of container `{name}` is {what}");
                let help = format!("give it the unit that was meant{}", meant(resource, text));
                findings.add(container.amount_place(node, amount, resource), message, help);
            }
        }
    }
}

const AMOUNTS: [(Amount, &str); 4] = [
    (Amount::Request, "cpu"),
    (Amount::Request, "memory"),
    (Amount::Limit, "cpu"),
    (Amount::Limit, "memory"),
];

impl ImplausibleQuantity {
    fn fault(&self, resource: &str, node: &Node) -> Option<&'static str> {
        let quantity = Quantity::of(node).filter(|quantity| !quantity.is_zero())?;
        if resource == "memory" {
            return (quantity < Quantity::parse(LEAST_MEMORY)?).then_some("less than a mebibyte");
        }
        let most =
            self.options.max_cpu.as_ref().map(|most| most.quantity).or_else(|| Quantity::parse(MOST_CPUS));
        (quantity > most?).then_some("more CPUs than a node has")
    }
}

/// What a person may have meant.
fn meant(resource: &str, text: &str) -> String {
    let number = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    match resource {
        "cpu" if number == text => format!(": `{text}m`?"),
        "memory" if !number.is_empty() => format!(": `{number}Mi`?"),
        _ => String::new(),
    }
}
