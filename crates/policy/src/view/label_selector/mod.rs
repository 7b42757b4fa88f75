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
    /// The values are sorted.
    In(Vec<Cow<'a, str>>),
    /// The values are sorted.
    NotIn(Vec<Cow<'a, str>>),
    Greater(i64),
    Less(i64),
}

/// No selector that anybody means asks for more labels; each of them is searched for in those of every pod.
const MOST: usize = 1 << 6;

impl<'a> LabelSelector<'a> {
    /// Selects everything.
    pub const EVERYTHING: Self = Self { requirements: Some(Vec::new()) };

    /// Selects nothing.
    pub const NOTHING: Self = Self { requirements: None };

    /// What a field of the type `*LabelSelector` says, with `matchLabels` and `matchExpressions`. An empty one selects
    /// everything, one that is null or not there nothing. Fails where the server refuses it, except that a number as the
    /// value of a label is its text.
    pub fn of(field: impl Into<Option<&'a Node>>) -> Result<Self, SelectorError> {
        let Some(node) = field.into().filter(|node| !node.is_null()) else { return Ok(Self::NOTHING) };
        let labels = entries(mapping("selector", node)?.get("matchLabels"), "matchLabels")?;
        let expressions = items(node.get("matchExpressions"), "matchExpressions")?;
        Self::all(labels.iter().map(equality).chain(expressions.iter().map(expressed)))
    }

    /// What a map of labels says, such as the `selector` of a Service. One that is empty or not there selects nothing. Fails
    /// as [`of`](Self::of) does.
    pub fn of_labels(field: impl Into<Option<&'a Node>>) -> Result<Self, SelectorError> {
        match entries(field.into(), "selector")? {
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
        self.may_match_given(label, &[])
    }

    /// The same of pods that get further labels still, under the keys of `given`.
    pub(in crate::view) fn may_match_given<'l>(
        &self,
        label: impl Fn(&str) -> Option<&'l str>,
        given: &[&str],
    ) -> bool {
        let is_given = |key: &str| GIVEN.contains(&key) || given.contains(&key);
        self.is_met(|key, condition| condition.is_met(label(key)) || is_given(key))
    }

    /// The labels that a pod needs to be selected, by key and value; of those that no controller gives it. Only what a
    /// field says, not what was read from a text of its own.
    pub(in crate::view) fn equalities(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.requirements.iter().flatten().filter_map(|requirement| match requirement {
            Requirement { key: Cow::Borrowed(key), condition: Condition::Equal(Cow::Borrowed(value)) } => {
                (!GIVEN.contains(key) && !GIVEN_IN_OPENSHIFT.contains(key)).then_some((*key, *value))
            }
            _ => None,
        })
    }

    fn is_met(&self, is_met: impl Fn(&str, &Condition<'_>) -> bool) -> bool {
        let Some(requirements) = &self.requirements else { return false };
        requirements.iter().all(|requirement| is_met(&requirement.key, &requirement.condition))
    }
}

/// The labels that controllers give to pods.
/// <https://kubernetes.io/docs/reference/labels-annotations-taints/>
const GIVEN: [&str; 11] = [
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-completion-index",
    "batch.kubernetes.io/job-name",
    "controller-revision-hash",
    "controller-uid",
    "job-name",
    "pod-template-generation",
    "pod-template-hash",
    "rollouts-pod-template-hash",
    "statefulset.kubernetes.io/pod-name",
];

/// The labels that a `DeploymentConfig` gives to its pods besides. Elsewhere they are anybody's.
/// <https://docs.openshift.com/container-platform/4.14/applications/deployments/what-deployments-are.html>
pub(super) const GIVEN_IN_OPENSHIFT: [&str; 2] = ["deployment", "deploymentconfig"];

impl FromStr for LabelSelector<'static> {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        parse::parse(text).map(|requirements| Self { requirements: Some(requirements) })
    }
}

impl<'a> Requirement<'a> {
    fn new(key: impl Into<Cow<'a, str>>, mut condition: Condition<'a>) -> Self {
        if let Condition::In(values) | Condition::NotIn(values) = &mut condition {
            values.sort_unstable();
        }
        Self { key: key.into(), condition }
    }
}

impl Condition<'_> {
    fn is_met(&self, value: Option<&str>) -> bool {
        let number = || value.and_then(|value| value.parse::<i64>().ok());
        let is_one =
            |values: &[Cow<'_, str>], value| values.binary_search_by(|one| (**one).cmp(value)).is_ok();
        match self {
            Self::Exists => value.is_some(),
            Self::Missing => value.is_none(),
            Self::Equal(wanted) => value == Some(wanted),
            Self::In(values) => value.is_some_and(|value| is_one(values, value)),
            Self::NotIn(values) => value.is_none_or(|value| !is_one(values, value)),
            Self::Greater(bound) => number().is_some_and(|number| number > *bound),
            Self::Less(bound) => number().is_some_and(|number| number < *bound),
        }
    }
}

fn equality(entry: &Entry) -> Result<Requirement<'_>, SelectorError> {
    parse::requirement(entry.key.text(), Condition::Equal(text(&entry.value)?))
}

fn expressed(expression: &Node) -> Result<Requirement<'_>, SelectorError> {
    let field = |key| expression.get(key).and_then(Node::text).unwrap_or_default();
    let values = items(expression.get("values"), "values")?;
    let texts = || values.iter().map(text).collect::<Result<_, _>>();
    let condition = match field("operator") {
        "In" => Condition::In(texts()?),
        "NotIn" => Condition::NotIn(texts()?),
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            return Err(SelectorError::new(field("key"), "whether a label exists is asked without `values`"));
        }
        "Exists" => Condition::Exists,
        "DoesNotExist" => Condition::Missing,
        other => return Err(SelectorError::new(field("key"), format!("`{other}` is no operator"))),
    };
    parse::requirement(field("key"), condition)
}

/// A value as the server decodes it into a string: null is the empty one.
fn text(node: &Node) -> Result<Cow<'_, str>, SelectorError> {
    if node.is_null() {
        return Ok(Cow::default());
    }
    node.text()
        .map(Cow::from)
        .ok_or_else(|| SelectorError::new("", "a map or a list stands where a text belongs"))
}

/// The entries of a map that may be null or missing.
fn entries<'a>(node: Option<&'a Node>, field: &str) -> Result<&'a [Entry], SelectorError> {
    let Some(node) = node.filter(|node| !node.is_null()) else { return Ok(&[]) };
    mapping(field, node).map(Node::entries)
}

fn mapping<'a>(field: &str, node: &'a Node) -> Result<&'a Node, SelectorError> {
    match node.as_mapping() {
        Some(_) => Ok(node),
        None => Err(SelectorError::new(field, "it is no map")),
    }
}

/// The items of a list that may be null or missing.
fn items<'a>(node: Option<&'a Node>, field: &str) -> Result<&'a [Node], SelectorError> {
    match node.filter(|node| !node.is_null()) {
        Some(node) if node.as_sequence().is_none() => Err(SelectorError::new(field, "it is no list")),
        Some(node) => Ok(node.items()),
        None => Ok(&[]),
    }
}
