//! One text judged: its documents read, each object validated.

use std::sync::Arc;

use overlint_report::Unjudged;
use overlint_schema::{Catalog, Follow, Verdict, validate_each};
use overlint_source::read::{ReadError, decode};
use overlint_source::resolve::Dialect;
use overlint_source::{FileTree as _, Finding, Node, Origin, ResourceId, SourceId, TreeError};

use super::inputs::{Content, Input};
use super::stream::read_each;
use crate::args;
use crate::commands::Opened;
use crate::missing;

/// The rule of kinds that are asked to be refused.
pub(super) const REJECTED: &str = "rejected-kind";

/// The group of kustomization files, which describe builds and are sent to no server.
const KUSTOMIZE: &str = "kustomize.config.k8s.io/";

/// What judging needs to know.
pub(super) struct Judge<'a> {
    pub(super) opened: &'a Opened,
    pub(super) catalog: &'a Catalog,
    pub(super) args: &'a args::Validate,
}

/// The counts and findings of one text or of many.
#[derive(Default)]
pub(super) struct Judged {
    pub(super) findings: Vec<Finding>,
    pub(super) resources: usize,
    pub(super) valid: usize,
    pub(super) invalid: usize,
    pub(super) skipped: usize,
    pub(super) unjudged: Unjudged,
}

impl Judged {
    /// Adds what comes later.
    pub(super) fn absorb(&mut self, later: Self) {
        self.findings.extend(later.findings);
        self.resources += later.resources;
        self.valid += later.valid;
        self.invalid += later.invalid;
        self.skipped += later.skipped;
        self.unjudged.absorb(later.unjudged);
    }

    fn count(&mut self, verdict: Verdict) {
        self.resources += 1;
        match verdict {
            Verdict::Valid => self.valid += 1,
            Verdict::Invalid => self.invalid += 1,
            Verdict::Skipped => self.skipped += 1,
        }
    }
}

impl Judge<'_> {
    /// Judges a text; whatever is wrong with it is a finding.
    pub(super) fn judge(&self, input: Input) -> Judged {
        let Input { shown, content } = input;
        let mut outcome = match content {
            Content::Read(bytes) => self.bytes(&shown, &bytes),
            Content::File(file) => match self.opened.repository.tree.read(&file) {
                Ok(bytes) => self.bytes(&shown, &bytes),
                Err(error) => self.unreadable(&shown, &error),
            },
            Content::Other(what) => self.other(&shown, what),
        };
        let runner = &self.opened.config.runner;
        outcome.findings.retain_mut(|finding| {
            let severity = runner.severity_of(&finding.rule, &shown, finding.severity);
            severity.map(|severity| finding.severity = severity).is_some()
        });
        outcome
    }

    fn bytes(&self, shown: &str, bytes: &[u8]) -> Judged {
        match decode(bytes) {
            Ok(text) => {
                let text: Arc<str> = text.into();
                self.text(&text, self.opened.sources.add(shown, text.clone()))
            }
            Err(error) => {
                let source = self.opened.sources.add(shown, String::from_utf8_lossy(bytes));
                let (line, column) = (error.line, error.column);
                let place = Origin { source, line, column, length: 1 };
                fault(Finding::error("invalid-yaml", place, error.message).help("save it as UTF-8"))
            }
        }
    }

    fn text(&self, text: &str, source: SourceId) -> Judged {
        let (mut outcome, mut findings) = (Judged::default(), Vec::new());
        read_each(text, source, &mut |read| match read {
            Ok(documents) => documents.iter().for_each(|document| {
                let mut follower = Follower { judge: self, outcome: &mut outcome };
                validate_each(self.catalog, document, Dialect::Yaml11, &mut follower, &mut findings);
            }),
            Err(error) => findings.push(syntax(error)),
        });
        outcome.findings.extend(findings);
        outcome
    }

    fn unreadable(&self, shown: &str, error: &TreeError) -> Judged {
        let source = self.opened.sources.add(shown, "");
        let (rule, help) = match error {
            TreeError::TooLarge { .. } => ("limit-exceeded", "divide the file"),
            TreeError::Outside(_) => {
                ("file-outside-root", "put the file where the link stands, or widen `--root`")
            }
            _ => ("missing-file", "correct the link, or take it out"),
        };
        fault(Finding::error(rule, Origin::start_of(source), error.to_string()).help(help))
    }

    /// Counts a file that is no manifest.
    fn other(&self, shown: &str, what: &str) -> Judged {
        let source = self.opened.sources.add(shown, "");
        let mut outcome = Judged::default();
        outcome.count(Verdict::Skipped);
        outcome.unjudged.add("", what, Origin::start_of(source));
        outcome
    }
}

fn fault(finding: Finding) -> Judged {
    Judged { findings: vec![finding], ..Judged::default() }
}

fn syntax(error: ReadError) -> Finding {
    let ReadError { message, origin, related, is_limit } = error;
    let (rule, help) = if is_limit {
        ("limit-exceeded", "divide the file; what is behind this was not validated")
    } else {
        ("invalid-yaml", "correct the syntax; nothing of this document was validated")
    };
    let finding = Finding::error(rule, origin, message).help(help);
    related.into_iter().fold(finding, |finding, (origin, message)| finding.related(origin, message))
}

/// Takes what is found out about the objects of a document.
struct Follower<'a, 'o> {
    judge: &'a Judge<'a>,
    outcome: &'o mut Judged,
}

impl Follow for Follower<'_, '_> {
    fn wants(&mut self, object: &Node) -> bool {
        let (api_version, kind) = type_of(object);
        let skips = self.judge.args.skip.iter().any(|selector| selector.matches(api_version, kind));
        if skips {
            self.outcome.count(Verdict::Skipped);
        }
        !skips
    }

    fn judged(&mut self, object: &Node, verdict: Verdict, findings: &mut [Finding]) {
        let mut found = self.further(object, verdict);
        for finding in findings.iter_mut().chain(&mut found) {
            finding.resources = vec![resource_id(object)];
        }
        let rejected = found.iter().any(|finding| finding.rule == REJECTED);
        self.outcome.count(if rejected { Verdict::Invalid } else { verdict });
        self.outcome.findings.extend(found);
    }
}

impl Follower<'_, '_> {
    /// What is to be said of an object beside its faults.
    fn further(&mut self, object: &Node, verdict: Verdict) -> Vec<Finding> {
        let (api_version, kind) = type_of(object);
        let mut found = Vec::new();
        if self.judge.args.reject.iter().any(|selector| selector.matches(api_version, kind)) {
            let message = format!("`{kind}` of `{api_version}` is rejected here");
            let finding = Finding::error(REJECTED, missing::place(object), message).pointer("/kind");
            found.push(finding.help("remove the object, or take its kind out of `--reject`"));
        }
        if verdict == Verdict::Skipped {
            self.outcome.unjudged.add(api_version, kind, missing::place(object));
            if !api_version.starts_with(KUSTOMIZE) {
                found.extend(self.judge.opened.config.missing_schemas.finding(object));
            }
        }
        found
    }
}

fn type_of(object: &Node) -> (&str, &str) {
    let text = |key| object.get(key).and_then(Node::text).unwrap_or_default();
    (text("apiVersion"), text("kind"))
}

fn resource_id(object: &Node) -> ResourceId {
    let (api_version, kind) = type_of(object);
    let of = |key| object.at(&["metadata", key]).and_then(Node::text).unwrap_or_default().to_owned();
    ResourceId {
        api_version: api_version.to_owned(),
        kind: kind.to_owned(),
        namespace: of("namespace"),
        name: of("name"),
    }
}
