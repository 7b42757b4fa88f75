//! What is to say of the exceptions once a run is over.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use overlint_source::{Finding, Origin, Source, SourceId, Sources, finding};

use super::comment::{self, Comment, Comments, MOST, stands_for};
use super::rules::{EXPIRED, NOT_ALLOWED, UNKNOWN, UNUSED, WITHOUT_REASON};
use super::{Allowed, Annotated, By, Exceptions, Tally};
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
        let locked = self.locked();
        let of = |(at, exception): (usize, &super::Exception)| {
            let (name, origin) = (&exception.name, exception.origin);
            let meant: Vec<_> = self.registry.ids().filter(|id| exception.is_from(id)).collect();
            if let Some(finding) = about_locked(&meant, &locked, origin) {
                return vec![finding];
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
        let own = run.sources.all().into_iter().filter(|(_, source)| (run.is_own)(source.path()));
        let about = Written { exceptions: self, locked: self.locked(), run };
        let of = |(id, source): (SourceId, Arc<Source>)| {
            let comments = self.comments.comments(id, &source);
            let comments = comments.all().iter().flat_map(|comment| {
                let used = used.get(&(id, comment.line)).map_or(&[][..], Vec::as_slice);
                about.comment(&comments, comment, id, used)
            });
            first_ones(about_misspelt(id, &source).chain(comments))
        };
        own.flat_map(of).collect()
    }

    fn about_annotations(&self, tally: &Tally, run: &Closing<'_>) -> Vec<Finding> {
        let used: HashSet<_> = tally.allowed.iter().filter_map(Allowed::annotation).collect();
        let about = Written { exceptions: self, locked: self.locked(), run };
        let mut seen = HashSet::new();
        let once = tally.annotations.iter().filter(|one| seen.insert((one.origin, one.rule.as_str())));
        once.filter_map(|one| {
            let is_used = used.contains(&(one.origin, one.rule.as_str()));
            about.annotation(one, is_used)
        })
        .collect()
    }

    /// The rules that no exception may be made from.
    fn locked(&self) -> HashSet<&'static str> {
        self.registry.ids().filter(|id| self.settings.is_locked(id)).collect()
    }
}

/// What is to say of an exception that somebody wrote beside what it is for.
struct Written<'r> {
    exceptions: &'r Exceptions,
    locked: HashSet<&'static str>,
    run: &'r Closing<'r>,
}

impl Written<'_> {
    /// What is to say of a comment. `used` are the rules of the findings that it took out.
    fn comment(
        &self,
        comments: &Comments,
        comment: &Comment,
        source: SourceId,
        used: &[&str],
    ) -> impl Iterator<Item = Finding> {
        let origin = Origin { source, line: comment.line, column: comment.column, length: comment.length };
        let forbidden = (!self.exceptions.settings.allows_comments).then_some("comments");
        let too_many = comment.names_too_many.then(|| {
            let message =
                format!("this comment names more than {MOST} rules, of which the first {MOST} count");
            Finding::warning(UNKNOWN.id, origin, message).help("write a pattern such as `missing-*`")
        });
        let of = move |rule: &str| {
            let meant: Vec<_> = self.exceptions.registry.ids().filter(|id| stands_for(rule, id)).collect();
            let is_used = used.iter().any(|used| stands_for(rule, used));
            self.about(rule, &meant, comments.reason(comment), origin, forbidden, is_used)
        };
        too_many.into_iter().chain(comments.rules(comment).filter_map(of))
    }

    fn annotation(&self, annotated: &Annotated, is_used: bool) -> Option<Finding> {
        let Annotated { rule, reason, origin } = annotated;
        let forbidden = (!self.exceptions.settings.allows_annotations).then_some("annotations");
        let meant: Vec<_> = self.exceptions.registry.ids().filter(|id| id == rule).collect();
        self.about(rule, &meant, reason, *origin, forbidden, is_used)
    }

    /// What is to say of one rule, or pattern of rules, which stands for those of `meant`.
    fn about(
        &self,
        rule: &str,
        meant: &[&str],
        reason: &str,
        origin: Origin,
        forbidden: Option<&str>,
        is_used: bool,
    ) -> Option<Finding> {
        let Exceptions { registry, settings, .. } = self.exceptions;
        if meant.is_empty() {
            let error = registry.unknown_rule(rule, origin);
            let finding = Finding::warning(UNKNOWN.id, origin, error.message);
            return Some(Finding { help: error.help.map(Into::into), ..finding });
        }
        if let Some(kind) = forbidden {
            let message = format!("the configuration allows no exceptions in {kind}");
            return Some(Finding::error(NOT_ALLOWED.id, origin, message).help(TAKE_OUT));
        }
        if let Some(finding) = about_locked(meant, &self.locked, origin) {
            return Some(finding);
        }
        if is_used {
            return None;
        }
        if !settings.has_reason(reason) {
            let message = format!("the exception from `{rule}` has no reason");
            return Some(Finding::error(WITHOUT_REASON.id, origin, message).help("say why"));
        }
        self.run.is_whole.then(|| unused(origin, &format!("`{rule}`")))
    }
}

fn about_misspelt(id: SourceId, source: &Source) -> impl Iterator<Item = Finding> {
    comment::misspelt(source).map(move |(line, column, length)| {
        let origin = Origin { source: id, line, column, length };
        Finding::warning(UNKNOWN.id, origin, "this comment makes no exception")
            .help("write `# overlint: allow(RULE) reason`, or `allow-file(RULE)` for the whole file")
    })
}

/// The first findings about the comments of a file, and one that there are more: nobody mends so many one by one, and a
/// stranger may write millions.
fn first_ones(mut findings: impl Iterator<Item = Finding>) -> Vec<Finding> {
    let mut first: Vec<_> = findings.by_ref().take(MOST).collect();
    first.extend(findings.next().map(|finding| {
        let message = format!("there is more to say of the comments in this file than these {MOST} findings");
        Finding::warning(finding.rule, finding.origin, message).help("mend those that are told first")
    }));
    first
}

/// What to do about an exception that may not be.
const TAKE_OUT: &str = "take it out, or have the configuration changed";

/// What to do about one that does something beside.
const NARROW: &str = "name only rules that are not locked, or have the configuration changed";

/// So many rules are named in a message.
const NAMED: usize = 5;

/// What is to say of an exception from rules of which some are locked.
fn about_locked(meant: &[&str], locked: &HashSet<&str>, origin: Origin) -> Option<Finding> {
    let named: Vec<_> = meant.iter().filter(|id| locked.contains(*id)).map(|id| format!("`{id}`")).collect();
    let (verb, help) = match named.len() {
        0 => return None,
        1 => ("is", if meant.len() == 1 { TAKE_OUT } else { NARROW }),
        number => ("are", if meant.len() == number { TAKE_OUT } else { NARROW }),
    };
    let shown = named.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = match named.len().saturating_sub(NAMED) {
        0 => String::new(),
        number => format!(" and {number} more"),
    };
    let message = format!("this exception has no effect on {shown}{more}, which {verb} locked");
    Some(Finding::error(NOT_ALLOWED.id, origin, message).help(help))
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
