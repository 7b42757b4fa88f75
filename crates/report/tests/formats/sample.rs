//! A report that has every part: several files, cut lines, hostile bytes, a Secret.

use std::sync::Arc;

use overlint_report::{Report, Summary, sort};
use overlint_source::{Finding, Origin, ResourceId, SourceId, Sources};

pub(crate) const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: pay\nspec:\n  \
                          progresDeadlineSeconds: 600\n  replicas: 2\n  template:\n    spec:\n      containers:\n";
const PATCH: &str = "kind: Deployment\nspec:\n\treplicas: \"3\"\n  名前: 値\n";

pub(crate) fn at(source: SourceId, line: u32, column: u32, length: u32) -> Origin {
    Origin { source, line, column, length }
}

pub(crate) fn names(names: &[&str]) -> Vec<Arc<str>> {
    names.iter().map(|name| Arc::from(*name)).collect()
}

pub(crate) fn resource(kind: &str, name: &str) -> ResourceId {
    let (api_version, namespace) = ("v1".into(), "production".into());
    ResourceId { api_version, kind: kind.into(), namespace, name: name.into() }
}

fn misspelt(base: SourceId, patch: SourceId) -> Finding {
    let message = "unknown field `progresDeadlineSeconds` in a Deployment's `spec`";
    let mut finding = Finding::error("unknown-field", at(base, 6, 3, 22), message)
        .help("did you mean `progressDeadlineSeconds`?")
        .related(at(patch, 3, 2, 8), "patched here")
        .related(at(base, 8, 3, 8), "beside this")
        .pointer("/spec/progresDeadlineSeconds");
    finding.overlays =
        names(&["tree/pay/overlays/production", "tree/pay/overlays/staging", "tree/pay/overlays/dev1"]);
    finding.resources = vec![resource("Deployment", "pay").into()];
    finding
}

pub(crate) fn report(sources: &Sources) -> Report {
    let base = sources.add("tree/pay/base/deployment.yaml", DEPLOYMENT);
    let patch = sources.add("tree/pay/overlays/production/patch.yaml", PATCH);
    let secret =
        sources.add("tree/pay/base/secret.yaml", "stringData:\n  first: hunter1\n  second: hunter2\n");
    let long =
        sources.add("tree/long.yaml", format!("{{{}wrong: [1]{}}}", "a: 1, ".repeat(1700), " ".repeat(900)));
    let hostile = sources.add("tree/\u{1b}]0;evil\u{7}.yaml", "key: \u{1b}[2J\u{202e}desrever\u{202c}\n");
    let mut concealed = Finding::error("wrong-type", at(secret, 3, 11, 7), "a string is wanted")
        .pointer("/stringData/second");
    concealed.resources = vec![resource("Secret", "pay").into()];
    let mut findings = vec![
        misspelt(base, patch),
        concealed,
        Finding::warning("wide", at(patch, 4, 7, 1), "wide characters keep the underline in place"),
        Finding::error("wrong-type", at(long, 1, 10_209, 3), "a line of ten thousand columns is cut"),
        Finding::error("hostile", at(hostile, 1, 6, 14), "a \u{9b}31mname\u{2066} that\nbreaks out")
            .help("\u{1b}c"),
        Finding::warning("no-place", Origin::NOWHERE, "nothing holds this"),
        Finding::error("behind-the-end", at(patch, 99, 1, 1), "the file is shorter"),
    ];
    let mut info = Finding::warning("deprecated-field", at(base, 1, 1, 10), "worth knowing");
    info.severity = overlint_source::Severity::Info;
    findings.push(info);
    sort(&mut findings, sources);
    let mut summary =
        Summary { overlays: 12, unbuilt: 1, resources: 96, valid: 90, invalid: 2, ..Summary::default() };
    summary = Summary { skipped: 4, suppressed: 1, files: 41, seconds: 0.051_234, ..summary };
    summary.count(&findings);
    Report { summary, findings, ..Report::default() }
}
