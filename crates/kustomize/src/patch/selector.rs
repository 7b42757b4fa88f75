//! Which resources a `target` means.
//!
//! Source of the rules: `api/types/selector.go` of kustomize 5.8.2, and the selector grammar of Kubernetes
//! (`k8s.io/apimachinery/pkg/labels`).

use overlint_source::suggest::closest;
use overlint_source::{Node, Origin};
use regex::Regex;
use smol_str::SmolStr;

use crate::error::{BuildError, Fault, Result};
use crate::files::Files;
use crate::go_regex;
use crate::kustomization::{Selector, Text};
use crate::resource::Resource;

/// How many names are compared with one that nothing has.
const MAX_CANDIDATES: usize = 200;

/// No object of Kubernetes has a longer name.
const MAX_NAME: usize = 253;

/// A selector with its patterns compiled.
#[derive(Clone, Debug)]
pub(crate) struct Matcher {
    group: Option<Pattern>,
    version: Option<Pattern>,
    kind: Option<Pattern>,
    name: Option<Pattern>,
    namespace: Option<Pattern>,
    labels: Vec<Requirement>,
    annotations: Vec<Requirement>,
    /// Whether one of these two is given, be it blank.
    names_labels: bool,
    origin: Origin,
}

impl Matcher {
    /// Compiles a selector; fails where a pattern is none.
    pub(crate) fn new(selector: &Selector, files: &Files<'_>) -> Result<Self> {
        Ok(Self {
            group: pattern(selector.group.as_ref(), files)?,
            version: pattern(selector.version.as_ref(), files)?,
            kind: pattern(selector.kind.as_ref(), files)?,
            name: pattern(selector.name.as_ref(), files)?,
            namespace: pattern(selector.namespace.as_ref(), files)?,
            labels: requirements(selector.label_selector.as_ref())?,
            annotations: requirements(selector.annotation_selector.as_ref())?,
            names_labels: [&selector.label_selector, &selector.annotation_selector]
                .into_iter()
                .flatten()
                .any(|text| !text.text.is_empty()),
            origin: selector.origin,
        })
    }

    /// Where the selector stands.
    pub(crate) fn origin(&self) -> Origin {
        self.origin
    }

    /// What the selector is looking for, and which name was meant where everything but the name fits an object.
    pub(super) fn about(&self, list: &[Resource]) -> (String, Option<String>) {
        let kind = self.kind.as_ref().map(Pattern::as_str);
        let Some(name) = self.name.as_ref().map(Pattern::as_str) else {
            return (kind.unwrap_or_default().to_owned(), None);
        };
        if name.len() > MAX_NAME {
            return (String::new(), None);
        }
        let nameless = Self { name: None, ..self.clone() };
        let candidates = list.iter().filter(|resource| nameless.matches(resource));
        let names = candidates.map(|resource| resource.id().name.as_str()).take(MAX_CANDIDATES);
        let subject = kind.map_or_else(|| name.to_owned(), |kind| format!("{kind}/{name}"));
        (subject, closest(name, names).map(str::to_owned))
    }

    /// Whether the selector means this resource: by its first or its current name and namespace.
    pub(crate) fn matches(&self, resource: &Resource) -> bool {
        let id = resource.id();
        let either = |pattern: &Option<Pattern>, first: &str, now: &str| {
            pattern.as_ref().is_none_or(|pattern| pattern.is_match(first) || pattern.is_match(now))
        };
        let one = |pattern: &Option<Pattern>, text: &str| pattern.as_ref().is_none_or(|p| p.is_match(text));
        either(&self.namespace, resource.original_namespace(), id.effective_namespace())
            && either(&self.name, resource.original_name(), &id.name)
            && one(&self.group, &id.gvk.group)
            && one(&self.version, &id.gvk.version)
            && one(&self.kind, &id.gvk.kind)
            && self.matches_labels(resource)
    }
}

/// How a `replacements` target asks, which takes each id of a resource alone.
impl Matcher {
    /// Whether the selector says anything of ids.
    pub(crate) fn names_id(&self) -> bool {
        [&self.group, &self.version, &self.kind, &self.name, &self.namespace].into_iter().any(Option::is_some)
    }

    /// Whether the selector says anything of labels or annotations.
    pub(crate) fn names_labels(&self) -> bool {
        self.names_labels
    }

    /// Whether one of the ids that the resource has, or had, fits. The namespace that it has now is taken as written.
    pub(crate) fn matches_any_id(&self, resource: &Resource) -> bool {
        let id = resource.id();
        let now = (&id.gvk.kind, &id.name, &id.namespace);
        let before = resource.previous.iter().map(|id| (&id.kind, &id.name, &id.namespace));
        let one = |pattern: &Option<Pattern>, text: &str| pattern.as_ref().is_none_or(|p| p.is_match(text));
        one(&self.group, &id.gvk.group)
            && one(&self.version, &id.gvk.version)
            && std::iter::once(now).chain(before).any(|(kind, name, namespace)| {
                one(&self.kind, kind) && one(&self.name, name) && one(&self.namespace, namespace)
            })
    }

    /// Whether the labels and the annotations of the resource fit.
    pub(crate) fn matches_labels(&self, resource: &Resource) -> bool {
        all_met(&self.labels, resource.node().at(&["metadata", "labels"]))
            && all_met(&self.annotations, resource.node().at(&["metadata", "annotations"]))
    }
}

/// A regular expression for a whole text.
#[derive(Clone, Debug)]
enum Pattern {
    /// One that is nothing but what it matches, as most are.
    Literal(SmolStr),
    Regex(Regex),
}

impl Pattern {
    fn as_str(&self) -> &str {
        match self {
            Self::Literal(literal) => literal,
            // As it was written, without what makes it one for a whole text.
            Self::Regex(regex) => regex.as_str().trim_start_matches("^(?:").trim_end_matches(")$"),
        }
    }

    fn is_match(&self, text: &str) -> bool {
        match self {
            Self::Literal(literal) => literal == text,
            Self::Regex(regex) => regex.is_match(text),
        }
    }
}

fn pattern(text: Option<&Text>, files: &Files<'_>) -> Result<Option<Pattern>> {
    let Some(text) = text.filter(|text| !text.text.is_empty()) else { return Ok(None) };
    if text.text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_/:".contains(&byte)) {
        return Ok(Some(Pattern::Literal(text.text.clone())));
    }
    let compiled = go_regex::compile_counted(&format!("^(?:{})$", text.text)).map_err(|error| {
        let message = format!("`{}` is not a regular expression: {error}", text.text);
        BuildError::new(Fault::Patch, text.origin, message)
    });
    let (regex, bytes) = compiled?;
    files.charge(bytes, text.origin)?;
    Ok(Some(Pattern::Regex(regex)))
}

/// One condition of a label selector.
#[derive(Clone, Debug, PartialEq)]
struct Requirement {
    key: String,
    condition: Condition,
}

#[derive(Clone, Debug, PartialEq)]
enum Condition {
    Exists,
    Missing,
    In(Vec<String>),
    NotIn(Vec<String>),
}

impl Requirement {
    fn is_met(&self, value: Option<&str>) -> bool {
        match &self.condition {
            Condition::Exists => value.is_some(),
            Condition::Missing => value.is_none(),
            Condition::In(values) => value.is_some_and(|value| values.iter().any(|v| v == value)),
            Condition::NotIn(values) => value.is_none_or(|value| values.iter().all(|v| v != value)),
        }
    }
}

fn all_met(requirements: &[Requirement], pairs: Option<&Node>) -> bool {
    requirements.iter().all(|requirement| {
        let value = pairs.and_then(|pairs| pairs.get(&requirement.key));
        requirement.is_met(value.map(|value| value.text().unwrap_or_default()))
    })
}

fn requirements(text: Option<&Text>) -> Result<Vec<Requirement>> {
    let Some(text) = text else { return Ok(Vec::new()) };
    parse(&text.text).ok_or_else(|| {
        let message = format!("`{}` is not a label selector", text.text);
        BuildError::new(Fault::Patch, text.origin, message)
            .help("write conditions such as `app=web`, `tier!=db`, `env in (a,b)`, `key` or `!key`")
    })
}

fn parse(text: &str) -> Option<Vec<Requirement>> {
    let mut rest = text.trim();
    let mut all = Vec::new();
    while !rest.is_empty() {
        let (requirement, left) = parse_one(rest)?;
        all.push(requirement);
        let left = left.trim_start();
        rest = match left.strip_prefix(',') {
            Some(more) if !more.trim().is_empty() => more.trim_start(),
            None if left.is_empty() => "",
            _ => return None,
        };
    }
    Some(all)
}

fn parse_one(text: &str) -> Option<(Requirement, &str)> {
    if let Some(rest) = text.strip_prefix('!') {
        let (key, rest) = word(rest.trim_start())?;
        return Some((Requirement { key, condition: Condition::Missing }, rest));
    }
    let (key, rest) = word(text)?;
    let rest = rest.trim_start();
    for (operator, negated) in [("!=", true), ("==", false), ("=", false)] {
        if let Some(rest) = rest.strip_prefix(operator) {
            let (value, rest) = word(rest.trim_start()).unwrap_or((String::new(), rest.trim_start()));
            return Some((Requirement { key, condition: membership(vec![value], negated) }, rest));
        }
    }
    for (operator, negated) in [("notin", true), ("in", false)] {
        if let Some((values, rest)) = rest.strip_prefix(operator).and_then(|rest| set(rest.trim_start())) {
            return Some((Requirement { key, condition: membership(values, negated) }, rest));
        }
    }
    Some((Requirement { key, condition: Condition::Exists }, rest))
}

fn membership(values: Vec<String>, negated: bool) -> Condition {
    if negated { Condition::NotIn(values) } else { Condition::In(values) }
}

fn word(text: &str) -> Option<(String, &str)> {
    let end = text.find(|c: char| " \t,=!()".contains(c)).unwrap_or(text.len());
    (end > 0).then(|| (text[..end].to_owned(), &text[end..]))
}

fn set(text: &str) -> Option<(Vec<String>, &str)> {
    let (inside, rest) = text.strip_prefix('(')?.split_once(')')?;
    Some((inside.split(',').map(|value| value.trim().to_owned()).collect(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requirement(key: &str, condition: Condition) -> Requirement {
        Requirement { key: key.to_owned(), condition }
    }

    #[test]
    fn the_grammar_of_kubernetes_is_read() {
        assert_eq!(
            parse("a=b, c != d,e in (f, g),!h,i"),
            Some(vec![
                requirement("a", Condition::In(vec!["b".into()])),
                requirement("c", Condition::NotIn(vec!["d".into()])),
                requirement("e", Condition::In(vec!["f".into(), "g".into()])),
                requirement("h", Condition::Missing),
                requirement("i", Condition::Exists),
            ])
        );
        assert_eq!(parse("a=b,"), None);
        assert_eq!(parse("=b"), None);
        assert_eq!(parse(""), Some(vec![]));
    }

    #[test]
    fn a_missing_label_is_not_in_anything() {
        assert!(requirement("a", Condition::NotIn(vec!["b".into()])).is_met(None));
        assert!(!requirement("a", Condition::In(vec!["b".into()])).is_met(None));
    }
}
