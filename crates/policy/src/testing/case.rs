//! One run of a policy over objects that are written in a test.

use overlint_source::read::{Limits, Place, read};
use overlint_source::{Entry, Finding, Key, Node, Origin, Sources, finding};

use super::Failure;
use crate::config::{Config, Environment, Faults, Known};
use crate::error::ConfigError;
use crate::policy::Policy;
use crate::registry::Registry;

/// The overlay that objects belong to where nothing else is said.
const OVERLAY: &str = "apps/web/overlays/production";

/// The comment that says which overlay the objects below it belong to.
const MARK: &str = "# overlay: ";

/// The objects of some overlays, and the options of the policy.
#[derive(Debug)]
pub(super) struct Case {
    name: String,
    overlays: Vec<(String, Vec<Node>)>,
    options: Option<Node>,
    known: Known,
    environments: Vec<Environment>,
}

impl Case {
    fn new(name: &str, text: &str) -> Result<Self, Failure> {
        let overlays = by_overlay(text, parse(name, text, 0)?);
        let (known, environments) = (Known::default(), Vec::new());
        Ok(Self { name: name.to_owned(), overlays, options: None, known, environments })
    }

    /// With options of the policy as written, if there are any.
    pub(super) fn with_options(mut self, options: Option<&str>) -> Result<Self, Failure> {
        if let Some(text) = options {
            self.options = parse(&self.name, text, 0)?.into_iter().next();
        }
        Ok(self)
    }

    /// A file with marks, and perhaps a comment at the top.
    pub(super) fn from_fixture(path: &str, text: &str) -> Result<Self, Failure> {
        let mut case = Self::new(path, text)?;
        for entry in header(path, text)?.iter().flat_map(Node::entries) {
            match entry.key.text() {
                "overlay" => {}
                "configuration" => case.options = Some(entry.value.clone()),
                "exists" => case.known = case.gathered(|faults| Known::read(&entry.value, faults))?,
                "environments" => {
                    case.environments =
                        case.gathered(|faults| Environment::read_all(&entry.value, faults))?;
                }
                other => return Err(format!("{path}: the comment at the top has `{other}`").into()),
            }
        }
        Ok(case)
    }

    /// The findings of the policy, merged, each held to what a finding has to have.
    pub(super) fn run(&self, policy: &'static dyn Policy) -> Result<Vec<Finding>, Failure> {
        let config = self.config(policy.rule().id)?;
        let runner = Registry::new(&[policy]).runner(&config).map_err(|errors| self.failure(&errors))?;
        let (mut found, mut summaries) = (Vec::new(), Vec::new());
        for (overlay, objects) in &self.overlays {
            let checked = runner.check_overlay(overlay, objects);
            found.extend(checked.findings);
            summaries.push(checked.summaries);
        }
        found.extend(runner.check_repository(summaries));
        let mut findings = finding::merge(found);
        findings.sort_by(|left, right| (left.origin, &left.message).cmp(&(right.origin, &right.message)));
        let mut failure = Failure::default();
        for finding in &findings {
            self.check(finding, &mut failure);
        }
        failure.into_result().map(|()| findings)
    }

    fn config(&self, id: &str) -> Result<Config, Failure> {
        let options = self.options.clone().unwrap_or_else(|| Node::empty_mapping(Origin::NOWHERE));
        let entry = Entry { key: Key::string(id, Origin::NOWHERE), value: options };
        let policies = Node::mapping(vec![entry], Origin::NOWHERE);
        let config = self.gathered(|faults| Config::read(&policies, faults))?;
        Ok(config.with_known(self.known.clone()).with_environments(self.environments.clone()))
    }

    fn gathered<T>(&self, read: impl FnOnce(&mut Faults) -> T) -> Result<T, Failure> {
        Faults::none_in(read).map_err(|errors| self.failure(&errors))
    }

    fn failure(&self, errors: &[ConfigError]) -> Failure {
        let line = |error: &ConfigError| self.describe_line(error.origin, &error.message);
        errors.iter().map(line).collect::<Vec<_>>().join("\n").into()
    }

    fn check(&self, finding: &Finding, failure: &mut Failure) {
        let line = |what: &str| self.describe_line(finding.origin, &format!("{what}: {}", finding.message));
        let starts_low = !finding.message.starts_with(char::is_uppercase);
        failure.require(finding.origin.is_somewhere(), || line("the finding has no place"));
        failure.require(finding.help.is_some(), || line("the finding has no help"));
        failure.require(starts_low && !finding.message.ends_with('.'), || {
            line("a message begins in lower case and has no full stop")
        });
        let names_overlay = self.overlays.iter().any(|(overlay, _)| finding.message.contains(overlay));
        failure.require(!names_overlay, || line("the message names the overlay"));
    }

    fn describe_line(&self, origin: Origin, message: &str) -> String {
        format!("{}:{}: {message}", self.name, origin.line)
    }
}

/// The objects, each with those of its overlay.
fn by_overlay(text: &str, objects: Vec<Node>) -> Vec<(String, Vec<Node>)> {
    let marks: Vec<(u32, &str)> = (1..)
        .zip(text.lines())
        .filter_map(|(line, text)| Some((line, text.strip_prefix(MARK)?.trim())))
        .collect();
    let mut overlays: Vec<(String, Vec<Node>)> = Vec::new();
    for object in objects {
        let above = marks.iter().rev().find(|(line, _)| *line <= object.origin.line);
        let overlay = above.map_or(OVERLAY, |(_, overlay)| overlay);
        match overlays.iter_mut().find(|(name, _)| name == overlay) {
            Some((_, objects)) => objects.push(object),
            None => overlays.push((overlay.to_owned(), vec![object])),
        }
    }
    overlays
}

/// The comment at the top, read as YAML; `None` where there is none that is meant for the test.
fn header(path: &str, text: &str) -> Result<Option<Node>, Failure> {
    if !["# overlay:", "# configuration:", "# exists:", "# environments:"]
        .iter()
        .any(|start| text.starts_with(start))
    {
        return Ok(None);
    }
    let lines = text.lines().map_while(|line| line.strip_prefix("# "));
    let header: String = lines.flat_map(|line| [line, "\n"]).collect();
    Ok(parse(path, &header, 2)?.into_iter().next())
}

fn parse(name: &str, text: &str, indent: u32) -> Result<Vec<Node>, Failure> {
    let place = Place::Within { source: Sources::default().add(name, text), first_line: 1, indent };
    let documents = read(text, place, &Limits::default());
    let documents = documents.map_err(|error| format!("{name}:{}: {error}", error.origin.line))?;
    Ok(documents.into_iter().filter_map(|document| document.root).collect())
}
