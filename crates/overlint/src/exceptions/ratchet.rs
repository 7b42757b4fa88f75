//! How many findings of a rule are known, and may stay until somebody mends them.

use overlint_policy::{ConfigError, Registry};
use overlint_source::{Finding, Node, Origin, Severity};

use super::rules::{EXCEEDED, LOOSE};

/// An entry of `ratchet` in the configuration.
#[derive(Debug)]
pub(super) struct Ratchet {
    rule: String,
    allowed: usize,
    origin: Origin,
}

impl Ratchet {
    /// Reads the map of `ratchet`. Fails for a rule that is not known, and for what is no count.
    pub(super) fn read_all(node: &Node, registry: &Registry) -> Result<Vec<Self>, Vec<ConfigError>> {
        let (mut ratchets, mut errors) = (Vec::new(), Vec::new());
        for entry in node.entries() {
            let (rule, origin) = (entry.key.text(), entry.key.origin);
            let allowed = entry.value.text().and_then(|text| text.parse().ok());
            match (registry.ids().any(|id| id == rule), allowed) {
                (false, _) => errors.push(registry.unknown_rule(rule, origin)),
                (true, None) => errors.push(
                    ConfigError::new(entry.value.origin, format!("`{rule}` needs a count of findings"))
                        .help("write how many findings of this rule are known"),
                ),
                (true, Some(allowed)) => ratchets.push(Self { rule: rule.to_owned(), allowed, origin }),
            }
        }
        if errors.is_empty() { Ok(ratchets) } else { Err(errors) }
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
