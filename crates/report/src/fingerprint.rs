//! The name of a finding that outlives a move of its line.

use std::fmt::Write;

use overlint_source::Finding;
use sha2::{Digest, Sha256};

/// How many bytes of the digest are kept: 64 bits are plenty for the findings of one repository.
const BYTES: usize = 8;

/// A short hash of rule, file, pointer and message, as 16 hexadecimal digits. `file` is the path relative to
/// the tree's root, whichever directory was checked. The line takes no part, so an edit above a finding keeps
/// its fingerprint; two findings that say the same of one file share theirs.
pub fn fingerprint(finding: &Finding, file: &str) -> String {
    let mut digest = Sha256::new();
    for part in [finding.rule.as_ref(), file, &finding.pointer, &finding.message] {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part.as_bytes());
    }
    let mut hex = String::with_capacity(2 * BYTES);
    for byte in digest.finalize().iter().take(BYTES) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use overlint_source::{Origin, Sources};

    use super::*;

    #[test]
    fn a_moved_line_keeps_it_and_another_message_does_not() {
        let source = Sources::default().add("a.yaml", "");
        let at = |line| Origin { source, line, column: 1, length: 1 };
        let one = Finding::error("rule", at(1), "message");
        assert_eq!(
            fingerprint(&one, "a.yaml"),
            fingerprint(&Finding::error("rule", at(9), "message"), "a.yaml")
        );
        assert_ne!(
            fingerprint(&one, "a.yaml"),
            fingerprint(&Finding::error("rule", at(1), "other"), "a.yaml")
        );
        assert_ne!(fingerprint(&one, "a.yaml"), fingerprint(&one, "b.yaml"));
        assert_ne!(fingerprint(&one, "a.yaml"), fingerprint(&one.clone().pointer("/spec"), "a.yaml"));
    }
}
