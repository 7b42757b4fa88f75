//! Where pods may run: tolerations, affinities, spreading.
//!
//! <https://kubernetes.io/docs/concepts/scheduling-eviction/>

use crate::version::Version;

use super::grammar;
use super::judge::{Judge, shown};
use super::place::Place;
use super::table::Table;

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

impl Judge<'_> {
    /// Judges which taints a pod tolerates.
    pub(super) fn tolerations(&mut self, tolerations: &Place<'_>) {
        for toleration in tolerations.items() {
            self.named(&toleration, "key", &grammar::LABEL_KEY);
            self.toleration(&toleration, toleration.string_or("operator", "Equal"));
            if toleration.has("tolerationSeconds") && toleration.string("effect") != "NoExecute" {
                self.must_not(&toleration, "tolerationSeconds", "is only for the effect `NoExecute`");
            }
        }
    }

    fn toleration(&mut self, toleration: &Place<'_>, operator: &str) {
        if toleration.string("key").is_empty() && operator != "Exists" {
            let message = format!("the toleration has no `key`, and `{}` needs one", shown(operator));
            self.lacks(
                toleration,
                "key",
                message,
                "add `key`, or write `operator: Exists` to tolerate every taint",
            );
        }
        match operator {
            "Equal" => self.named(toleration, "value", &grammar::LABEL_VALUE),
            "Exists" if !toleration.string("value").is_empty() => {
                self.must_not(toleration, "value", "is set, but `Exists` takes none");
            }
            _ => {}
        }
    }

    /// Judges near what a pod runs, and far from what.
    pub(super) fn affinity(&mut self, affinity: &Place<'_>) {
        for (name, value) in affinity.fields() {
            match name {
                "nodeAffinity" => self.node_affinity(&value),
                "podAffinity" | "podAntiAffinity" => self.pod_affinity(&value),
                _ => {}
            }
        }
    }

    fn node_affinity(&mut self, affinity: &Place<'_>) {
        if let Some(required) = affinity.field(REQUIRED) {
            self.node_selector(&required);
        }
        let preferred = affinity.field(PREFERRED);
        for term in preferred.iter().flat_map(|preferred| preferred.items()) {
            self.within(&term, "weight", 1..=100);
            if let Some(preference) = term.field("preference") {
                self.node_selector_term(&preference, false);
            }
        }
    }

    /// Judges a selector of nodes, which has terms.
    pub(super) fn node_selector(&mut self, selector: &Place<'_>) {
        self.wants(selector, "nodeSelectorTerms");
        let terms = selector.field("nodeSelectorTerms");
        for term in terms.iter().flat_map(|terms| terms.items()) {
            // Before, any value could stand there.
            self.node_selector_term(&term, self.version >= Version::new(1, 32));
        }
    }

    fn node_selector_term(&mut self, term: &Place<'_>, of_labels: bool) {
        let labels = term.field("matchExpressions");
        for requirement in labels.iter().flat_map(|labels| labels.items()) {
            self.requirement(&requirement, &["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"], of_labels);
        }
        let fields = term.field("matchFields");
        for requirement in fields.iter().flat_map(|fields| fields.items()) {
            self.field_requirement(&requirement);
        }
    }

    fn field_requirement(&mut self, requirement: &Place<'_>) {
        if let Some(key) = requirement.field("key").filter(|key| key.text() != "metadata.name") {
            let message = format!("nodes cannot be selected by the field `{}`", shown(key.text()));
            self.refuse("unsupported-value", &key, message, "write `metadata.name`");
        }
        let operator = requirement.string("operator");
        if !matches!(operator, "In" | "NotIn") {
            let message = format!("`{}` is no operator for a field of a node", shown(operator));
            self.refuse_key("invalid-selector", requirement, message, "write `In` or `NotIn`");
        } else if requirement.count("values") != 1 {
            let message = "a requirement on a field of a node takes one value";
            self.refuse_key("invalid-selector", requirement, message, "list one value");
        }
    }

    fn pod_affinity(&mut self, affinity: &Place<'_>) {
        let required = affinity.field(REQUIRED);
        for term in required.iter().flat_map(|required| required.items()) {
            self.pod_affinity_term(&term);
        }
        let preferred = affinity.field(PREFERRED);
        for weighted in preferred.iter().flat_map(|preferred| preferred.items()) {
            self.within(&weighted, "weight", 1..=100);
            match weighted.field("podAffinityTerm") {
                Some(term) => self.pod_affinity_term(&term),
                None => drop(self.wants(&weighted, "podAffinityTerm")),
            }
        }
    }

    fn pod_affinity_term(&mut self, term: &Place<'_>) {
        self.wants_named(term, "topologyKey", &grammar::LABEL_KEY);
        self.selector(term, "labelSelector");
        self.selector(term, "namespaceSelector");
        for name in ["matchLabelKeys", "mismatchLabelKeys"] {
            self.label_keys(term, name);
        }
        let namespaces = term.field("namespaces");
        for namespace in namespaces.iter().flat_map(|namespaces| namespaces.items()) {
            self.spelt(&namespace, &grammar::LABEL);
        }
    }

    fn label_keys(&mut self, parent: &Place<'_>, name: &str) {
        let Some(keys) = parent.field(name).filter(|keys| !keys.is_empty()) else { return };
        if !parent.has("labelSelector") {
            self.must_not(parent, name, "is set without the `labelSelector` that it adds to");
        }
        for key in keys.items() {
            self.spelt(&key, &grammar::LABEL_KEY);
        }
    }

    /// Judges how pods are spread.
    pub(super) fn spread(&mut self, constraints: &Place<'_>) {
        let mut known = Table::new();
        for constraint in constraints.items() {
            self.within(&constraint, "maxSkew", 1..=i64::MAX);
            self.within(&constraint, "minDomains", 1..=i64::MAX);
            self.wants(&constraint, "topologyKey");
            self.selector(&constraint, "labelSelector");
            self.label_keys(&constraint, "matchLabelKeys");
            let (topology, unsatisfiable) =
                (constraint.string("topologyKey"), constraint.string("whenUnsatisfiable"));
            if unsatisfiable == "ScheduleAnyway" {
                self.must_not(&constraint, "minDomains", "is only for `whenUnsatisfiable: DoNotSchedule`");
            }
            if let Some(first) = known.note((topology, unsatisfiable), constraint.node().origin)
                && let Some(later) = constraint.field("topologyKey")
            {
                self.repeats(&later, first, "the topology key");
            }
        }
    }
}
