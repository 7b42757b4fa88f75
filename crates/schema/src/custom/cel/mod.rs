//! The rules of `x-kubernetes-validations`, in the Common Expression Language.
//!
//! The `cel` crate parses them. They are evaluated here: hostile rules need a budget, and the server's values are typed by
//! their schema. <https://kubernetes.io/docs/reference/using-api/cel/>

mod compare;
mod evaluate;
mod expression;
mod functions;
mod libraries;
mod operators;
mod quantity;
mod time;
mod value;

use overlint_source::{Finding, Origin, Severity};

use super::datum::{Data, Datum};
use super::format::shortened;
use super::judge::error;
use super::place::Place;
use super::schema::Schema;
use evaluate::{Fault, Machine};
pub(crate) use expression::{Expression, Refusal};
use value::Val;

/// The most work that the rules of one object may make, in steps of the evaluation.
const MAX_STEPS: u64 = 3_000_000;

/// Why a rule was not evaluated that costs too much.
const OUT_OF_STEPS: &str = "it takes too many steps";

/// How many broken rules of one object are told.
const MAX_FINDINGS: usize = 100;

/// One rule of a schema.
#[derive(Debug)]
pub(crate) struct Rule {
    /// The condition.
    pub(crate) rule: Expression,
    message: Option<String>,
    message_expression: Option<Expression>,
    field_path: Option<String>,
    takes_no_old_self: bool,
    /// Where the condition stands.
    pub(crate) origin: Origin,
}

impl Rule {
    /// Reads an entry of `x-kubernetes-validations`.
    pub(crate) fn read(from: &Datum<'_>) -> Option<Self> {
        let text = |key| from.get(key).and_then(Datum::text).filter(|text| !text.trim().is_empty());
        Some(Self {
            rule: Expression::new(text("rule")?),
            message: text("message").map(str::to_owned),
            message_expression: text("messageExpression").map(Expression::new),
            field_path: text("fieldPath").map(str::to_owned),
            takes_no_old_self: from.get("optionalOldSelf").and_then(Datum::boolean) == Some(true),
            origin: from.get("rule").map_or(from.origin, |rule| rule.origin),
        })
    }
}

/// What the rules of a schema find in a value that keeps the schema otherwise.
pub(crate) fn findings(schema: &Schema, datum: &Datum<'_>) -> Vec<Finding> {
    let mut walk = Walk { machine: Machine::new(MAX_STEPS), findings: Vec::new() };
    walk.value(schema, datum, &Place::root(datum.origin));
    walk.findings
}

struct Walk {
    machine: Machine,
    findings: Vec<Finding>,
}

impl Walk {
    fn value(&mut self, schema: &Schema, datum: &Datum<'_>, place: &Place<'_>) {
        if datum.is_null() || !schema.has_rules {
            return;
        }
        if !schema.rules.is_empty() {
            self.rules(schema, datum, place);
        }
        match &datum.data {
            Data::Map(members) => {
                for member in members {
                    if let Some(below) = schema.of_key(&member.key) {
                        self.value(below, &member.value, &place.key(&member.key, member.origin));
                    }
                }
            }
            Data::List(items) => {
                let Some(below) = &schema.items else { return };
                for (index, item) in items.iter().enumerate() {
                    self.value(below, item, &place.index(index, item.origin));
                }
            }
            _ => {}
        }
    }

    fn rules(&mut self, schema: &Schema, datum: &Datum<'_>, place: &Place<'_>) {
        if self.machine.charge(datum.weight()).is_err() {
            return schema.rules.iter().for_each(|rule| self.unchecked(rule, OUT_OF_STEPS));
        }
        let this = value::typed(schema, datum, place.is_root() || schema.is_embedded);
        for rule in &schema.rules {
            self.rule(rule, &this, datum, place);
        }
    }

    fn rule(&mut self, rule: &Rule, this: &Val, datum: &Datum<'_>, place: &Place<'_>) {
        let parsed = match rule.rule.parsed() {
            Ok(parsed) => parsed,
            // What cannot be parsed is a fault of the definition.
            Err(Refusal::Syntax(_)) => return,
            Err(Refusal::TooLarge) => return self.unchecked(rule, "it is too long"),
        };
        if parsed.mentions_old_self && !rule.takes_no_old_self {
            return;
        }
        let broken = match self.machine.run(parsed, this) {
            Ok(Val::Bool(holds)) => (!holds).then(|| self.message(rule, this)),
            Ok(_) => None,
            Err(Fault::Error(why)) => {
                Some(format!("{}, in the rule {}", shortened(&why, 200), quoted(rule.rule.text())))
            }
            Err(Fault::Unsupported(why)) => return self.unchecked(rule, &why),
            Err(Fault::Exhausted) => return self.unchecked(rule, OUT_OF_STEPS),
        };
        if let Some(message) = broken.filter(|_| self.findings.len() < MAX_FINDINGS) {
            self.findings.push(finding(rule, &message, datum, place));
        }
    }

    fn message(&mut self, rule: &Rule, this: &Val) -> String {
        let expression = rule.message_expression.as_ref().and_then(|expression| expression.parsed().ok());
        if let Some(Ok(Val::Text(text))) = expression.map(|parsed| self.machine.run(parsed, this)) {
            let text = text.trim();
            if !text.is_empty() && !text.contains('\n') {
                return shortened(text, 300);
            }
        }
        match &rule.message {
            Some(message) => shortened(message.trim(), 300),
            None => format!("the rule {} does not hold", quoted(rule.rule.text())),
        }
    }

    /// Says of a rule that it was not evaluated, once.
    fn unchecked(&mut self, rule: &Rule, why: &str) {
        if self.findings.iter().any(|old| old.rule == "unchecked-rule" && old.origin == rule.origin)
            || self.findings.len() >= 2 * MAX_FINDINGS
        {
            return;
        }
        let message = format!("objects are not held against the rule {}: {why}", quoted(rule.rule.text()));
        let finding = error("unchecked-rule", rule.origin, message);
        let help = "check what it asks for by hand";
        self.findings.push(Finding { severity: Severity::Info, ..finding }.help(help));
    }
}

fn finding(rule: &Rule, message: &str, datum: &Datum<'_>, place: &Place<'_>) -> Finding {
    let steps: Vec<_> = rule.field_path.as_deref().map(steps).unwrap_or_default();
    let mut pointer = place.pointer();
    let mut origin = if matches!(datum.data, Data::Map(_)) { place.heading } else { datum.origin };
    let mut at = Some(datum);
    for step in steps {
        pointer.push('/');
        pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
        let member = at.and_then(|datum| datum.member(&step));
        origin = member.map_or(origin, |member| member.origin);
        at = member.map(|member| &member.value);
    }
    let message = format!("{}: {}", place.describe(), message.trim_end_matches('.'));
    error("broken-rule", origin, message)
        .help("change it so that the rule holds")
        .pointer(pointer)
        .related(rule.origin, "this rule does not hold")
}

/// The keys of a path such as `.spec.limits['a.b']`.
fn steps(path: &str) -> Vec<String> {
    let brackets = path.replace("['", ".\u{1}").replace("']", "\u{1}");
    let mut steps = Vec::new();
    let (mut step, mut quoted) = (String::new(), false);
    for letter in brackets.chars() {
        match letter {
            '\u{1}' => quoted = !quoted,
            '.' if !quoted => steps.push(std::mem::take(&mut step)),
            other => step.push(other),
        }
    }
    steps.push(step);
    steps.retain(|step| !step.is_empty());
    steps
}

fn quoted(rule: &str) -> String {
    format!("`{}`", shortened(rule.split_whitespace().collect::<Vec<_>>().join(" ").as_str(), 100))
}

#[cfg(test)]
mod tests;
