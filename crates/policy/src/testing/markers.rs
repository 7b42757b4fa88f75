//! Marks of expected findings: `# expect: policy-id` at the end of the faulty line.

use std::collections::BTreeSet;

use overlint_source::Finding;

use super::Failure;

const MARK: &str = "# expect:";

/// Holds the findings of a policy against the marks; returns how many marks there are.
pub(super) fn compare(id: &str, path: &str, text: &str, findings: &[Finding]) -> Result<usize, Failure> {
    let marked = marked_lines(id, text);
    let found: BTreeSet<u32> = findings.iter().map(|finding| finding.origin.line).collect();
    let mut failure = Failure::default();
    for finding in findings.iter().filter(|finding| !marked.contains(&finding.origin.line)) {
        failure.add(format!("{path}:{}: not expected: {}", finding.origin.line, finding.message));
    }
    for line in marked.difference(&found) {
        failure.add(format!("{path}:{line}: expected {id} here"));
    }
    failure.into_result().map(|()| marked.len())
}

/// The numbers of the lines that are marked with the id; a mark may list several, separated by commas.
fn marked_lines(id: &str, text: &str) -> BTreeSet<u32> {
    let is_marked = |line: &str| {
        line.split_once(MARK).is_some_and(|(_, ids)| ids.split(',').any(|marked| marked.trim() == id))
    };
    (1..).zip(text.lines()).filter(|(_, line)| is_marked(line)).map(|(number, _)| number).collect()
}

#[cfg(test)]
mod tests {
    use overlint_source::{Origin, SourceId};

    use super::*;

    fn finding(line: u32) -> Finding {
        let origin = Origin { source: SourceId::NOWHERE, line, column: 1, length: 1 };
        Finding::error("bad-thing", origin, "this is bad")
    }

    #[test]
    fn findings_and_marks_have_to_meet() {
        let text = "a: 1\nb: 2 # expect: bad-thing\nc: 3 # expect: other, bad-thing\n";
        assert_eq!(compare("bad-thing", "x.yaml", text, &[finding(2), finding(3)]), Ok(2));
        let failure = compare("bad-thing", "x.yaml", text, &[finding(1), finding(2)])
            .expect_err("a finding has no mark");
        assert_eq!(
            failure.to_string(),
            "x.yaml:1: not expected: this is bad\nx.yaml:3: expected bad-thing here"
        );
    }
}
