//! Label selectors, and whether they select the pods of their own template.
//!
//! <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors>

use super::grammar;
use super::judge::{Judge, shown};
use super::place::Place;

impl Judge<'_> {
    /// Judges the label selector under a key, where there is one.
    pub(super) fn selector(&mut self, parent: &Place<'_>, name: &str) {
        if let Some(selector) = parent.field(name) {
            self.label_selector(&selector);
        }
    }

    /// Judges a label selector.
    pub(super) fn label_selector(&mut self, selector: &Place<'_>) {
        if let Some(labels) = selector.field("matchLabels") {
            self.labels(&labels);
        }
        if let Some(requirements) = selector.field("matchExpressions") {
            for requirement in requirements.items() {
                self.requirement(&requirement, &["In", "NotIn", "Exists", "DoesNotExist"], true);
            }
        }
    }

    /// Judges one expression: its operator, one of these, decides how many values there must be. Not everywhere
    /// must the values be values of labels.
    pub(super) fn requirement(&mut self, requirement: &Place<'_>, operators: &[&str], of_labels: bool) {
        let values = requirement.count("values");
        match requirement.string("operator") {
            operator if !operators.contains(&operator) => self.operator(requirement, operators),
            operator @ ("In" | "NotIn") if values == 0 => {
                let message = format!("the operator `{operator}` has no `values`");
                self.lacks(requirement, "values", message, "list at least one value");
            }
            operator @ ("Exists" | "DoesNotExist") if values > 0 => {
                self.must_not(requirement, "values", &format!("is set, but `{operator}` takes none"));
            }
            operator @ ("Gt" | "Lt") if values != 1 => {
                let message = format!("the operator `{operator}` takes one value, not {values}");
                self.refuse_key("invalid-selector", requirement, message, "list one whole number");
            }
            _ => {}
        }
        self.wants_named(requirement, "key", &grammar::LABEL_KEY);
        if let Some(values) = requirement.field("values").filter(|_| of_labels) {
            for value in values.items() {
                self.spelt(&value, &grammar::LABEL_VALUE);
            }
        }
    }

    fn operator(&mut self, requirement: &Place<'_>, operators: &[&str]) {
        let known: Vec<_> = operators.iter().map(|operator| format!("`{operator}`")).collect();
        let help = format!("write one of {}", known.join(", "));
        match requirement.field("operator") {
            Some(operator) => {
                let message = format!("`{}` is no operator of a selector", shown(operator.text()));
                self.refuse("invalid-selector", &operator, message, help);
            }
            None => self.lacks(requirement, "operator", "the expression has no `operator`", help),
        }
    }

    /// Judges the selector of a workload: it must be there, select something, and select the pods of the template.
    pub(super) fn own_selector(&mut self, spec: &Place<'_>) {
        let Some(selector) = spec.field("selector") else {
            let help = "add `selector` with the labels of the template";
            self.lacks(spec, "selector", "the workload has no `selector`", help);
            return;
        };
        self.label_selector(&selector);
        if selector.count("matchLabels") + selector.count("matchExpressions") == 0 {
            let help = "add `matchLabels` with the labels of the template";
            self.refuse_key(
                "invalid-selector",
                &selector,
                "the selector is empty: it selects no pods of its own",
                help,
            );
            return;
        }
        self.selects_template(spec, &selector);
    }

    /// Holds that a selector matches the labels of the template beside it.
    pub(super) fn selects_template(&mut self, spec: &Place<'_>, selector: &Place<'_>) {
        self.labels_of_template(spec, selector, first_missed);
    }

    /// Holds that a selector that is a plain map of labels, where there is one, matches the labels of the template beside it.
    pub(super) fn map_selects_template(&mut self, spec: &Place<'_>) {
        if let Some(selector) = spec.field("selector") {
            self.labels_of_template(spec, &selector, first_unlike);
        }
    }

    fn labels_of_template(
        &mut self,
        spec: &Place<'_>,
        selector: &Place<'_>,
        first_missed: fn(&Place<'_>, Option<&Place<'_>>) -> Option<String>,
    ) {
        let Some(template) = spec.field("template") else { return };
        if !self.is_sound(selector) || !self.is_sound(&template) {
            return;
        }
        let metadata = template.field("metadata");
        let labels = metadata.as_ref().and_then(|metadata| metadata.field("labels"));
        let Some(missed) = first_missed(selector, labels.as_ref()) else { return };
        let message = match labels {
            Some(_) => format!("the template does not have what its selector asks for: {missed}"),
            None => format!("the template has no labels, but its selector asks for {missed}"),
        };
        let help = "give the template the labels that the selector asks for";
        let place = labels.as_ref().unwrap_or(&template).heading();
        self.refuse_key("invalid-selector", selector, message, help)
            .related(place, "the labels of the template");
    }
}

/// The first thing a selector asks for that labels do not have.
fn first_missed(selector: &Place<'_>, labels: Option<&Place<'_>>) -> Option<String> {
    let wrong = selector.field("matchLabels").and_then(|wanted| first_unlike(&wanted, labels));
    if wrong.is_some() {
        return wrong;
    }
    let requirements = selector.field("matchExpressions")?;
    let wrong = requirements.items().find(|requirement| !is_met(requirement, labels))?;
    Some(format!("`{}` `{}`", shown(wrong.string("key")), shown(wrong.string("operator"))))
}

/// The first of the wanted labels that others do not have.
fn first_unlike(wanted: &Place<'_>, labels: Option<&Place<'_>>) -> Option<String> {
    let (key, value) = wanted.entries().find(|(key, value)| label(labels, key) != Some(value.text()))?;
    Some(format!("`{}: {}`", shown(key), shown(value.text())))
}

/// The value of a label; none where there is no such label.
fn label<'l>(labels: Option<&Place<'l>>, key: &str) -> Option<&'l str> {
    labels.filter(|labels| labels.node().get(key).is_some()).map(|labels| labels.string(key))
}

/// Whether labels meet an expression; an operator that nobody knows is told elsewhere.
fn is_met(requirement: &Place<'_>, labels: Option<&Place<'_>>) -> bool {
    let value = label(labels, requirement.string("key"));
    let values = requirement.field("values");
    let listed = || {
        let is = |one: Place<'_>| Some(one.text()) == value;
        values.as_ref().is_some_and(|values| values.items().any(is))
    };
    match requirement.string("operator") {
        "In" => listed(),
        "NotIn" => !listed(),
        "Exists" => value.is_some(),
        "DoesNotExist" => value.is_none(),
        _ => true,
    }
}
