//! Label selectors, as the API server reads them.
//!
//! Source of the rules: `k8s.io/apimachinery/pkg/labels` and
//! <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/>.

mod parse;

use std::str::FromStr;

use super::field::Field;

pub use parse::SelectorError;

/// A selector of objects by their labels: what `kubectl get --selector` takes, or what a field of an object says.
/// ```
/// use overlint::prelude::*;
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
pub struct LabelSelector {
    /// All of these must be met; `None` is met by nothing.
    requirements: Option<Vec<Requirement>>,
}

/// One condition of a selector.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Requirement {
    key: String,
    condition: Condition,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Condition {
    Exists,
    Missing,
    In(Vec<String>),
    NotIn(Vec<String>),
    Greater(i64),
    Less(i64),
}

impl LabelSelector {
    /// What a field of the type `LabelSelector` says, with `matchLabels` and `matchExpressions`. An empty one selects
    /// everything, one that is not there nothing.
    pub fn of(field: &Field<'_>) -> Result<Self, SelectorError> {
        if field.is_none() {
            return Ok(Self { requirements: None });
        }
        let mut requirements = equalities(&field.get("matchLabels"))?;
        for expression in field.get("matchExpressions").items() {
            requirements.push(expressed(&expression)?);
        }
        Ok(Self { requirements: Some(requirements) })
    }

    /// What a map of labels says, such as the `selector` of a Service. One that is empty or not there selects nothing.
    pub fn of_labels(field: &Field<'_>) -> Result<Self, SelectorError> {
        let requirements = equalities(field)?;
        Ok(Self { requirements: (!requirements.is_empty()).then_some(requirements) })
    }

    /// Whether labels are selected; `label` gives the value of a key.
    pub fn matches<'l>(&self, label: impl Fn(&str) -> Option<&'l str>) -> bool {
        let Some(requirements) = &self.requirements else { return false };
        requirements.iter().all(|requirement| requirement.condition.is_met(label(&requirement.key)))
    }
}

impl FromStr for LabelSelector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        parse::parse(text).map(|requirements| Self { requirements: Some(requirements) })
    }
}

impl Condition {
    fn is_met(&self, value: Option<&str>) -> bool {
        let number = || value.and_then(|value| value.parse::<i64>().ok());
        match self {
            Self::Exists => value.is_some(),
            Self::Missing => value.is_none(),
            Self::In(values) => value.is_some_and(|value| values.iter().any(|one| one == value)),
            Self::NotIn(values) => value.is_none_or(|value| values.iter().all(|one| one != value)),
            Self::Greater(bound) => number().is_some_and(|number| number > *bound),
            Self::Less(bound) => number().is_some_and(|number| number < *bound),
        }
    }
}

fn equalities(labels: &Field<'_>) -> Result<Vec<Requirement>, SelectorError> {
    let one = |(key, value): (&str, Field<'_>)| {
        let values = vec![value.text().unwrap_or_default().to_owned()];
        parse::requirement(key, Condition::In(values))
    };
    labels.entries().into_iter().map(one).collect()
}

fn expressed(expression: &Field<'_>) -> Result<Requirement, SelectorError> {
    let key = expression.get("key").text().unwrap_or_default().to_owned();
    let values = || expression.get("values").texts().into_iter().map(str::to_owned).collect::<Vec<_>>();
    let condition = match expression.get("operator").text().unwrap_or_default() {
        "In" => Condition::In(values()),
        "NotIn" => Condition::NotIn(values()),
        "Exists" => Condition::Exists,
        "DoesNotExist" => Condition::Missing,
        other => return Err(SelectorError::new(&key, format!("`{other}` is no operator"))),
    };
    parse::requirement(&key, condition)
}
