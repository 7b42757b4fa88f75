//! Entries of kustomizations that change nothing.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use overlint_kustomize::{Effect, Idle, Step};
use overlint_source::{Finding, Rule, Severity};

use super::Run;

/// Entries of `images`.
pub(super) const IMAGE: Rule = Rule {
    id: "image-without-effect",
    summary: "an entry of `images` changes no image",
    documentation: include_str!("image_without_effect.md"),
    severity: Severity::Warning,
};

/// Patches of any kind.
pub(super) const PATCH: Rule = Rule {
    id: "patch-without-effect",
    summary: "a patch changes nothing",
    documentation: include_str!("patch_without_effect.md"),
    severity: Severity::Warning,
};

/// Entries of `replacements`.
pub(super) const REPLACEMENT: Rule = Rule {
    id: "replacement-without-effect",
    summary: "a replacement changes nothing",
    documentation: include_str!("replacement_without_effect.md"),
    severity: Severity::Warning,
};

/// A finding for each entry that changed nothing wherever it ran, with every overlay that it belongs to.
pub(super) fn find(run: &Run<'_>) -> Vec<Finding> {
    let idle = run.effects.idle(run.graph);
    if idle.is_empty() {
        return Vec::new();
    }
    let mut reach = Reach { includers: run.graph.includers(), known: HashMap::new() };
    let is_asked_for = |idle: &&Idle| run.is_asked_for(&run.check.sources.path(idle.origin.source));
    let idle = idle.iter().filter(is_asked_for);
    idle.filter_map(|idle| in_overlays(run, describe(idle)?, reach.of(&idle.kustomizations))).collect()
}

/// The finding with the overlays that it is told of in, at the highest of their levels.
fn in_overlays(run: &Run<'_>, finding: Finding, dependents: &HashSet<usize>) -> Option<Finding> {
    let (mut severity, mut overlays) = (None, Vec::new());
    for overlay in run.overlays.iter().filter(|overlay| dependents.contains(overlay)) {
        let directory = run.graph.path(*overlay);
        if let Some(level) = run.level(&finding, directory) {
            severity = severity.max(Some(level));
            overlays.push(Arc::from(directory));
        }
    }
    Some(Finding { severity: severity?, overlays, ..finding })
}

/// Which kustomizations include others on any way.
struct Reach {
    includers: Vec<Vec<usize>>,
    known: HashMap<Vec<usize>, HashSet<usize>>,
}

impl Reach {
    /// Everything that includes one of these, and they themselves.
    fn of(&mut self, kustomizations: &[usize]) -> &HashSet<usize> {
        let includers = &self.includers;
        self.known.entry(kustomizations.to_vec()).or_insert_with(|| {
            let mut found: HashSet<usize> = kustomizations.iter().copied().collect();
            let mut queue = kustomizations.to_vec();
            while let Some(next) = queue.pop() {
                queue.extend(includers[next].iter().filter(|above| found.insert(**above)));
            }
            found
        })
    }
}

/// What is so already may be meant to stay so, whatever the base says one day: that is no more than worth knowing.
fn describe(idle: &Idle) -> Option<Finding> {
    let finding = |rule: &Rule, message: String| {
        let found_nothing = idle.effect == Effect::Nothing;
        let severity = if found_nothing { rule.severity } else { Severity::Info };
        Finding { severity, ..Finding::warning(rule.id, idle.origin, message) }
    };
    let subject = &idle.subject;
    Some(match (idle.step, idle.effect) {
        (Step::Patch, Effect::Nothing) => {
            let message = if subject.is_empty() {
                "the target selects nothing, so the patch changes nothing".to_owned()
            } else {
                format!("the target selects nothing: the build has no `{subject}`")
            };
            finding(&PATCH, message).help(idle.hint.as_ref().map_or_else(
                || "correct the target, or take the patch out".to_owned(),
                |hint| format!("did you mean `name: {hint}`?"),
            ))
        }
        (Step::Patch, _) => {
            finding(&PATCH, "the patch changes nothing: all that it sets is so already".to_owned())
                .help("take it out, or correct what it is meant to change")
        }
        (Step::Image, Effect::Nothing) => {
            finding(&IMAGE, format!("no image is called `{subject}`, so the entry changes nothing")).help(
                idle.hint.as_ref().map_or_else(
                    || "correct the name, or take the entry out".to_owned(),
                    |hint| format!("did you mean `{hint}`?"),
                ),
            )
        }
        (Step::Image, _) => {
            finding(&IMAGE, "the entry changes nothing: the images are so already".to_owned())
                .help("take it out, or correct what it is meant to change")
        }
        (Step::Replacement, Effect::Nothing) => {
            finding(&REPLACEMENT, "the targets select nothing, so the replacement changes nothing".to_owned())
                .help("correct `targets`, or take the replacement out")
        }
        (Step::Replacement, _) => finding(
            &REPLACEMENT,
            "the replacement changes nothing: its targets have the value already".to_owned(),
        )
        .help("take it out, or correct its `source` or `targets`"),
        _ => return None,
    })
}
