//! Nodes set apart for some pods: a label by which these ask for them, and a taint that keeps the others away.

use overlint_policy::{NodeTerm, Toleration};
use schemars::JsonSchema;
use serde::Deserialize;

use super::subjects::Workloads;

/// The options of the two policies on node affinities and tolerations.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Options {
    /// The dedicated nodes.
    pub(crate) pairs: Vec<Pair>,
    /// The workloads that are left out.
    #[serde(default)]
    pub(crate) exempt: Workloads,
}

impl Options {
    /// Without a configuration.
    pub(crate) const DEFAULT: Self = Self { pairs: Vec::new(), exempt: Workloads::NONE };
}

/// What belongs together: a label of nodes, and the taint that they have.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pair {
    /// The label by which pods ask for the nodes.
    pub(crate) affinity: Label,
    /// The taint that keeps other pods away.
    pub(crate) toleration: Taint,
}

/// The label that a pod asks for. Without values the key alone counts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Label {
    /// The key of the label.
    pub(crate) key: String,
    /// Its values; without it, any counts.
    #[serde(default)]
    pub(crate) values: Vec<String>,
}

/// The taint that a pod tolerates. Without an effect every effect counts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Taint {
    /// The key of the taint.
    pub(crate) key: String,
    /// Its value.
    #[serde(default)]
    pub(crate) value: String,
    /// Its effect; without it, every one counts.
    #[serde(default)]
    pub(crate) effect: String,
}

impl Pair {
    /// Whether a toleration lets a pod onto the nodes.
    pub(crate) fn is_tolerated_by(&self, toleration: &Toleration<'_>) -> bool {
        toleration.tolerates(&self.toleration.key, &self.toleration.value, &self.toleration.effect)
    }

    /// Whether the pods ask for the nodes, by requirement, preference or node selector.
    pub(crate) fn is_asked_for_by(&self, terms: &[NodeTerm<'_>]) -> bool {
        terms.iter().any(|term| self.affinity.is_led_to_by(term))
    }
}

impl Label {
    /// Whether a term leads to nodes with the label, and to no others.
    pub(crate) fn is_led_to_by(&self, term: &NodeTerm<'_>) -> bool {
        term.leads_to(&self.key, &self.values).is_some()
    }
}

impl std::fmt::Display for Label {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.values.as_slice() {
            [] => write!(out, "{}", self.key),
            [value] => write!(out, "{}={value}", self.key),
            values => write!(out, "{} in ({})", self.key, values.join(", ")),
        }
    }
}

/// As `kubectl taint` writes it: `dedicated=apps:NoSchedule`.
impl std::fmt::Display for Taint {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}", self.key)?;
        if !self.value.is_empty() {
            write!(out, "={}", self.value)?;
        }
        if self.effect.is_empty() { Ok(()) } else { write!(out, ":{}", self.effect) }
    }
}
