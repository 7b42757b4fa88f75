//! Runs the policies over overlays.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use overlint_source::{Finding, Node, Rule, Severity};

use crate::config::{Config, Entry, Environment, Faults, Globs, Known, Level};
use crate::error::ConfigError;
use crate::findings::{Findings, Found};
use crate::policy::Policy;
use crate::repository::{RepositoryFindings, Summaries, Summarized};
use crate::view::{Object, Overlay, Workload};

/// Policies as configured, ready to run. Shared between threads; who runs overlays in parallel is the caller.
#[derive(Default)]
pub struct Runner {
    active: Vec<Vec<Active>>,
    levels: HashMap<String, Vec<Entry>>,
    known: Known,
    environments: Vec<Environment>,
}

/// A policy as configured for some overlays.
struct Active {
    policy: Configured,
    rule: &'static Rule,
    /// `None` where it does not run.
    severity: Option<Severity>,
    overlays: Globs,
}

enum Configured {
    Shared(&'static dyn Policy),
    Own(Box<dyn Policy>),
}

impl Configured {
    fn as_policy(&self) -> &dyn Policy {
        match self {
            Self::Shared(policy) => *policy,
            Self::Own(policy) => policy.as_ref(),
        }
    }
}

impl Runner {
    /// No policies yet; what exists although no overlay holds it, and which environments there are.
    pub(crate) fn knowing(config: &Config) -> Self {
        let (known, environments) = (config.known().clone(), config.environments().to_vec());
        Self { known, environments, ..Self::default() }
    }

    /// Every glob over paths of overlays that the configuration of environments and policies has.
    pub fn overlay_globs(&self) -> impl Iterator<Item = &Globs> {
        let of_levels = self.levels.values().flatten().map(|entry| &entry.overlays);
        let active = || self.active.iter().flatten();
        let of_policies = active().map(|active| &active.overlays);
        let of_options = active().flat_map(|active| active.policy.as_policy().overlay_globs());
        self.environments
            .iter()
            .map(Environment::overlays)
            .chain(of_levels)
            .chain(of_policies)
            .chain(of_options)
    }

    /// The severity of a finding that no policy makes, in an overlay; `None` where its rule is off. `default` is the
    /// severity without a configuration.
    pub fn severity_of(&self, rule: &str, path: &str, default: Severity) -> Option<Severity> {
        let entries = self.levels.get(rule).map_or(&[][..], Vec::as_slice);
        match entries.iter().find(|entry| entry.overlays.matches(path)).and_then(|entry| entry.level) {
            Some(Level::Off) => None,
            Some(Level::On(severity)) => Some(severity),
            None => Some(default),
        }
    }

    /// Adds what is said of a rule that is no policy; nothing where nothing is.
    pub(crate) fn add_levels(&mut self, rule: &str, entries: Vec<Entry>, faults: &mut Faults) {
        let options = entries.iter().filter_map(|entry| entry.options.as_ref()).flat_map(Node::entries);
        for option in options {
            let fault = ConfigError::new(option.key.origin, format!("`{rule}` takes no options"));
            faults.add(fault.help("give it a `level`, and `overlays` if it is for some only"));
        }
        if !entries.is_empty() {
            self.levels.insert(rule.to_owned(), entries);
        }
    }

    /// Adds a policy as each entry configures it.
    pub(crate) fn add_configured(
        &mut self,
        policy: &'static dyn Policy,
        entries: &[Entry],
        faults: &mut Faults,
    ) {
        self.active.push(entries.iter().filter_map(|entry| Active::new(policy, entry, faults)).collect());
    }

    /// Runs every policy that is on for this overlay over its objects, see [`Runner::check_overlay`]. What is found
    /// only across overlays is left out.
    pub fn run_overlay<'a>(&self, path: &str, objects: impl IntoIterator<Item = &'a Node>) -> Vec<Finding> {
        self.check_overlay(path, objects).findings
    }

    /// Runs every policy that is on for this overlay over its objects. A policy that panics is itself a
    /// finding under its own name, beside what it found before.
    ///
    /// `path` is relative to the root of the repository, with forward slashes. The findings are not merged.
    pub fn check_overlay<'a>(&self, path: &str, objects: impl IntoIterator<Item = &'a Node>) -> Checked {
        let objects: Vec<_> = objects.into_iter().map(Object::new).collect();
        let workloads: Vec<_> = objects.iter().filter_map(|object| Workload::new(*object)).collect();
        let overlay = Overlay::new(path, &objects).with_known(&self.known).among(&self.environments);
        let (name, mut found, mut summaries) = (Arc::from(path), Found::default(), Summaries::default());
        for (number, candidates) in self.active.iter().enumerate() {
            if let Some(entry) = candidates.iter().position(|active| active.overlays.matches(path)) {
                let kept = candidates[entry].run(&overlay, &workloads, &name, &mut found);
                summaries.kept.extend(kept.map(|kept| ((number, entry), kept)));
            }
        }
        Checked { findings: found.findings, summaries }
    }

    /// Runs the policies that look across overlays over what was kept of each, in whatever order it comes. The findings
    /// are not merged.
    pub fn check_repository(&self, summaries: impl IntoIterator<Item = Summaries>) -> Vec<Finding> {
        let mut of_entries: BTreeMap<_, Vec<Summarized>> = BTreeMap::new();
        for (entry, summary) in summaries.into_iter().flat_map(|summaries| summaries.kept) {
            of_entries.entry(entry).or_default().push(summary);
        }
        let mut found = Found::default();
        for ((policy, entry), mut kept) in of_entries {
            kept.sort_by(|one, other| one.overlay().cmp(other.overlay()));
            self.active[policy][entry].run_repository(&kept, &mut found);
        }
        found.findings
    }
}

/// What comes of the run over one overlay.
#[derive(Debug, Default)]
pub struct Checked {
    /// What is wrong in the overlay.
    pub findings: Vec<Finding>,
    /// What the policies keep of it for [`Runner::check_repository`].
    pub summaries: Summaries,
}

impl Active {
    fn new(policy: &'static dyn Policy, entry: &Entry, faults: &mut Faults) -> Option<Self> {
        let configured = match &entry.options {
            Some(options) => Configured::Own(faults.read(options, |options| policy.configure(options))?),
            None => Configured::Shared(policy),
        };
        let severity = match entry.level {
            Some(Level::Off) => None,
            Some(Level::On(severity)) => Some(severity),
            None => Some(policy.rule().severity),
        };
        let rule = policy.rule();
        Some(Self { policy: configured, rule, severity, overlays: entry.overlays.clone() })
    }

    fn run<'a>(
        &self,
        overlay: &Overlay<'a>,
        workloads: &[Workload<'a>],
        name: &Arc<str>,
        found: &mut Found,
    ) -> Option<Summarized> {
        let severity = self.severity?;
        let policy = self.policy.as_policy();
        let mut findings = Findings::new(self.rule, severity, name, found);
        // What a policy leaves behind when it panics is a list of whole findings, so nothing is broken by it.
        let run = AssertUnwindSafe(|| {
            check(policy, overlay, workloads, &mut findings);
            policy.summarize(overlay)
        });
        match catch_unwind(run) {
            Ok(summary) => summary.map(|summary| Summarized::new(name, severity, summary)),
            Err(panic) => {
                tell_panic(&mut findings, panic.as_ref());
                None
            }
        }
    }

    fn run_repository(&self, kept: &[Summarized], found: &mut Found) {
        let policy = self.policy.as_policy();
        let mut findings = RepositoryFindings { rule: self.rule, found };
        let run = AssertUnwindSafe(|| policy.check_repository(kept, &mut findings));
        if let (Err(panic), Some(first)) = (catch_unwind(run), kept.first()) {
            tell_panic(&mut findings.of(first), panic.as_ref());
        }
    }
}

/// A policy that panics is itself a finding.
fn tell_panic(findings: &mut Findings<'_>, panic: &(dyn Any + Send)) {
    let message = format!("this policy failed: {}", panic_text(panic));
    let place = crate::Place::new(findings.object_origin(), "");
    let help = "report this, and turn the policy off until it is mended";
    findings.add(place, message, help).severity = Severity::Error;
}

fn check<'a: 'f, 'f>(
    policy: &dyn Policy,
    overlay: &Overlay<'a>,
    workloads: &[Workload<'a>],
    findings: &mut Findings<'f>,
) {
    for object in overlay.objects() {
        findings.set_object(*object);
        policy.check_resource(overlay, *object, findings);
    }
    for workload in workloads {
        findings.set_object(workload.object);
        policy.check_workload(overlay, workload, findings);
    }
    findings.clear_object();
    policy.check_overlay(overlay, findings);
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("it panicked")
}

impl std::fmt::Debug for Runner {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ids = self.active.iter().flatten().map(|active| active.rule.id);
        out.debug_list().entries(ids).finish()
    }
}
