//! Comments that make exceptions, by the million.

use overlint::report::Report;

use crate::support::{check, config_map, memory, rules};

/// The report of an overlay whose only resource has this text.
fn checked(text: String) -> Report {
    check(memory(&[("kustomization.yaml", "resources: [a.yaml]\n".to_owned()), ("a.yaml", text)])).0
}

fn count(report: &Report, rule: &str) -> usize {
    rules(report).iter().filter(|id| **id == rule).count()
}

#[test]
fn a_comment_of_a_million_rules_is_told_once() {
    for list in ["x,".repeat(2 << 20), "*,".repeat(2 << 20), ",".repeat(4 << 20)] {
        let report = checked(format!("# overlint: allow({list})\n{}", config_map("a")));
        assert!(!report.findings.is_empty() && report.findings.len() < 200, "{}", report.findings.len());
        let told = report.findings.iter().filter(|finding| finding.message.contains("the first 100 count"));
        assert_eq!(told.count(), usize::from(!list.starts_with(',')));
    }
}

#[test]
fn what_is_told_of_the_comments_of_a_file_has_an_end() {
    for comment in [
        "# overlint: allow(x)\n",
        "# overlint: allow-file(x)\n",
        "# overlint: alow(x)\n",
        "# overlint: allow(missing-*)\n",
    ] {
        let report = checked(format!("{}{}", comment.repeat(50_000), config_map("a")));
        assert_eq!(report.findings.len(), 101, "{comment}");
        let told = report.findings.iter().filter(|finding| finding.message.contains("there is more to say"));
        assert_eq!(told.count(), 1, "{comment}");
    }
}

/// Each finding has hundreds of comments above it, and thousands for its file.
#[test]
fn many_findings_beside_many_comments_end_soon() {
    // No more than a hundred findings of the schema are told of one object.
    let fields: Vec<_> = (0..100).map(|index| format!("f{index}: x")).collect();
    let fields = fields.join(", ");
    let text = |allowed: &str| {
        let mut text = "# overlint: allow-file(missing-*-x)\n".repeat(5000);
        for index in 0..20 {
            let above = "# overlint: allow(x)\n".repeat(200);
            let metadata = format!("{{name: a{index}}}");
            let object = format!("{{apiVersion: v1, kind: ConfigMap, metadata: {metadata}, {fields}}}\n");
            text.extend(["---\n", &above, allowed, &object]);
        }
        text
    };
    assert_eq!(count(&checked(text("")), "unknown-field"), 2000);
    assert_eq!(count(&checked(text("# overlint: allow(unknown-field)\n")), "unknown-field"), 0);
}
