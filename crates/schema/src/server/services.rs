//! Services, and the addresses behind them.
//!
//! <https://kubernetes.io/docs/concepts/services-networking/service/>

use super::grammar;
use super::judge::Judge;
use super::place::Place;
use super::table::Table;

/// How long a client can be kept at one pod: a day.
const MOST_AFFINITY: i64 = 86_400;

impl Judge<'_> {
    /// Judges a Service.
    pub(super) fn service(&mut self, root: &Place<'_>) {
        let Some(spec) = self.spec_of(root) else { return };
        let kind = spec.string_or("type", "ClusterIP");
        let headless = spec.string("clusterIP") == "None";
        if spec.count("ports") == 0 && !headless && kind != "ExternalName" {
            self.wants(&spec, "ports");
        }
        if kind == "ExternalName" {
            self.external_name(&spec);
        } else {
            self.cluster_addresses(&spec, kind, headless);
        }
        if let Some(ports) = spec.field("ports") {
            self.service_ports(&ports, kind);
        }
        if let Some(selector) = spec.field("selector") {
            self.labels(&selector);
        }
        self.affinity_of_clients(&spec);
        self.outside(&spec, kind);
        if kind != "LoadBalancer" {
            self.only_of_load_balancers(&spec);
        } else {
            self.named(&spec, "loadBalancerClass", &grammar::QUALIFIED);
        }
    }

    fn external_name(&mut self, spec: &Place<'_>) {
        for name in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] {
            if !spec.string(name).is_empty() || spec.count(name) > 0 {
                self.must_not(spec, name, "has no use in a Service of type `ExternalName`");
            }
        }
        if !self.wants(spec, "externalName") {
            return;
        }
        let Some(name) = spec.field("externalName") else { return };
        let text = name.text().strip_suffix('.').unwrap_or(name.text());
        if let Some(message) = grammar::SUBDOMAIN.fault(text) {
            self.refuse("invalid-name", &name, message, grammar::SUBDOMAIN.help);
        }
    }

    fn cluster_addresses(&mut self, spec: &Place<'_>, kind: &str, headless: bool) {
        if headless && matches!(kind, "LoadBalancer" | "NodePort") {
            let reason = format!("cannot be `None` in a Service of type `{kind}`");
            self.must_not(spec, "clusterIP", &reason);
        }
        if let Some(address) =
            spec.field("clusterIP").filter(|address| !matches!(address.text(), "" | "None"))
        {
            self.address(&address);
        }
        let Some(list) = spec.field("clusterIPs").filter(|list| !list.is_empty()) else { return };
        let first = list.items().next().map(|first| first.text()).unwrap_or_default();
        if first != spec.string("clusterIP") {
            let message = "the first of `clusterIPs` must be what `clusterIP` says";
            self.refuse_key(
                "conflicting-fields",
                &list,
                message,
                "write the same address into both, or remove `clusterIPs`",
            );
        }
        self.at_most(&list, if headless { 1 } else { 2 });
        for address in list.items().filter(|address| address.text() != "None") {
            self.address(&address);
        }
    }

    fn service_ports(&mut self, ports: &Place<'_>, kind: &str) {
        let several = ports.node().items().len() > 1;
        let (mut names, mut numbers, mut node_ports) = (Table::new(), Table::new(), Table::new());
        for port in ports.items() {
            self.wants_port_number(&port, "port");
            if several {
                self.wants(&port, "name");
            }
            self.named(&port, "name", &grammar::LABEL);
            self.named(&port, "appProtocol", &grammar::QUALIFIED);
            if let Some(target) = port.field("targetPort").filter(|target| !matches!(target.text(), "" | "0"))
            {
                self.port(&target);
            }
            if let Some(name) = port.field("name").filter(|name| !name.text().is_empty()) {
                let origin = name.node().origin;
                self.own_name(&mut names, port.string("name"), origin, &port, "name", "the port");
            }
            let protocol = port.string_or("protocol", "TCP");
            let own = |table: &mut Table<_, _>, name| {
                let number = port.number(name).filter(|number| *number != 0)?;
                table.note((number, protocol), port.node().get(name)?.origin)
            };
            let (first, first_node_port) = (own(&mut numbers, "port"), own(&mut node_ports, "nodePort"));
            for (name, first) in [("port", first), ("nodePort", first_node_port)] {
                if let (Some(first), Some(later)) = (first, port.field(name)) {
                    self.repeats(&later, first, "the port");
                }
            }
            if kind == "ClusterIP" && port.number("nodePort").is_some_and(|number| number != 0) {
                self.must_not(&port, "nodePort", "has no use in a Service of type `ClusterIP`");
            }
        }
    }

    fn affinity_of_clients(&mut self, spec: &Place<'_>) {
        if spec.string("sessionAffinity") != "ClientIP" {
            return;
        }
        let Some(config) = spec.field("sessionAffinityConfig") else { return };
        if let Some(client) = config.field("clientIP") {
            self.within(&client, "timeoutSeconds", 1..=MOST_AFFINITY);
        }
    }

    /// Judges what only Services have that are reached from outside.
    fn outside(&mut self, spec: &Place<'_>, kind: &str) {
        let addresses = spec.field("externalIPs");
        for address in addresses.iter().flat_map(|addresses| addresses.items()) {
            self.endpoint_address(&address);
        }
        let reachable = matches!(kind, "LoadBalancer" | "NodePort")
            || kind == "ClusterIP" && spec.count("externalIPs") > 0;
        if !reachable && !spec.string("externalTrafficPolicy").is_empty() {
            self.must_not(
                spec,
                "externalTrafficPolicy",
                "is only for Services that are reached from outside",
            );
        }
        let checked = kind == "LoadBalancer" && spec.string("externalTrafficPolicy") == "Local";
        if !checked && spec.number("healthCheckNodePort").is_some_and(|number| number != 0) {
            let reason = "is only for the type `LoadBalancer` with `externalTrafficPolicy: Local`";
            self.must_not(spec, "healthCheckNodePort", reason);
        }
        let ranges = spec.field("loadBalancerSourceRanges");
        for range in ranges.iter().flat_map(|ranges| ranges.items()) {
            self.block(&range);
        }
    }

    fn only_of_load_balancers(&mut self, spec: &Place<'_>) {
        let reason = "is only for Services of type `LoadBalancer`";
        if spec.count("loadBalancerSourceRanges") > 0 {
            self.must_not(spec, "loadBalancerSourceRanges", reason);
        }
        self.must_not(spec, "allocateLoadBalancerNodePorts", reason);
        self.must_not(spec, "loadBalancerClass", reason);
    }

    /// Judges an Endpoints object.
    pub(super) fn endpoints(&mut self, root: &Place<'_>) {
        let subsets = root.field("subsets");
        for subset in subsets.iter().flat_map(|subsets| subsets.items()) {
            if subset.count("addresses") + subset.count("notReadyAddresses") == 0 {
                let message = "the subset has no addresses";
                self.lacks(&subset, "addresses", message, "add `addresses` or `notReadyAddresses`");
            }
            for list in ["addresses", "notReadyAddresses"] {
                let addresses = subset.field(list);
                for address in addresses.iter().flat_map(|addresses| addresses.items()) {
                    self.endpoint(&address);
                }
            }
            self.endpoint_ports(&subset);
        }
    }

    fn endpoint(&mut self, address: &Place<'_>) {
        if self.wants(address, "ip")
            && let Some(ip) = address.field("ip")
        {
            self.endpoint_address(&ip);
        }
        self.named(address, "hostname", &grammar::LABEL);
        self.named(address, "nodeName", &grammar::SUBDOMAIN);
    }

    fn endpoint_ports(&mut self, subset: &Place<'_>) {
        let several = subset.count("ports") > 1;
        let ports = subset.field("ports");
        for port in ports.iter().flat_map(|ports| ports.items()) {
            if several {
                self.wants(&port, "name");
            }
            self.named(&port, "name", &grammar::LABEL);
            self.named(&port, "appProtocol", &grammar::QUALIFIED);
            self.wants_port_number(&port, "port");
        }
    }

    /// Judges an EndpointSlice.
    pub(super) fn endpoint_slice(&mut self, root: &Place<'_>) {
        let mut names = Table::new();
        let ports = root.field("ports");
        for port in ports.iter().flat_map(|ports| ports.items()) {
            self.named(&port, "name", &grammar::LABEL);
            self.named(&port, "appProtocol", &grammar::QUALIFIED);
            let origin = port.node().get("name").unwrap_or(port.node()).origin;
            self.own_name(&mut names, port.string("name"), origin, &port, "name", "the port");
        }
        let by_number = root.string("addressType") != "FQDN";
        let endpoints = root.field("endpoints");
        for endpoint in endpoints.iter().flat_map(|endpoints| endpoints.items()) {
            self.wants(&endpoint, "addresses");
            self.named(&endpoint, "hostname", &grammar::LABEL);
            self.named(&endpoint, "nodeName", &grammar::SUBDOMAIN);
            let addresses = endpoint.field("addresses").filter(|_| by_number);
            for address in addresses.iter().flat_map(|addresses| addresses.items()) {
                self.endpoint_address(&address);
            }
        }
    }
}
