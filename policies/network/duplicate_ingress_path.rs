//! Ingresses that claim the same path.

use overlint_policy::{Declaration, Findings, Object, Overlay, Place, Policy, policy};
use overlint_source::{Node, Origin};

policy! {
    /// ## What it does
    ///
    /// Finds paths of Ingresses with the same class, host, path and path type as one before them in the
    /// overlay. Those that a controller tells apart by an annotation, such as the canaries of ingress-nginx
    /// or routes by header, are left out.
    ///
    /// ## Why it matters
    ///
    /// Only one of them gets the requests. Which one depends on the controller, and often on which object
    /// is older.
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
    ///     http:
    ///       paths:
    ///       - path: /
    ///         pathType: Prefix
    ///         backend: {service: {name: web, port: {number: 80}}}
    ///       - path: /
    ///         pathType: Prefix
    ///         backend: {service: {name: other, port: {number: 80}}}
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
    ///   rules:
    ///   - host: web.example.com
    ///     http:
    ///       paths:
    ///       - path: /
    ///         pathType: Prefix
    ///         backend: {service: {name: web, port: {number: 80}}}
    ///       - path: /other
    ///         pathType: Prefix
    ///         backend: {service: {name: other, port: {number: 80}}}
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types>
    pub struct DuplicateIngressPath;
    id: "duplicate-ingress-path",
    summary: "two Ingress paths of the overlay claim the same requests",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl DuplicateIngressPath {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for DuplicateIngressPath {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_overlay(&self, overlay: &Overlay<'_>, findings: &mut Findings<'_>) {
        let mut seen: Vec<(Claim<'_>, Origin)> = Vec::new();
        for ingress in overlay.of_kind("Ingress").filter(|one| one.group() == "networking.k8s.io") {
            if !is_conditional(ingress) {
                each_claim(ingress, &mut |claim, path, pointer| match seen
                    .iter()
                    .find(|(other, _)| *other == claim)
                {
                    None => seen.push((claim, path.origin)),
                    Some((_, first)) => {
                        let message =
                            format!("the path `{}` of `{}` is claimed twice", claim.path, claim.shown_host());
                        let place = Place::of(path, pointer).related(*first, "it is claimed here, too");
                        findings.about(ingress).add(place, message, "remove one of them");
                    }
                });
            }
        }
    }
}

/// What an Ingress asks for.
#[derive(PartialEq)]
struct Claim<'a> {
    class: &'a str,
    host: &'a str,
    path: &'a str,
    kind: &'a str,
}

impl Claim<'_> {
    fn shown_host(&self) -> &str {
        if self.host.is_empty() { "any host" } else { self.host }
    }
}

/// Whether annotations say which requests are meant, or how they are told apart.
fn is_conditional(ingress: Object<'_>) -> bool {
    const WORDS: [&str; 6] = ["canary", "conditions", "entrypoints", "header", "match", "weight"];
    let annotations = ingress.node.at(&["metadata", "annotations"]).map_or(&[][..], Node::entries);
    annotations.iter().any(|entry| WORDS.iter().any(|word| entry.key.text().contains(word)))
}

fn each_claim<'a>(ingress: Object<'a>, tell: &mut dyn FnMut(Claim<'a>, &'a Node, String)) {
    let class = ingress.node.at(&["spec", "ingressClassName"]).and_then(Node::text);
    let class =
        class.or_else(|| ingress.annotation("kubernetes.io/ingress.class")?.text()).unwrap_or_default();
    let rules = ingress.node.at(&["spec", "rules"]).map_or(&[][..], Node::items);
    for (number, rule) in rules.iter().enumerate() {
        let host = rule.get("host").and_then(Node::text).unwrap_or_default();
        let paths = rule.at(&["http", "paths"]).map_or(&[][..], Node::items);
        for (index, entry) in paths.iter().enumerate() {
            let text = |key| entry.get(key).and_then(Node::text).unwrap_or_default();
            let claim = Claim { class, host, path: text("path"), kind: text("pathType") };
            let pointer = format!("/spec/rules/{number}/http/paths/{index}/path");
            tell(claim, entry.get("path").unwrap_or(entry), pointer);
        }
    }
}
