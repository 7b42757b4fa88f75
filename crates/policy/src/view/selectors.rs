//! The objects of an overlay that select pods, found by the labels of these.

use std::collections::HashMap;

use super::{LabelSelector, Object, Overlay, Workload, namespaces_meet};

/// The kinds that are asked for.
const KINDS: [&str; 3] = ["NetworkPolicy", "PodDisruptionBudget", "Service"];

/// A label by key and value.
type Label<'a> = (&'a str, &'a str);

/// The selectors of an overlay's objects, each read once. They are sorted by kind and by one label that each asks for, so
/// that only those are held against a pod that have a label of it.
#[derive(Debug, Default)]
pub(super) struct Selectors<'a> {
    sorted: Vec<Selector<'a>>,
}

#[derive(Debug)]
struct Selector<'a> {
    object: Object<'a>,
    /// The place of the object in the build.
    index: usize,
    /// `None` where it is not known what it selects.
    means: Option<LabelSelector<'a>>,
    /// A label that it asks for; `None` where it asks for none by its value.
    label: Option<Label<'a>>,
}

impl<'a> Selectors<'a> {
    /// Those of objects in the order of the build.
    pub(super) fn of(objects: &[Object<'a>]) -> Self {
        let selecting = objects.iter().enumerate().filter(|(_, object)| KINDS.contains(&object.kind));
        let mut sorted: Vec<_> = selecting
            .map(|(index, object)| Selector { object: *object, index, means: object.selector(), label: None })
            .collect();
        let mut askers: HashMap<Label<'a>, usize> = HashMap::new();
        for label in sorted.iter().flat_map(Selector::labels) {
            *askers.entry(label).or_default() += 1;
        }
        // The rarest one tells most: what is common to all of an application tells nothing.
        for selector in &mut sorted {
            selector.label = selector.labels().min_by_key(|label| askers.get(label).copied());
        }
        sorted.sort_by_key(|selector| (selector.object.kind, selector.label, selector.means.is_some()));
        Self { sorted }
    }

    fn with(&self, kind: &str, label: Option<Label<'_>>) -> &[Selector<'a>] {
        let key = (kind, label);
        let start = self.sorted.partition_point(|one| (one.object.kind, one.label) < key);
        let length = self.sorted[start..].partition_point(|one| (one.object.kind, one.label) == key);
        &self.sorted[start..start + length]
    }
}

impl<'a> Selector<'a> {
    fn labels(&self) -> impl Iterator<Item = Label<'a>> {
        self.means.iter().flat_map(LabelSelector::equalities)
    }
}

impl<'a> Overlay<'a> {
    /// The objects of a kind that select the pods of a workload, in the order of the build. Those of which it is not known
    /// what they select are not among them. The kind is one of Service, `PodDisruptionBudget` and `NetworkPolicy`.
    pub fn selecting(&self, kind: &str, workload: &Workload<'_>) -> Vec<Object<'a>> {
        let mut found: Vec<_> = self.matching(kind, workload).map(|one| (one.index, one.object)).collect();
        found.sort_unstable_by_key(|(index, _)| *index);
        found.into_iter().map(|(_, object)| object).collect()
    }

    /// Whether an object of that kind selects the pods of a workload, or one is there of which it is not known what it
    /// selects. The kind is one of those of [`selecting`](Self::selecting).
    pub fn may_select(&self, kind: &str, workload: &Workload<'_>) -> bool {
        // What is not known comes first.
        let is_unknown = self.selectors().with(kind, None).first().is_some_and(|one| one.means.is_none());
        is_unknown || self.matching(kind, workload).next().is_some()
    }

    fn matching<'s>(&'s self, kind: &str, workload: &Workload<'_>) -> impl Iterator<Item = &'s Selector<'a>> {
        let (namespace, given) = (workload.object.namespace, workload.given_labels());
        let labels = labels_of(workload);
        let candidates = self.candidates(kind, &labels);
        let value = move |key: &str| {
            let found = labels.binary_search_by_key(&key, |(key, _)| key);
            found.ok().map(|at| labels[at].1)
        };
        candidates.into_iter().filter(move |one| {
            namespaces_meet(one.object.namespace, namespace)
                && one.means.as_ref().is_some_and(|means| means.may_match_given(&value, given))
        })
    }

    /// Those that ask for one of some labels, or for none by its value.
    fn candidates(&self, kind: &str, labels: &[Label<'_>]) -> Vec<&Selector<'a>> {
        let selectors = self.selectors();
        let asking = labels.iter().flat_map(|label| selectors.with(kind, Some(*label)));
        selectors.with(kind, None).iter().chain(asking).collect()
    }
}

/// The labels of a workload's pods, sorted by their keys, of each of which the first one counts.
fn labels_of<'a>(workload: &Workload<'a>) -> Vec<Label<'a>> {
    let entries = workload.pod_labels().map_or(&[][..], |labels| labels.entries());
    let mut labels: Vec<_> =
        entries.iter().filter_map(|entry| Some((entry.key.text(), entry.value.text()?))).collect();
    labels.sort_by_key(|(key, _)| *key);
    labels.dedup_by_key(|(key, _)| *key);
    labels
}

#[cfg(test)]
mod tests {
    use overlint_source::read::{Limits, Place, read};
    use overlint_source::{Node, Sources};

    use super::*;

    fn nodes(text: &str) -> Vec<Node> {
        let place = Place::of(Sources::default().add("x.yaml", text));
        let documents = read(text, place, &Limits::default()).expect("it is YAML");
        documents.into_iter().filter_map(|document| document.root).collect()
    }

    fn object(version: &str, kind: &str, name: &str, namespace: &str, spec: &str) -> String {
        let metadata = format!("{{name: {name}, namespace: '{namespace}'}}");
        format!("---\n{{apiVersion: {version}, kind: {kind}, metadata: {metadata}, spec: {spec}}}\n")
    }

    fn with_pods(name: &str, labels: &str) -> String {
        let spec = format!("{{template: {{metadata: {{labels: {{{labels}}}}}, spec: {{}}}}}}");
        object("apps/v1", "Deployment", name, "", &spec)
    }

    /// What the budgets of an overlay say, each held against each workload.
    fn one_by_one<'a>(overlay: &Overlay<'a>, workload: &Workload<'_>) -> Vec<&'a str> {
        let budgets = overlay.objects().iter().filter(|object| object.kind == "PodDisruptionBudget");
        let selects = |budget: &&Object<'_>| {
            budget.selector().is_some_and(|selector| workload.is_selected(budget.namespace, &selector))
        };
        budgets.filter(selects).map(|budget| budget.name).collect()
    }

    #[test]
    fn the_index_leaves_nothing_out_and_keeps_the_order_of_the_build() {
        let selectors = [
            "{matchLabels: {part-of: shop, app: web}}",
            "{matchLabels: {part-of: shop, app: api}}",
            "{matchLabels: {part-of: shop}}",
            "{matchLabels: {app: web, pod-template-hash: x}}",
            "{matchLabels: {pod-template-hash: x}}",
            "{matchExpressions: [{key: app, operator: In, values: [worker, api]}]}",
            "{matchExpressions: [{key: app, operator: NotIn, values: [worker, api]}]}",
            "{matchLabels: {app: web}, matchExpressions: [{key: part-of, operator: DoesNotExist}]}",
            "{}",
            "null",
            "web",
        ];
        let mut text = String::new();
        for (index, selector) in selectors.iter().enumerate() {
            let name = format!("z{}", selectors.len() - index);
            text +=
                &object("policy/v1", "PodDisruptionBudget", &name, "", &format!("{{selector: {selector}}}"));
        }
        for (index, labels) in [
            "app: web, part-of: shop",
            "app: api, part-of: shop",
            "part-of: shop",
            "app: web",
            "app: worker",
            "",
        ]
        .iter()
        .enumerate()
        {
            text += &with_pods(&format!("w{index}"), labels);
        }
        let nodes = nodes(&text);
        let objects: Vec<_> = nodes.iter().map(Object::new).collect();
        let overlay = Overlay::new("", &objects);
        for workload in overlay.workloads() {
            let found = overlay.selecting("PodDisruptionBudget", &workload);
            let names: Vec<_> = found.iter().map(|budget| budget.name).collect();
            assert!(!names.is_empty());
            assert_eq!(names, one_by_one(&overlay, &workload), "{}", workload.object.name);
        }
    }

    #[test]
    fn what_is_not_known_to_select_may_select() {
        let may_select = |budgets: &str| {
            let nodes = nodes(&format!("{}{budgets}", with_pods("web", "app: web")));
            let objects: Vec<_> = nodes.iter().map(Object::new).collect();
            let overlay = Overlay::new("", &objects);
            let workload = overlay.workloads().next().expect("a workload");
            overlay.may_select("PodDisruptionBudget", &workload)
        };
        let budget = |version, spec| object(version, "PodDisruptionBudget", "web", "", spec);
        assert!(!may_select(""));
        assert!(may_select(&budget("policy/v1", "{selector: {matchLabels: {app: web}}}")));
        assert!(!may_select(&budget("policy/v1", "{selector: {matchLabels: {app: api}}}")));
        assert!(may_select(&budget("policy/v1", "{selector: {matchLabels: {app: two words}}}")));
        assert!(may_select(&budget("other.example.com/v1", "{}")));
    }

    /// Every label of every selector against those of every pod would be some billion comparisons.
    #[test]
    fn many_labels_in_many_selectors_end_soon() {
        let labels: Vec<_> = (0..60).map(|index| format!("l{index}: x")).collect();
        let labels = labels.join(", ");
        let mut text = String::new();
        for index in 0..400 {
            text += &object(
                "v1",
                "Service",
                &format!("s{index}"),
                "",
                &format!("{{selector: {{{labels}, own: s{index}}}}}"),
            );
            text += &with_pods(&format!("w{index}"), &format!("{labels}, own: s{index}"));
        }
        let nodes = nodes(&text);
        let objects: Vec<_> = nodes.iter().map(Object::new).collect();
        let overlay = Overlay::new("", &objects);
        for workload in overlay.workloads() {
            assert_eq!(overlay.matching("Service", &workload).count(), 1);
            assert_eq!(overlay.candidates("Service", &labels_of(&workload)).len(), 1);
        }
    }
}
