//! The nodes that a pod may run on by its labels: terms of which one has to hold, each of requirements that all have to.

use overlint_source::Node;

use super::{NodeRequirement, Workload};

/// Requirements that hold together: one term of the node affinity, and the node selector with it.
/// <https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-affinity>
#[derive(Clone, Debug)]
pub struct NodeTerm<'a> {
    /// The requirements.
    pub requirements: Vec<NodeRequirement<'a>>,
    /// Whether the pod runs nowhere else; otherwise it is a wish.
    pub is_required: bool,
}

impl<'a> NodeTerm<'a> {
    /// The requirement by which the term leads to nodes whose label has one of these values, or any where there are none,
    /// and to no others. `None` where it leaves other nodes open, or says nothing of the label.
    pub fn leads_to(&self, key: &str, values: &[impl AsRef<str>]) -> Option<&NodeRequirement<'a>> {
        let of_key = || self.requirements.iter().filter(|requirement| requirement.key == key);
        let Some(listed) = of_key().find(|requirement| requirement.operator == "In") else {
            // Any other operator leaves open which values there are.
            return of_key().find(|one| values.is_empty() && one.wants_label());
        };
        let admitted = |value: &&str| of_key().all(|requirement| requirement.admits(Some(value)));
        let is_known = |value: &str| values.is_empty() || values.iter().any(|known| known.as_ref() == value);
        let mut candidates = listed.values.iter().filter_map(Node::text).filter(admitted).peekable();
        (candidates.peek().is_some() && candidates.all(is_known)).then_some(listed)
    }
}

impl NodeRequirement<'_> {
    /// Whether a node fits whose label has that value; `None` for a node without the label.
    pub fn admits(&self, label: Option<&str>) -> bool {
        let listed = || self.values.iter().any(|value| value.text() == label);
        let number = |text: Option<&str>| text.and_then(|text| text.parse::<i64>().ok());
        let bound = || number(self.values.first().and_then(Node::text));
        match self.operator {
            "In" => label.is_some() && listed(),
            "NotIn" => label.is_none() || !listed(),
            "Exists" => label.is_some(),
            "DoesNotExist" => label.is_none(),
            "Gt" => matches!((number(label), bound()), (Some(value), Some(bound)) if value > bound),
            "Lt" => matches!((number(label), bound()), (Some(value), Some(bound)) if value < bound),
            _ => false,
        }
    }

    /// Whether only nodes fit that have the label.
    fn wants_label(&self) -> bool {
        ["In", "Exists", "Gt", "Lt"].contains(&self.operator)
    }
}

impl<'a> Workload<'a> {
    /// The terms that say where the pod may run, of which one has to hold, and then those that it would like. Without any
    /// there are none.
    pub fn node_terms(&self) -> Vec<NodeTerm<'a>> {
        let mut all = self.node_requirements();
        if all.is_empty() {
            return Vec::new();
        }
        let rest = all.split_off(all.iter().take_while(|one| one.term().is_none()).count());
        let selector = all;
        let mut terms: Vec<((bool, usize), NodeTerm<'a>)> = Vec::new();
        for requirement in rest {
            let Some(term) = requirement.term() else { continue };
            match terms.last_mut().filter(|(last, _)| *last == term) {
                Some((_, last)) => last.requirements.push(requirement),
                None => {
                    let is_required = term.0;
                    let mut requirements = if is_required { selector.clone() } else { Vec::new() };
                    requirements.push(requirement);
                    terms.push((term, NodeTerm { requirements, is_required }));
                }
            }
        }
        let mut terms: Vec<_> = terms.into_iter().map(|(_, term)| term).collect();
        if !selector.is_empty() && !terms.iter().any(|term| term.is_required) {
            terms.insert(0, NodeTerm { requirements: selector, is_required: true });
        }
        terms
    }
}
