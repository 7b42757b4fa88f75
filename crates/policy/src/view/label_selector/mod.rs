//! Label selectors, as the API server reads them.
//!
//! Source of the rules: `k8s.io/apimachinery/pkg/labels` and
//! <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/>.

mod parse;

use std::borrow::Cow;
use std::str::FromStr;

use overlint_source::{Entry, Node};

pub use parse::SelectorError;

/// A selector of objects by their labels: what `kubectl get --selector` takes, or what a field of an object says.
/// ```
/// use overlint_policy::{LabelSelector, SelectorError};
///
/// let selector: LabelSelector = "app=web,tier in (front,back),!canary".parse()?;
/// assert!(selector.matches(|key| match key {
///     "app" => Some("web"),
///     "tier" => Some("back"),
///     _ => None,
/// }));
/// assert!("app in web".parse::<LabelSelector>().is_err());
/// # Ok::<(), SelectorError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelSelector<'a> {
    /// All of these must be met; `None` is met by nothing.
    requirements: Option<Vec<Requirement<'a>>>,
}

/// One condition of a selector.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Requirement<'a> {
    key: Cow<'a, str>,
    condition: Condition<'a>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Condition<'a> {
    Exists,
    Missing,
    Equal(Cow<'a, str>),
    In(Vec<Cow<'a, str>>),
    NotIn(Vec<Cow<'a, str>>),
    Greater(i64),
    Less(i64),
}

/// No selector that anybody means asks for more; each label that is asked for is searched for.
const MOST: usize = 1 << 10;

impl<'a> LabelSelector<'a> {
    /// Selects everything.
    pub const EVERYTHING: Self = Self { requirements: Some(Vec::new()) };

    /// Selects nothing.
    pub const NOTHING: Self = Self { requirements: None };

    /// What a field of the type `*LabelSelector` says, with `matchLabels` and `matchExpressions`. An empty one selects
    /// everything, one that is null or not there nothing.
    pub fn of(field: impl Into<Option<&'a Node>>) -> Result<Self, SelectorError> {
        let Some(node) = field.into().filter(|node| !node.is_null()) else { return Ok(Self::NOTHING) };
        let labels = node.get("matchLabels").map_or(&[][..], Node::entries);
        let expressions = node.get("matchExpressions").map_or(&[][..], Node::items);
        Self::all(labels.iter().map(equality).chain(expressions.iter().map(expressed)))
    }

    /// What a map of labels says, such as the `selector` of a Service. One that is empty or not there selects nothing.
    pub fn of_labels(field: impl Into<Option<&'a Node>>) -> Result<Self, SelectorError> {
        match field.into().map_or(&[][..], Node::entries) {
            [] => Ok(Self::NOTHING),
            labels => Self::all(labels.iter().map(equality)),
        }
    }

    fn all(
        requirements: impl Iterator<Item = Result<Requirement<'a>, SelectorError>>,
    ) -> Result<Self, SelectorError> {
        let requirements = requirements.take(MOST + 1).collect::<Result<Vec<_>, _>>()?;
        match requirements.get(MOST) {
            Some(one) => Err(SelectorError::new(&one.key, format!("it is behind {MOST} others"))),
            None => Ok(Self { requirements: Some(requirements) }),
        }
    }

    /// Whether labels are selected; `label` gives the value of a key.
    pub fn matches<'l>(&self, label: impl Fn(&str) -> Option<&'l str>) -> bool {
        self.is_met(|key, condition| condition.is_met(label(key)))
    }

    /// Whether everything is selected, whatever its labels are.
    pub fn is_everything(&self) -> bool {
        self.is_met(|_, _| false)
    }

    /// Whether nothing is selected, whatever its labels are.
    pub fn is_nothing(&self) -> bool {
        self.requirements.is_none()
    }

    /// Whether pods made from a template with these labels may be selected: controllers give them further labels, with
    /// values that no manifest tells.
    pub fn may_match_pods<'l>(&self, label: impl Fn(&str) -> Option<&'l str>) -> bool {
        self.is_met(|key, condition| condition.is_met(label(key)) || GIVEN.contains(&key))
    }

    fn is_met(&self, is_met: impl Fn(&str, &Condition<'_>) -> bool) -> bool {
        let Some(requirements) = &self.requirements else { return false };
        requirements.iter().all(|requirement| is_met(&requirement.key, &requirement.condition))
    }
}

/// The labels that controllers give to pods.
/// <https://kubernetes.io/docs/reference/labels-annotations-taints/>
const GIVEN: [&str; 9] = [
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-completion-index",
    "batch.kubernetes.io/job-name",
    "controller-revision-hash",
    "job-name",
    "pod-template-hash",
    "rollouts-pod-template-hash",
    "statefulset.kubernetes.io/pod-name",
];

impl FromStr for LabelSelector<'static> {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        parse::parse(text).map(|requirements| Self { requirements: Some(requirements) })
    }
}

impl Condition<'_> {
    fn is_met(&self, value: Option<&str>) -> bool {
        let number = || value.and_then(|value| value.parse::<i64>().ok());
        match self {
            Self::Exists => value.is_some(),
            Self::Missing => value.is_none(),
            Self::Equal(wanted) => value == Some(wanted),
            Self::In(values) => value.is_some_and(|value| values.iter().any(|one| one == value)),
            Self::NotIn(values) => value.is_none_or(|value| values.iter().all(|one| one != value)),
            Self::Greater(bound) => number().is_some_and(|number| number > *bound),
            Self::Less(bound) => number().is_some_and(|number| number < *bound),
        }
    }
}

fn equality(entry: &Entry) -> Result<Requirement<'_>, SelectorError> {
    parse::requirement(entry.key.text(), Condition::Equal(text(&entry.value)))
}

fn expressed(expression: &Node) -> Result<Requirement<'_>, SelectorError> {
    let field = |key| expression.get(key).and_then(Node::text).unwrap_or_default();
    let values = || expression.get("values").map_or(&[][..], Node::items).iter().map(text).collect();
    let condition = match field("operator") {
        "In" => Condition::In(values()),
        "NotIn" => Condition::NotIn(values()),
        "Exists" => Condition::Exists,
        "DoesNotExist" => Condition::Missing,
        other => return Err(SelectorError::new(field("key"), format!("`{other}` is no operator"))),
    };
    parse::requirement(field("key"), condition)
}

/// A value as the server decodes it into a string: null is the empty one.
fn text(node: &Node) -> Cow<'_, str> {
    node.text().filter(|_| !node.is_null()).unwrap_or_default().into()
}
