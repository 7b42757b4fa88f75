//! Services that are open to the outside of the cluster.

use overlint_policy::{
    ConfigError, Declaration, Findings, Object, OptionsSchema, Overlay, Place, Policy, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

policy! {
    /// ## What it does
    ///
    /// Finds Services of the type `NodePort` or `LoadBalancer`, and those with `externalIPs`.
    ///
    /// ## Why it matters
    ///
    /// Such a Service can be reached past the Ingress, with its certificates, its log-in and its limits. A
    /// node port is open on every node.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   type: NodePort
    ///   selector: {app: web}
    ///   ports:
    ///   - port: 80
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///   - port: 80
    /// ```
    ///
    /// ## Configuration
    ///
    /// `allowed` lists types that are no fault.
    ///
    /// ```yaml
    /// allowed: [LoadBalancer]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types>
    pub struct ExposedService {
        allowed: Vec<String>,
    }
    id: "exposed-service",
    summary: "a Service is open to the outside of the cluster",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl ExposedService {
    pub(crate) const DEFAULT: Self = Self { allowed: Vec::new() };
}

impl Policy for ExposedService {
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

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        if object.kind != "Service" || object.api_version != "v1" {
            return;
        }
        if let Some(node) = object.node.at(&["spec", "type"]) {
            let kind = node.text().unwrap_or_default();
            if ["NodePort", "LoadBalancer"].contains(&kind)
                && !self.allowed.iter().any(|allowed| allowed == kind)
            {
                let message = format!("the type `{kind}` opens the Service to the outside of the cluster");
                findings.add(
                    Place::of(node, "/spec/type"),
                    message,
                    "use `ClusterIP`, and an Ingress or a Gateway",
                );
            }
        }
        if let Some(node) = object.node.at(&["spec", "externalIPs"]).filter(|node| !node.items().is_empty()) {
            let place = Place::of(node, "/spec/externalIPs");
            findings.add(place, "external addresses lead to this Service", "remove `externalIPs`");
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The types of Services that are no fault.
    allowed: Vec<String>,
}
