//! What is to say of the exceptions once a run is over.

use std::collections::{HashMap, HashSet};

use overlint_source::{Finding, Origin, SourceId, Sources, finding};

use super::comment::{self, Comment, means};
use super::rules::{EXPIRED, NOT_ALLOWED, UNKNOWN, UNUSED, WITHOUT_REASON};
use super::{Allowed, By, Exceptions, Tally};
use crate::config::unused as unused_globs;

/// A run that is over, as far as exceptions are concerned.
pub(crate) struct Closing<'a> {
    pub(crate) sources: &'a Sources,
    /// Whether the whole repository was looked at: only then is it known what is not used.
    pub(crate) is_whole: bool,
    /// The paths of the overlays that were looked at, relative to the root.
    pub(crate) overlays: &'a [String],
    /// Whether a file is one of the repository's own, whose comments count.
    pub(crate) is_own: &'a dyn Fn(&str) -> bool,
}

impl Exceptions {
    /// Findings about the exceptions themselves.
    pub(crate) fn about(&self, tally: &Tally, run: &Closing<'_>) -> Vec<Finding> {
        let mut findings = self.about_listed(tally, run);
        findings.extend(self.about_comments(tally, run));
        findings.extend(self.about_annotations(tally, run));
        findings
    }

    /// Takes what the baseline knows out of merged findings, lets ratchets have their say, and returns how many findings
    /// were taken out in all.
    pub(crate) fn finish(&self, findings: &mut Vec<Finding>, mut tally: Tally, run: &Closing<'_>) -> usize {
        if let Some(baseline) = &self.baseline {
            let may_be_known = |finding: &Finding| self.may_be_known(finding);
            let (taken, gone) = baseline.apply(findings, run.sources, may_be_known);
            findings.extend(gone.filter(|_| run.is_whole));
            tally.allowed.extend(taken.into_iter().map(|finding| Allowed { finding, by: By::Baseline }));
        }
        let said: Vec<_> =
            self.ratchets.iter().filter_map(|ratchet| ratchet.apply(findings, run.is_whole)).collect();
        findings.extend(said);
        finding::merge(tally.allowed.into_iter().map(|allowed| allowed.finding).collect()).len()
    }

    fn about_listed(&self, tally: &Tally, run: &Closing<'_>) -> Vec<Finding> {
        let used: HashSet<usize> = tally.allowed.iter().filter_map(Allowed::item).collect();
        let of = |(at, exception): (usize, &super::Exception)| {
            let (name, origin) = (&exception.name, exception.origin);
            let is_locked = |id: &&str| exception.is_from(id) && self.settings.is_locked(id);
            if let Some(rule) = self.registry.ids().find(is_locked) {
                return vec![locked(rule, origin)];
            }
            if !self.settings.has_reason(&exception.reason) {
                let message = format!("the exception from {name} has no reason");
                return vec![Finding::error(WITHOUT_REASON.id, origin, message).help("add a `reason`")];
            }
            if let Some(until) = exception.until.filter(|until| *until < self.today) {
                let message = format!("the exception from {name} ended on {until}");
                let help = "mend what it was for and take it out, or agree on another day";
                return vec![Finding::warning(EXPIRED.id, origin, message).help(help)];
            }
            match (run.is_whole, used.contains(&at)) {
                (false, _) => Vec::new(),
                (true, false) => vec![unused(origin, name)],
                (true, true) => unused_globs(&exception.overlays, run.overlays, "overlay").collect(),
            }
        };
        self.listed.iter().enumerate().flat_map(of).collect()
    }

    fn about_comments(&self, tally: &Tally, run: &Closing<'_>) -> Vec<Finding> {
        let mut used: HashMap<_, Vec<&str>> = HashMap::new();
        for (comment, rule) in tally.allowed.iter().filter_map(Allowed::comment) {
            used.entry(comment).or_default().push(rule);
        }
        let mut findings = Vec::new();
        for (id, source) in run.sources.all().into_iter().filter(|(_, source)| (run.is_own)(source.path())) {
            findings.extend(comment::misspelt(&source).map(|(line, column, length)| {
                let origin = Origin { source: id, line, column, length };
                Finding::warning(UNKNOWN.id, origin, "this comment makes no exception")
                    .help("write `# overlint: allow(RULE) reason`, or `allow-file(RULE)` for the whole file")
            }));
            for comment in comment::all(&source) {
                let allowed = used.get(&(id, comment.line)).map_or(&[][..], Vec::as_slice);
                for rule in &comment.rules {
                    let is_used = allowed.iter().any(|allowed| means(rule, allowed));
                    findings.extend(self.about_comment(&comment, rule, id, is_used, run));
                }
            }
        }
        findings
    }

    fn about_comment(
        &self,
        comment: &Comment<'_>,
        rule: &str,
        source: SourceId,
        is_used: bool,
        run: &Closing<'_>,
    ) -> Option<Finding> {
        let origin = Origin { source, line: comment.line, column: comment.column, length: comment.length };
        let forbidden = (!self.settings.allows_comments).then_some("comments");
        self.about_written(rule, comment.reason, origin, forbidden, is_used, run)
    }

    fn about_annotations(&self, tally: &Tally, run: &Closing<'_>) -> Vec<Finding> {
        let used: HashSet<_> = tally.allowed.iter().filter_map(Allowed::annotation).collect();
        let forbidden = (!self.settings.allows_annotations).then_some("annotations");
        let mut seen = HashSet::new();
        let once = tally.annotations.iter().filter(|one| seen.insert((one.origin, one.rule.as_str())));
        once.filter_map(|one| {
            let is_used = used.contains(&(one.origin, one.rule.as_str()));
            self.about_written(&one.rule, &one.reason, one.origin, forbidden, is_used, run)
        })
        .collect()
    }

    /// What is to say of one rule, or pattern of rules, that a comment or an annotation allows.
    fn about_written(
        &self,
        rule: &str,
        reason: &str,
        origin: Origin,
        forbidden: Option<&str>,
        is_used: bool,
        run: &Closing<'_>,
    ) -> Option<Finding> {
        let mut meant = self.registry.ids().filter(|id| means(rule, id)).peekable();
        if meant.peek().is_none() {
            let error = self.registry.unknown_rule(rule, origin);
            let finding = Finding::warning(UNKNOWN.id, origin, error.message);
            return Some(Finding { help: error.help.map(Into::into), ..finding });
        }
        if let Some(kind) = forbidden {
            let message = format!("the configuration allows no exceptions in {kind}");
            return Some(Finding::error(NOT_ALLOWED.id, origin, message).help(TAKE_OUT));
        }
        if let Some(rule) = meant.find(|id| self.settings.is_locked(id)) {
            return Some(locked(rule, origin));
        }
        if is_used {
            return None;
        }
        if !self.settings.has_reason(reason) {
            let message = format!("the exception from `{rule}` has no reason");
            return Some(Finding::error(WITHOUT_REASON.id, origin, message).help("say why"));
        }
        run.is_whole.then(|| unused(origin, &format!("`{rule}`")))
    }
}

/// What to do about an exception that may not be.
const TAKE_OUT: &str = "take it out, or have the configuration changed";

fn locked(rule: &str, origin: Origin) -> Finding {
    let message = format!("`{rule}` is locked, and has no exceptions");
    Finding::error(NOT_ALLOWED.id, origin, message).help(TAKE_OUT)
}

fn unused(origin: Origin, name: &str) -> Finding {
    let message = format!("nothing is found that this exception from {name} would allow");
    Finding::warning(UNUSED.id, origin, message).help("take it out: it would hide the next mistake")
}

impl Allowed {
    fn item(&self) -> Option<usize> {
        if let By::Listed(at) = self.by { Some(at) } else { None }
    }

    fn comment(&self) -> Option<((SourceId, u32), &str)> {
        if let By::Comment(line, source) = self.by {
            Some(((source, line), self.finding.rule.as_ref()))
        } else {
            None
        }
    }

    fn annotation(&self) -> Option<(Origin, &str)> {
        if let By::Annotation(origin) = self.by { Some((origin, self.finding.rule.as_ref())) } else { None }
    }
}
