//! Which objects another one selects by their labels: the pods of a Service, of a budget, of a network policy.

use overlint_source::Node;

use super::label_selector::GIVEN_IN_OPENSHIFT;
use super::{LabelSelector, Object, Overlay, Workload, WorkloadKind};

impl<'a> Object<'a> {
    /// Where the kinds that select pods, or Services as a `ServiceMonitor` does, have their selector.
    pub fn selector_path(self) -> Option<&'static [&'static str]> {
        match (self.group(), self.kind) {
            ("", "Service")
            | ("policy", "PodDisruptionBudget")
            | ("monitoring.coreos.com", "ServiceMonitor" | "PodMonitor") => Some(&["spec", "selector"]),
            ("networking.k8s.io", "NetworkPolicy") => Some(&["spec", "podSelector"]),
            _ => None,
        }
    }

    /// What the object selects, as its kind reads a selector that is empty or missing; `None` for other kinds than those
    /// of [`selector_path`](Self::selector_path), and for a selector that the server refuses.
    ///
    /// - A Service without labels selects nothing, nor does one of the type `ExternalName`.
    ///   <https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors>
    /// - A budget without a selector selects nothing, with an empty one everything, before `policy/v1` nothing.
    ///   <https://kubernetes.io/docs/reference/using-api/deprecation-guide/#poddisruptionbudget-v125>
    /// - A network policy without a selector selects everything.
    ///   <https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource>
    /// - A monitor needs a selector: one without is refused.
    ///   <https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitorSpec>
    pub fn selector(self) -> Option<LabelSelector<'a>> {
        let field = self.node.at(self.selector_path()?).filter(|field| !field.is_null());
        let selector = match self.kind {
            "Service" if self.is_external_name() => return Some(LabelSelector::NOTHING),
            "Service" => LabelSelector::of_labels(field),
            "PodDisruptionBudget" => LabelSelector::of(field),
            "NetworkPolicy" => field.map_or(Ok(LabelSelector::EVERYTHING), LabelSelector::of),
            _ => LabelSelector::of(Some(field?)),
        };
        let is_old = self.api_version == "policy/v1beta1";
        selector.ok().map(|one| if is_old && one.is_everything() { LabelSelector::NOTHING } else { one })
    }

    fn is_external_name(self) -> bool {
        self.node.at(&["spec", "type"]).and_then(Node::text) == Some("ExternalName")
    }
}

impl<'a> Workload<'a> {
    /// The labels of the pods.
    pub fn pod_labels(&self) -> Option<&'a Node> {
        self.template.at(&["metadata", "labels"])
    }

    /// Whether the pods are those that a selector in a namespace means. Labels that controllers give to pods may have any
    /// value.
    pub fn is_selected(&self, namespace: &str, selector: &LabelSelector<'_>) -> bool {
        namespaces_meet(self.object.namespace, namespace) && self.may_have_labels(selector)
    }

    /// The same of a selector that means any namespace, or that of the pods, whichever it is.
    pub fn may_have_labels(&self, selector: &LabelSelector<'_>) -> bool {
        selector.may_match_given(|key| self.pod_label(key), self.given_labels())
    }

    /// The keys of labels that the pods get besides those that any pod may get.
    pub(super) fn given_labels(&self) -> &'static [&'static str] {
        if self.kind == WorkloadKind::DeploymentConfig { &GIVEN_IN_OPENSHIFT } else { &[] }
    }
}

impl<'a> Overlay<'a> {
    /// The workloads of the overlay, in the order of the build.
    pub fn workloads(&self) -> impl Iterator<Item = Workload<'a>> + use<'a> {
        self.objects().iter().filter_map(|object| Workload::new(*object))
    }

    /// The workloads whose pods an object means; none where it has no [`selector`](Object::selector).
    pub fn selected(&self, by: Object<'a>) -> impl Iterator<Item = Workload<'a>> + use<'a> {
        let selector = by.selector().filter(|selector| !selector.is_nothing());
        let workloads = selector.is_some().then(|| self.workloads()).into_iter().flatten();
        workloads.filter(move |workload| {
            selector.as_ref().is_some_and(|selector| workload.is_selected(by.namespace, selector))
        })
    }
}

/// Whether two namespaces may be the same one. An object without a namespace gets that of the one who applies it, which
/// the overlay does not tell.
pub fn namespaces_meet(one: &str, other: &str) -> bool {
    one == other || one.is_empty() || other.is_empty()
}

#[cfg(test)]
mod tests {
    use overlint_source::read::{Limits, Place, read};
    use overlint_source::{Node, Sources};

    use super::*;

    fn node(text: &str) -> Node {
        let place = Place::of(Sources::default().add("x.yaml", text));
        read(text, place, &Limits::default()).ok().and_then(|mut all| all.remove(0).root).expect("it is YAML")
    }

    /// What an object with this API version, kind and spec selects of pods with the label `app: web`.
    fn selects(version: &str, kind: &str, spec: &str) -> Option<bool> {
        let node = node(&format!("{{apiVersion: {version}, kind: {kind}, spec: {spec}}}"));
        let label = |key: &str| (key == "app").then_some("web");
        Object::new(&node).selector().map(|selector| selector.may_match_pods(label))
    }

    #[test]
    fn each_kind_reads_an_empty_selector_its_own_way() {
        let cases = [
            ("v1", "Service", ["{}", "{selector: null}", "{selector: {}}"], [false, false, false]),
            (
                "policy/v1",
                "PodDisruptionBudget",
                ["{}", "{selector: null}", "{selector: {}}"],
                [false, false, true],
            ),
            (
                "policy/v1beta1",
                "PodDisruptionBudget",
                ["{}", "{selector: null}", "{selector: {}}"],
                [false; 3],
            ),
            (
                "networking.k8s.io/v1",
                "NetworkPolicy",
                ["{}", "{podSelector: null}", "{podSelector: {}}"],
                [true; 3],
            ),
        ];
        for (version, kind, specs, selected) in cases {
            for (spec, selected) in specs.iter().zip(selected) {
                assert_eq!(selects(version, kind, spec), Some(selected), "{version} {kind} {spec}");
            }
        }
    }

    #[test]
    fn a_monitor_without_a_selector_is_refused() {
        for kind in ["PodMonitor", "ServiceMonitor"] {
            let monitor = |spec| selects("monitoring.coreos.com/v1", kind, spec);
            assert_eq!(monitor("{}"), None, "{kind}");
            assert_eq!(monitor("{selector: null}"), None, "{kind}");
            assert_eq!(monitor("{selector: {}}"), Some(true), "{kind}");
        }
    }

    #[test]
    fn labels_and_expressions_have_to_be_met() {
        let service = |spec| selects("v1", "Service", spec);
        assert_eq!(service("{selector: {app: web}}"), Some(true));
        assert_eq!(service("{selector: {app: web, tier: back}}"), Some(false));
        assert_eq!(service("{selector: {app: web}, type: ExternalName}"), Some(false));
        let budget =
            |selector| selects("policy/v1", "PodDisruptionBudget", &format!("{{selector: {selector}}}"));
        assert_eq!(budget("{matchLabels: {app: web}}"), Some(true));
        assert_eq!(budget("{matchExpressions: [{key: app, operator: In, values: [web, api]}]}"), Some(true));
        assert_eq!(budget("{matchExpressions: [{key: zone, operator: NotIn, values: [a]}]}"), Some(true));
        assert_eq!(budget("{matchExpressions: [{key: zone, operator: Exists}]}"), Some(false));
        assert_eq!(budget("{matchExpressions: [{key: app, operator: DoesNotExist}]}"), Some(false));
    }

    #[test]
    fn of_what_the_server_refuses_nothing_is_known() {
        let budget = |selector: &str| {
            selects("policy/v1", "PodDisruptionBudget", &format!("{{selector: {selector}}}"))
        };
        assert_eq!(budget("{matchExpressions: [{key: app, operator: Like, values: [web]}]}"), None);
        assert_eq!(budget("{matchExpressions: [{key: app, operator: In}]}"), None);
        assert_eq!(budget("{matchLabels: {app: two words}}"), None);
        for operator in ["Exists", "DoesNotExist"] {
            let asks = |values| {
                budget(&format!(
                    "{{matchExpressions: [{{key: app, operator: {operator}, values: {values}}}]}}"
                ))
            };
            assert_eq!(asks("[web]"), None, "{operator}");
            assert_eq!(asks("web"), None, "{operator}");
            assert_eq!(asks("[]"), Some(operator == "Exists"), "{operator}");
            assert_eq!(asks("null"), Some(operator == "Exists"), "{operator}");
        }
        for wrong in [
            "web",
            "[app]",
            "{matchLabels: web}",
            "{matchLabels: [app]}",
            "{matchLabels: {app: [web]}}",
            "{matchExpressions: {key: app, operator: Exists}}",
            "{matchExpressions: [app]}",
            "{matchExpressions: [{key: app, operator: In, values: web}]}",
            "{matchExpressions: [{key: app, operator: In, values: [[web]]}]}",
        ] {
            assert_eq!(budget(wrong), None, "{wrong}");
            let policy = format!("{{podSelector: {wrong}}}");
            assert_eq!(selects("networking.k8s.io/v1", "NetworkPolicy", &policy), None, "{wrong}");
        }
        for wrong in ["web", "[app]", "{app: {web: 1}}"] {
            assert_eq!(selects("v1", "Service", &format!("{{selector: {wrong}}}")), None, "{wrong}");
        }
        let many: Vec<_> = (0..2000).map(|index| format!("a{index}: x")).collect();
        assert_eq!(budget(&format!("{{matchLabels: {{{}}}}}", many.join(", "))), None);
        assert_eq!(selects("serving.knative.dev/v1", "Service", "{selector: {app: web}}"), None);
    }

    #[test]
    fn pods_get_labels_that_no_manifest_tells() {
        for label in
            ["statefulset.kubernetes.io/pod-name: web-0", "controller-uid: x", "pod-template-generation: '1'"]
        {
            assert_eq!(selects("v1", "Service", &format!("{{selector: {{app: web, {label}}}}}")), Some(true));
        }
    }

    #[test]
    fn labels_of_openshift_are_given_only_there() {
        let is_selected = |version, kind, selector: &str| {
            let template = "{metadata: {labels: {app: web}}, spec: {}}";
            let object =
                node(&format!("{{apiVersion: {version}, kind: {kind}, spec: {{template: {template}}}}}"));
            let service = node(&format!("{{apiVersion: v1, kind: Service, spec: {{selector: {selector}}}}}"));
            let workload = Workload::new(Object::new(&object)).expect("it runs pods");
            Object::new(&service).selector().map(|selector| workload.is_selected("", &selector))
        };
        for selector in ["{deploymentconfig: web}", "{app: web, deployment: web-1}"] {
            assert_eq!(is_selected("apps.openshift.io/v1", "DeploymentConfig", selector), Some(true));
            assert_eq!(is_selected("apps/v1", "Deployment", selector), Some(false));
        }
    }

    #[test]
    fn what_has_no_namespace_may_lie_in_any() {
        assert!(namespaces_meet("a", "a") && namespaces_meet("", "a") && namespaces_meet("a", ""));
        assert!(!namespaces_meet("a", "b"));
    }
}
