//! Ingresses, their classes, and NetworkPolicies.
//!
//! <https://kubernetes.io/docs/concepts/services-networking/>

use crate::version::Version;

use super::addresses;
use super::grammar::{self, Grammar};
use super::judge::{Judge, shown};
use super::place::{IntOrString, Place};

impl Judge<'_> {
    /// How Services are called: since Kubernetes 1.36 a name may begin with a digit.
    pub(super) fn service_names(&self) -> &'static Grammar {
        if self.version >= Version::new(1, 36) { &grammar::LABEL } else { &grammar::LABEL_1035 }
    }

    /// Judges an Ingress.
    pub(super) fn ingress(&mut self, root: &Place<'_>) {
        let Some(spec) = self.spec_of(root) else { return };
        if spec.count("rules") == 0 && !spec.has("defaultBackend") {
            let message = "the Ingress has neither `rules` nor `defaultBackend`: it leads nowhere";
            self.lacks(&spec, "rules", message, "add `rules` or `defaultBackend`");
        }
        self.named(&spec, "ingressClassName", &grammar::SUBDOMAIN);
        if let Some(backend) = spec.field("defaultBackend") {
            self.backend(&backend);
        }
        let rules = spec.field("rules");
        for rule in rules.iter().flat_map(|rules| rules.items()) {
            self.ingress_rule(&rule);
        }
        let tls = spec.field("tls");
        for tls in tls.iter().flat_map(|tls| tls.items()) {
            self.named(&tls, "secretName", &grammar::SUBDOMAIN);
            let hosts = tls.field("hosts");
            for host in hosts.iter().flat_map(|hosts| hosts.items()) {
                self.host(&host);
            }
        }
        self.class_twice(root, &spec);
    }

    fn class_twice(&mut self, root: &Place<'_>, spec: &Place<'_>) {
        const CLASS: &str = "kubernetes.io/ingress.class";
        let Some(metadata) = root.field("metadata") else { return };
        let Some(annotations) = metadata.field("annotations") else { return };
        let (Some(old), Some(new)) = (annotations.field(CLASS), spec.field("ingressClassName")) else {
            return;
        };
        if old.text() != new.text() {
            let message = format!("the annotation `{CLASS}` and `ingressClassName` differ");
            let told = self.refuse("conflicting-fields", &old, message, "remove the annotation");
            told.related(new.node().origin, "the other stands here");
        }
    }

    fn host(&mut self, host: &Place<'_>) {
        let grammar = if host.text().contains('*') { &grammar::WILDCARD } else { &grammar::SUBDOMAIN };
        self.spelt(host, grammar);
    }

    fn ingress_rule(&mut self, rule: &Place<'_>) {
        if let Some(host) = rule.field("host").filter(|host| !host.text().is_empty()) {
            if addresses::parse(host.text()).is_some() {
                let message = format!("the host `{}` is an IP address, and no DNS name", shown(host.text()));
                self.refuse("invalid-name", &host, message, "write a DNS name, or remove `host`");
            } else {
                self.host(&host);
            }
        }
        let Some(http) = rule.field("http") else { return };
        self.wants(&http, "paths");
        let paths = http.field("paths");
        for path in paths.iter().flat_map(|paths| paths.items()) {
            self.ingress_path(&path);
        }
    }

    fn ingress_path(&mut self, path: &Place<'_>) {
        if !self.wants(path, "pathType") {
            return;
        }
        let text = path.string("path");
        match path.string("pathType") {
            "Exact" | "Prefix" if text.is_empty() => {
                self.wants(path, "path");
            }
            "Exact" | "Prefix" => self.url_path(path, text),
            "ImplementationSpecific" if !text.is_empty() && !text.starts_with('/') => self.relative_url(path),
            _ => {}
        }
        match path.field("backend") {
            Some(backend) => self.backend(&backend),
            None => drop(self.wants(path, "backend")),
        }
    }

    fn relative_url(&mut self, parent: &Place<'_>) {
        if let Some(path) = parent.field("path") {
            let message = format!("the path `{}` does not begin with `/`", shown(path.text()));
            self.refuse("invalid-path", &path, message, "write it from `/` on");
        }
    }

    fn url_path(&mut self, parent: &Place<'_>, text: &str) {
        if !text.starts_with('/') {
            self.relative_url(parent);
            return;
        }
        let inner = ["//", "/./", "/../", "%2f", "%2F"].into_iter().find(|part| text.contains(part));
        let part = inner.or_else(|| ["/..", "/."].into_iter().find(|end| text.ends_with(end)));
        if let (Some(part), Some(path)) = (part, parent.field("path")) {
            let message = format!("the path `{}` has `{part}` in it", shown(text));
            self.refuse("invalid-path", &path, message, format!("write it without `{part}`"));
        }
    }

    fn backend(&mut self, backend: &Place<'_>) {
        self.just_one(backend, &["service", "resource"], "a backend is a Service or another resource");
        if let Some(resource) = backend.field("resource") {
            self.wants_named(&resource, "kind", &grammar::PATH_SEGMENT);
            self.wants_named(&resource, "name", &grammar::PATH_SEGMENT);
        }
        let Some(service) = backend.field("service") else { return };
        self.wants_named(&service, "name", self.service_names());
        let port = service.field("port");
        let (name, number) =
            port.as_ref().map_or(("", 0), |port| (port.string("name"), port.number("number").unwrap_or(0)));
        match (port, name.is_empty(), number == 0) {
            (Some(port), false, false) => {
                self.at_most_one(&port, &["name", "number"], "a port is called by one of them");
            }
            (Some(port), false, true) => self.named(&port, "name", &grammar::PORT_NAME),
            (Some(port), true, false) => self.within_ports(&port),
            (port, true, true) => {
                let parent = port.as_ref().unwrap_or(&service);
                self.lacks(
                    parent,
                    "number",
                    "the backend names no port",
                    "write `port` with `number` or `name`",
                );
            }
            (None, ..) => {}
        }
    }

    fn within_ports(&mut self, port: &Place<'_>) {
        if let Some(number) = port.field("number") {
            self.numbered_port(&number);
        }
    }

    /// Judges an IngressClass.
    pub(super) fn ingress_class(&mut self, root: &Place<'_>) {
        let Some(spec) = self.spec_of(root) else { return };
        self.wants_named(&spec, "controller", &grammar::DOMAIN_PATH);
        let Some(parameters) = spec.field("parameters") else { return };
        self.wants_named(&parameters, "kind", &grammar::PATH_SEGMENT);
        self.wants_named(&parameters, "name", &grammar::PATH_SEGMENT);
        self.named(&parameters, "apiGroup", &grammar::SUBDOMAIN);
        if parameters.string("scope") == "Namespace" {
            self.wants_named(&parameters, "namespace", &grammar::LABEL);
        } else if parameters.string_or("scope", "Cluster") == "Cluster" {
            self.must_not(&parameters, "namespace", "is only for `scope: Namespace`");
        }
    }

    /// Judges a NetworkPolicy.
    pub(super) fn network_policy(&mut self, root: &Place<'_>) {
        let Some(spec) = root.field("spec") else { return };
        self.selector(&spec, "podSelector");
        for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
            let rules = spec.field(direction);
            for rule in rules.iter().flat_map(|rules| rules.items()) {
                self.network_rule(&rule, peers);
            }
        }
        if let Some(types) = spec.field("policyTypes") {
            self.at_most(&types, 2);
        }
    }

    fn network_rule(&mut self, rule: &Place<'_>, peers: &str) {
        let ports = rule.field("ports");
        for port in ports.iter().flat_map(|ports| ports.items()) {
            self.policy_port(&port);
        }
        let peers = rule.field(peers);
        for peer in peers.iter().flat_map(|peers| peers.items()) {
            self.peer(&peer);
        }
    }

    fn policy_port(&mut self, rule: &Place<'_>) {
        let port = rule.field("port");
        if let Some(port) = &port {
            self.port(port);
        }
        match port.and_then(|port| port.int_or_string()) {
            Some(IntOrString::Int(first)) => self.within(rule, "endPort", first.max(1)..=65535),
            Some(IntOrString::Text(_)) => self.must_not(rule, "endPort", "needs a `port` that is a number"),
            None => self.must_not(rule, "endPort", "needs a `port` before it"),
        }
    }

    fn peer(&mut self, peer: &Place<'_>) {
        let selectors = ["podSelector", "namespaceSelector"].map(|name| peer.has(name));
        let selects = selectors.contains(&true);
        if !selects && !peer.has("ipBlock") {
            let message = "the peer names nobody";
            self.lacks(peer, "podSelector", message, "add `podSelector`, `namespaceSelector` or `ipBlock`");
        } else if selects {
            self.must_not(peer, "ipBlock", "cannot stand beside a selector");
        }
        self.selector(peer, "podSelector");
        self.selector(peer, "namespaceSelector");
        let Some(block) = peer.field("ipBlock") else { return };
        if !self.wants(&block, "cidr") {
            return;
        }
        let Some(around) = block.field("cidr") else { return };
        self.block(&around);
        let except = block.field("except");
        for inner in except.iter().flat_map(|except| except.items()) {
            self.block(&inner);
            self.block_within(&inner, &around);
        }
    }
}
