//! The one order of findings, the same for any number of threads.

use std::cmp::Ordering;
use std::sync::Arc;

use overlint_source::{Finding, Origin, Related, Source, Sources};

/// Sorts findings by path, line, column, rule and message, and the related places of each by path, line and
/// column. Sources are numbered in the order in which threads read them, so their numbers take no part; what
/// is still equal is ordered by everything else that a finding says.
pub fn sort(findings: &mut Vec<Finding>, sources: &Sources) {
    let mut keyed: Vec<_> =
        std::mem::take(findings).into_iter().map(|finding| keyed(finding, sources)).collect();
    keyed.sort_by(|(a_source, a), (b_source, b)| {
        path(a_source.as_ref()).cmp(path(b_source.as_ref())).then_with(|| within_a_file(a, b))
    });
    findings.extend(keyed.into_iter().map(|(_, finding)| finding));
}

fn keyed(mut finding: Finding, sources: &Sources) -> (Option<Arc<Source>>, Finding) {
    if finding.related.len() > 1 {
        finding.related.sort_by_cached_key(|related| related_key(related, sources));
    }
    (sources.get(finding.origin.source), finding)
}

fn path(source: Option<&Arc<Source>>) -> &str {
    source.map_or("", |source| source.path())
}

fn within_a_file(a: &Finding, b: &Finding) -> Ordering {
    (place(a.origin), &a.rule, &a.message)
        .cmp(&(place(b.origin), &b.rule, &b.message))
        .then_with(|| {
            (a.origin.length, b.severity, &a.pointer).cmp(&(b.origin.length, a.severity, &b.pointer))
        })
        .then_with(|| (&a.overlays, &a.resources, &a.help).cmp(&(&b.overlays, &b.resources, &b.help)))
}

fn place(origin: Origin) -> (u32, u32) {
    (origin.line, origin.column)
}

fn related_key(related: &Related, sources: &Sources) -> (String, (u32, u32), String) {
    (sources.path(related.origin.source), place(related.origin), related.message.clone())
}

#[cfg(test)]
mod tests {
    use overlint_source::SourceId;
    use proptest::prelude::*;

    use super::*;

    fn at(source: SourceId, line: u32, column: u32, rule: &'static str) -> Finding {
        Finding::error(rule, Origin { source, line, column, length: 1 }, "same words")
    }

    fn described(findings: &[Finding], sources: &Sources) -> Vec<String> {
        let place = |o: Origin| format!("{}:{}:{}", sources.path(o.source), o.line, o.column);
        let line = |f: &Finding| {
            let related: Vec<_> = f.related.iter().map(|r| place(r.origin)).collect();
            format!("{} {} {related:?}", place(f.origin), f.rule)
        };
        findings.iter().map(line).collect()
    }

    #[test]
    fn the_order_is_path_line_column_rule() {
        let sources = Sources::default();
        let (late, early) = (sources.add("b.yaml", ""), sources.add("a.yaml", ""));
        let mut findings =
            vec![at(late, 1, 1, "a"), at(early, 2, 1, "a"), at(early, 1, 9, "a"), at(early, 1, 2, "b")];
        findings.push(at(early, 1, 2, "a"));
        sort(&mut findings, &sources);
        assert_eq!(
            described(&findings, &sources),
            ["a.yaml:1:2 a []", "a.yaml:1:2 b []", "a.yaml:1:9 a []", "a.yaml:2:1 a []", "b.yaml:1:1 a []"]
        );
    }

    #[test]
    fn a_finding_without_a_file_comes_first() {
        let sources = Sources::default();
        let file = sources.add("a.yaml", "");
        let mut findings = vec![at(file, 1, 1, "x"), Finding::error("nowhere", Origin::NOWHERE, "m")];
        sort(&mut findings, &sources);
        assert_eq!(findings[0].rule, "nowhere");
    }

    proptest! {
        /// Threads read files, and hand in findings, in any order: neither may show.
        #[test]
        fn neither_the_numbering_nor_the_order_of_arrival_shows(
            paths in Just(vec!["a.yaml", "b/a.yaml", "b.yaml", "c.yaml"]).prop_shuffle(),
            arrival in Just((0_u32..24).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let sources = Sources::default();
            let ids: std::collections::BTreeMap<_, _> =
                paths.iter().map(|path| (*path, sources.add(*path, ""))).collect();
            let names: Vec<_> = ids.keys().copied().collect();
            let mut findings: Vec<_> = arrival.iter().map(|n| {
                let of = |n: u32| ids[names[n as usize % 4]];
                at(of(*n), n / 8, n % 3, if n % 2 == 0 { "even" } else { "odd" })
                    .related(Origin { source: of(n + 2), line: 1, column: 1, length: 1 }, "x")
                    .related(Origin { source: of(n + 1), line: 1, column: 1, length: 1 }, "x")
            }).collect();
            sort(&mut findings, &sources);

            let other = Sources::default();
            let again: Vec<_> = names.iter().map(|path| other.add(*path, "")).collect();
            let mut expected: Vec<_> = (0_u32..24).map(|n| {
                let of = |n: u32| again[n as usize % 4];
                at(of(n), n / 8, n % 3, if n % 2 == 0 { "even" } else { "odd" })
                    .related(Origin { source: of(n + 1), line: 1, column: 1, length: 1 }, "x")
                    .related(Origin { source: of(n + 2), line: 1, column: 1, length: 1 }, "x")
            }).collect();
            sort(&mut expected, &other);
            prop_assert_eq!(described(&findings, &sources), described(&expected, &other));
        }
    }
}
