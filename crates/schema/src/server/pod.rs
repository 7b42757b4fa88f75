//! Pods, and the templates of pods.
//!
//! <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec>

use overlint_source::{Node, Origin};

use super::grammar;
use super::judge::{Judge, shown};
use super::place::Place;
use super::table::Table;

/// What the parts of a pod need to know of the whole.
pub(super) struct Pod<'p> {
    /// Its volumes by name, with those that a StatefulSet claims for it.
    pub(super) volumes: Table<&'p str, &'p Node>,
    /// Its resource claims by name.
    pub(super) claims: Table<&'p str, ()>,
    /// Whether a key of it is misspelt: then its volumes may not be all.
    pub(super) is_known: bool,
    /// How many seconds its containers have to end.
    pub(super) grace: i64,
    pub(super) host_network: bool,
    /// Whether it is a pod of its own and no template.
    pub(super) is_pod: bool,
}

/// Where the template of a pod stands, and what holds for it there.
pub(super) struct Setting<'s> {
    /// Which restart policies are possible; the first is written in the help.
    pub(super) restarts: &'static [&'static str],
    /// Whether its pods may be ended after a time.
    pub(super) may_end: bool,
    /// The volumes that a StatefulSet claims for each pod; the server does not look at host names there.
    pub(super) claims: Option<&'s Node>,
    pub(super) is_stateful: bool,
}

/// A workload that keeps its pods running.
pub(super) const RUNNING: Setting<'_> =
    Setting { restarts: &["Always"], may_end: false, claims: None, is_stateful: false };

impl Judge<'_> {
    /// Judges a Pod.
    pub(super) fn pod(&mut self, root: &Place<'_>) {
        if let Some(spec) = root.field("spec") {
            self.pod_spec(&spec, None, true, false);
        } else {
            self.lacks(root, "spec", "the pod has no `spec`", "add `spec` with `containers`");
        }
    }

    /// Judges a PodTemplate.
    pub(super) fn bare_template(&mut self, root: &Place<'_>) {
        if let Some(template) = root.field("template") {
            self.described_template(&template, None, false);
        }
    }

    /// Judges the template of a workload.
    pub(super) fn template(&mut self, workload: &Place<'_>, setting: &Setting<'_>) {
        let Some(template) = workload.field("template") else {
            let help = "add `template` with the pods to run";
            self.lacks(workload, "template", "the workload has no `template`", help);
            return;
        };
        self.described_template(&template, setting.claims, setting.is_stateful);
        let Some(spec) = template.field("spec") else { return };
        self.restart_policy(&spec, setting.restarts);
        if !setting.may_end {
            self.must_not(&spec, "activeDeadlineSeconds", "would end pods that are to keep running");
        }
        self.must_not(
            &spec,
            "ephemeralContainers",
            "cannot stand in a template: they are added to a running pod",
        );
    }

    fn described_template(&mut self, template: &Place<'_>, claims: Option<&Node>, is_stateful: bool) {
        if let Some(metadata) = template.field("metadata") {
            self.described(&metadata);
        }
        match template.field("spec") {
            Some(spec) => self.pod_spec(&spec, claims, false, is_stateful),
            None => {
                self.lacks(template, "spec", "the template has no `spec`", "add `spec` with `containers`")
            }
        }
    }

    fn restart_policy(&mut self, spec: &Place<'_>, restarts: &[&str]) {
        let known: Vec<_> = restarts.iter().map(|policy| format!("`{policy}`")).collect();
        let help = format!("write {}", known.join(" or "));
        match spec.field("restartPolicy").filter(|policy| !policy.text().is_empty()) {
            Some(policy) if !restarts.contains(&policy.text()) => {
                let message =
                    format!("`restartPolicy: {}` does not suit this workload", shown(policy.text()));
                self.refuse("unsupported-value", &policy, message, help);
            }
            None if !restarts.contains(&"Always") => {
                let message =
                    "the pods have no `restartPolicy`, and `Always`, which is filled in, does not suit a Job";
                self.lacks(spec, "restartPolicy", message, help);
            }
            _ => {}
        }
    }

    fn pod_spec(&mut self, spec: &Place<'_>, claims: Option<&Node>, is_pod: bool, is_stateful: bool) {
        let pod = Pod {
            volumes: volumes_of(spec.node(), claims),
            claims: claims_of(spec.node()),
            is_known: self.is_known(spec),
            grace: spec.number("terminationGracePeriodSeconds").unwrap_or(30),
            host_network: spec.flag("hostNetwork"),
            is_pod,
        };
        for (name, value) in spec.fields() {
            self.pod_field(name, &value, is_stateful);
        }
        self.containers(spec, &pod);
        self.pod_dns(spec);
        self.host_namespaces(spec);
    }

    fn pod_field(&mut self, name: &str, value: &Place<'_>, is_stateful: bool) {
        match name {
            "volumes" => self.volumes(value),
            "resourceClaims" => self.resource_claims(value),
            "nodeSelector" => self.labels(value),
            "nodeName" | "priorityClassName" | "runtimeClassName" | "serviceAccountName"
                if !value.text().is_empty() =>
            {
                self.spelt(value, &grammar::SUBDOMAIN);
            }
            "hostname" | "subdomain" if !is_stateful && !value.text().is_empty() => {
                self.spelt(value, &grammar::LABEL);
            }
            "activeDeadlineSeconds" => self.in_range(value, 1..=i64::from(i32::MAX)),
            "securityContext" => self.pod_security(value),
            "affinity" => self.affinity(value),
            "tolerations" => self.tolerations(value),
            "topologySpreadConstraints" => self.spread(value),
            "hostAliases" => self.host_aliases(value),
            "overhead" => {
                for (name, amount) in value.entries() {
                    self.container_resource(name, &amount);
                    self.resource_amount(name, &amount);
                }
            }
            "readinessGates" => {
                for gate in value.items() {
                    self.wants_named(&gate, "conditionType", &grammar::QUALIFIED);
                }
            }
            "schedulingGates" => self.distinct(value, "name", &grammar::QUALIFIED, "the scheduling gate"),
            _ => {}
        }
    }

    /// Holds that the items of a list have names, of a grammar, and each its own.
    pub(super) fn distinct(&mut self, list: &Place<'_>, field: &str, grammar: &grammar::Grammar, what: &str) {
        let mut known = Table::new();
        for item in list.items() {
            self.wants_named(&item, field, grammar);
            if let Some(name) = item.node().get(field).filter(|_| !item.string(field).is_empty()) {
                self.own_name(&mut known, item.string(field), name.origin, &item, field, what);
            }
        }
    }

    /// Notes a name, and holds that it was not there before.
    pub(super) fn own_name<'n>(
        &mut self,
        known: &mut Table<&'n str, Origin>,
        name: &'n str,
        origin: Origin,
        item: &Place<'_>,
        field: &str,
        what: &str,
    ) {
        if let Some(first) = known.note(name, origin)
            && let Some(later) = item.field(field)
        {
            self.repeats(&later, first, what);
        }
    }

    fn resource_claims(&mut self, claims: &Place<'_>) {
        self.distinct(claims, "name", &grammar::LABEL, "the resource claim");
        for claim in claims.items() {
            let reason = "a claim is one that exists, or is made from a template";
            self.just_one(&claim, &["resourceClaimName", "resourceClaimTemplateName"], reason);
        }
    }

    fn pod_dns(&mut self, spec: &Place<'_>) {
        let config = spec.field("dnsConfig");
        if spec.string("dnsPolicy") == "None"
            && config.as_ref().is_none_or(|config| config.count("nameservers") == 0)
        {
            let message = "with `dnsPolicy: None` the pod needs a name server of its own";
            self.lacks(
                config.as_ref().unwrap_or(spec),
                "nameservers",
                message,
                "list one under `dnsConfig.nameservers`",
            );
        }
        let Some(config) = config else { return };
        for (name, value) in config.fields() {
            match name {
                "nameservers" => self.name_servers(&value),
                "searches" => self.searches(&value),
                "options" => {
                    for option in value.items() {
                        self.wants(&option, "name");
                    }
                }
                _ => {}
            }
        }
    }

    fn name_servers(&mut self, servers: &Place<'_>) {
        self.at_most(servers, 3);
        for server in servers.items() {
            self.address(&server);
        }
    }

    fn searches(&mut self, searches: &Place<'_>) {
        self.at_most(searches, 32);
        for search in searches.items() {
            let text = search.text();
            let fault = grammar::SEARCH_DOMAIN.fault(text.strip_suffix('.').unwrap_or(text));
            if let Some(message) = fault.filter(|_| text != ".") {
                self.refuse("invalid-name", &search, message, grammar::SEARCH_DOMAIN.help);
            }
        }
    }

    /// Holds that a list has not too many items.
    pub(super) fn at_most(&mut self, list: &Place<'_>, most: usize) {
        let count = list.node().items().len();
        if count > most {
            let message = format!("{} has {count} entries; {most} are the most", list.describe());
            self.refuse_key("out-of-range", list, message, format!("keep at most {most}"));
        }
    }

    fn host_aliases(&mut self, aliases: &Place<'_>) {
        for alias in aliases.items() {
            if self.wants(&alias, "ip")
                && let Some(address) = alias.field("ip")
            {
                self.address(&address);
            }
            if let Some(names) = alias.field("hostnames") {
                for name in names.items() {
                    self.spelt(&name, &grammar::SUBDOMAIN);
                }
            }
        }
    }

    fn host_namespaces(&mut self, spec: &Place<'_>) {
        if spec.flag("hostPID") && spec.flag("shareProcessNamespace") {
            self.must_not(
                spec,
                "shareProcessNamespace",
                "cannot be true beside `hostPID`: the pod shares those of the node",
            );
        }
        if spec.has("hostUsers") && !spec.flag("hostUsers") {
            for name in ["hostPID", "hostIPC"].into_iter().filter(|name| spec.flag(name)) {
                self.must_not(spec, name, "cannot be true with `hostUsers: false`");
            }
        }
    }
}

fn name_of(node: &Node) -> Option<&str> {
    node.get("name").and_then(Node::text)
}

fn volumes_of<'p>(spec: &'p Node, claims: Option<&'p Node>) -> Table<&'p str, &'p Node> {
    let mut volumes = Table::new();
    for claim in claims.map(Node::items).unwrap_or_default() {
        if let Some(name) = claim.get("metadata").and_then(name_of) {
            volumes.note(name, claim);
        }
    }
    for volume in spec.get("volumes").map(Node::items).unwrap_or_default() {
        if let Some(name) = name_of(volume) {
            volumes.note(name, volume);
        }
    }
    volumes
}

fn claims_of(spec: &Node) -> Table<&str, ()> {
    let mut claims = Table::new();
    for name in spec.get("resourceClaims").map(Node::items).unwrap_or_default().iter().filter_map(name_of) {
        claims.note(name, ());
    }
    claims
}
