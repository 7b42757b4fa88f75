//! One text judged: its documents read, each object validated.

use std::sync::Arc;

use overlint_report::Unjudged;
use overlint_schema::{Catalog, CustomResources, Verdict, validate_each};
use overlint_source::read::{ReadError, decode};
use overlint_source::resolve::Dialect;
use overlint_source::tree::path;
use overlint_source::{FileTree as _, Finding, Node, Origin, SourceId, TreeError, finding};

use super::follower::Follower;
use super::inputs::{Content, Input};
use super::stream::read_each;
use crate::args;
use crate::commands::Opened;
use crate::exceptions::Tally;

/// What judging needs to know.
pub(super) struct Judge<'a> {
    pub(super) opened: &'a Opened,
    /// The schemas to validate against; none where the configuration has the choice.
    pub(super) kubernetes: &'a [Catalog],
    /// What custom resources are judged by.
    pub(super) custom: &'a CustomResources,
    pub(super) args: &'a args::Validate,
}

/// What holds for a whole text.
#[derive(Clone, Copy)]
struct Setting<'s> {
    kubernetes: &'s [Catalog],
    directory: &'s str,
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
    /// The objects that something was found of, until the exceptions have been asked.
    pub(super) objects: Vec<Node>,
    /// What the exceptions took out of the findings.
    pub(super) tally: Tally,
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
        self.tally.absorb(later.tally);
    }

    pub(super) fn count(&mut self, verdict: Verdict) {
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
        let directory = self.directory(&content);
        let kubernetes = match self.kubernetes {
            [] => std::slice::from_ref(self.opened.config.kubernetes.catalog(&directory)),
            asked => asked,
        };
        let setting = Setting { kubernetes, directory: &directory };
        let mut outcome = match content {
            Content::Read(bytes) => self.bytes(&shown, &bytes, setting),
            Content::File(file) => match self.opened.repository.tree.read(&file) {
                Ok(bytes) => self.bytes(&shown, &bytes, setting),
                Err(error) => self.unreadable(&shown, &error),
            },
            Content::Other(what) => self.other(&shown, what),
        };
        self.set_levels(&mut outcome.findings, &directory);
        outcome
    }

    /// Gives findings the levels of the configuration, and drops those whose rule is off.
    fn set_levels(&self, findings: &mut Vec<Finding>, directory: &str) {
        findings.retain_mut(|finding| {
            let severity = self.opened.config.runner.severity_of(&finding.rule, directory, finding.severity);
            severity.map(|severity| finding.severity = severity).is_some()
        });
    }

    /// Takes out of what is found in a document what is allowed or off, and then what a slip that is left explains.
    fn sift(&self, outcome: &mut Judged, directory: &str) {
        let Opened { config, sources, .. } = self.opened;
        let objects = std::mem::take(&mut outcome.objects);
        self.set_levels(&mut outcome.findings, directory);
        outcome.tally = config.exceptions.sift(&mut outcome.findings, directory, objects.iter(), sources);
        finding::settle(&mut outcome.findings);
    }

    /// The directory of a text relative to the root, which the globs of the configuration are held against as the path of
    /// an overlay is.
    fn directory(&self, content: &Content) -> String {
        match content {
            Content::File(file) => self.opened.repository.shown(path::parent(file)),
            Content::Read(_) | Content::Other(_) => String::new(),
        }
    }

    fn bytes(&self, shown: &str, bytes: &[u8], setting: Setting<'_>) -> Judged {
        match decode(bytes) {
            Ok(text) => {
                let text: Arc<str> = text.into();
                self.text(&text, self.opened.sources.add(shown, text.clone()), setting)
            }
            Err(error) => {
                let source = self.opened.sources.add(shown, String::from_utf8_lossy(bytes));
                let (line, column) = (error.line, error.column);
                let place = Origin { source, line, column, length: 1 };
                fault(Finding::error("invalid-yaml", place, error.message).help("save it as UTF-8"))
            }
        }
    }

    fn text(&self, text: &str, source: SourceId, setting: Setting<'_>) -> Judged {
        let mut outcome = Judged::default();
        read_each(text, source, &mut |read| match read {
            Ok(documents) => {
                for document in &documents {
                    outcome.absorb(self.document(document, setting));
                }
            }
            Err(error) => outcome.findings.push(syntax(error)),
        });
        outcome
    }

    /// Judges the objects of a document by each version, less what is allowed.
    fn document(&self, document: &Node, setting: Setting<'_>) -> Judged {
        let (mut outcome, mut verdicts) = (Judged::default(), Vec::new());
        for catalog in setting.kubernetes {
            let mut findings = Vec::new();
            let mut follower =
                Follower { judge: self, catalog, outcome: &mut outcome, verdicts: &mut verdicts, next: 0 };
            validate_each(catalog, document, Dialect::Yaml11, &mut follower, &mut findings);
            for finding in &mut findings {
                finding.kubernetes = vec![catalog.version().to_string().into()];
            }
            outcome.findings.extend(findings);
        }
        for verdict in verdicts {
            outcome.count(verdict);
        }
        self.sift(&mut outcome, setting.directory);
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
