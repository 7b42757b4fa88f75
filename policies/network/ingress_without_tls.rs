//! Ingresses that answer without encryption.

use overlint_policy::{Declaration, Findings, Object, Overlay, Place, Policy, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds Ingresses without `tls`, and hosts of their rules that no entry of `tls` lists. An entry
    /// without hosts covers all. Where the certificate sits at a load balancer before the Ingress, turn
    /// this off.
    ///
    /// ## Why it matters
    ///
    /// What is sent to the host can be read and changed on its way.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata:
    ///   name: web
    /// spec:
    ///   rules:
    ///   - host: web.example.com
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata:
    ///   name: web
    /// spec:
    ///   tls:
    ///   - hosts: [web.example.com]
    ///     secretName: web-tls
    ///   rules:
    ///   - host: web.example.com
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/services-networking/ingress/#tls>
    pub struct IngressWithoutTls;
    id: "ingress-without-tls",
    summary: "an Ingress has no certificate for one of its hosts",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl IngressWithoutTls {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for IngressWithoutTls {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        if object.kind != "Ingress" || !["networking.k8s.io", "extensions"].contains(&object.group()) {
            return;
        }
        let tls = object.node.at(&["spec", "tls"]).map_or(&[][..], Node::items);
        if tls.is_empty() {
            let message = format!("the Ingress `{}` has no TLS", object.name);
            findings.add(
                Place::missing(object.node, "", &["spec", "tls"]),
                message,
                "add `tls` with a certificate",
            );
            return;
        }
        let rules = object.node.at(&["spec", "rules"]).map_or(&[][..], Node::items);
        for (index, rule) in rules.iter().enumerate() {
            let Some(node) = rule.get("host").filter(|node| !node.is_null()) else { continue };
            let host = node.text().unwrap_or_default();
            if !tls.iter().any(|entry| covers(entry, host)) {
                let place = Place::of(node, format!("/spec/rules/{index}/host"));
                findings.add(
                    place,
                    format!("no entry of `tls` lists the host `{host}`"),
                    "add it to the hosts of one",
                );
            }
        }
    }
}

/// Whether an entry of `tls` is for a host, by its name or by a wildcard for its first label.
fn covers(entry: &Node, host: &str) -> bool {
    let hosts = entry.get("hosts").map_or(&[][..], Node::items);
    let domain = host.split_once('.').map(|(_, domain)| domain);
    let is_it = |listed: &str| {
        listed.eq_ignore_ascii_case(host) || (domain.is_some() && listed.strip_prefix("*.") == domain)
    };
    hosts.is_empty() || hosts.iter().filter_map(Node::text).any(is_it)
}
