//! How many findings of a rule are known, and may stay until somebody mends them.

use overlint_policy::{ConfigError, Faults, Registry};
use overlint_source::{Entry, Finding, Node, Origin, Severity};

use super::rules::{EXCEEDED, LOOSE};

/// An entry of `ratchet` in the configuration.
#[derive(Debug)]
pub(super) struct Ratchet {
    rule: String,
    allowed: usize,
    origin: Origin,
}

impl Ratchet {
    /// Reads the map of `ratchet`: rules that are known, with counts.
    pub(super) fn read_all(node: &Node, registry: &Registry, faults: &mut Faults) -> Vec<Self> {
        if node.as_mapping().is_none() {
            let fault = ConfigError::new(node.origin, "`ratchet` must be a map");
            faults.add(fault.help("write `RULE: COUNT`, with how many findings of the rule are known"));
        }
        let read = |entry: &Entry| {
            let (rule, origin) = (entry.key.text(), entry.key.origin);
            if !registry.ids().any(|id| id == rule) {
                return Err(registry.unknown_rule(rule, origin));
            }
            let allowed = entry.value.text().and_then(|text| text.parse().ok()).ok_or_else(|| {
                ConfigError::new(entry.value.origin, format!("`{rule}` needs a count of findings"))
                    .help("write how many findings of this rule are known")
            })?;
            Ok(Self { rule: rule.to_owned(), allowed, origin })
        };
        node.entries().iter().filter_map(|entry| faults.ok(read(entry))).collect()
    }

    /// Counts the findings of the rule. Those that are allowed stop failing; returns what is to say of the count.
    pub(super) fn apply(&self, findings: &mut [Finding], whole: bool) -> Option<Finding> {
        let counts = |finding: &&mut Finding| finding.rule == self.rule && finding.severity > Severity::Info;
        let (rule, allowed, found) = (&self.rule, self.allowed, findings.iter_mut().filter(counts).count());
        if found > allowed {
            let message = format!("{found} findings of `{rule}`, of which only {allowed} are known");
            return Some(Finding::error(EXCEEDED.id, self.origin, message).help("mend the new ones"));
        }
        findings.iter_mut().filter(counts).for_each(|finding| finding.severity = Severity::Info);
        (whole && found < allowed).then(|| {
            let message = format!("`{rule}` allows {allowed} findings, and there are only {found}");
            Finding::warning(LOOSE.id, self.origin, message).help(format!("lower the number to {found}"))
        })
    }
}
