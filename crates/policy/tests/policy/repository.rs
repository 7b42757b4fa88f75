//! Checks across overlays.

use crate::common::nodes;
use overlint_policy::{
    Config, Declaration, Findings, Overlay, Place, Policy, Registry, RepositoryFindings, Runner, Summaries,
    Summarized, Summary, policy,
};
use overlint_source::{Finding, Origin, Severity};

policy! {
    /// Finds names that several overlays have, and panics at the name `panic`.
    pub struct SharedName;
    id: "shared-name",
    summary: "two overlays have an object of the same name",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl Policy for SharedName {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_overlay(&self, _: &Overlay<'_>, _: &mut Findings<'_>) {}

    fn summarize(&self, overlay: &Overlay<'_>) -> Option<Summary> {
        let names: Vec<(String, Origin)> =
            overlay.objects().iter().map(|object| (object.name.to_owned(), object.node.origin)).collect();
        (!names.is_empty()).then(|| Box::new(names) as Summary)
    }

    fn check_repository(&self, overlays: &[Summarized], findings: &mut RepositoryFindings<'_>) {
        let mut seen = Vec::new();
        for overlay in overlays {
            for (name, origin) in overlay.get::<Vec<(String, Origin)>>().unwrap() {
                assert_ne!(name, "panic", "this name is forbidden");
                if seen.contains(&name) {
                    let message = format!("`{name}` is there twice");
                    findings.of(overlay).add(Place::new(*origin, ""), message, "rename it");
                }
                seen.push(name);
            }
        }
    }
}

fn runner(config: &str) -> Runner {
    let config = nodes(config).pop().map_or_else(Config::default, |node| Config::from_node(&node).unwrap());
    Registry::new(&[&SharedName]).runner(&config).unwrap()
}

fn summaries(runner: &Runner, overlay: &str, name: &str) -> Summaries {
    runner.check_overlay(overlay, &nodes(&format!("kind: Pod\nmetadata: {{name: {name}}}\n"))).summaries
}

fn told(findings: &[Finding]) -> Vec<(&str, Severity, &str)> {
    findings.iter().map(|one| (&*one.overlays[0], one.severity, one.message.as_str())).collect()
}

#[test]
fn the_order_of_overlays_does_not_matter() {
    let runner = runner("");
    for order in [["a", "b", "c"], ["c", "a", "b"]] {
        let found = runner.check_repository(order.map(|overlay| summaries(&runner, overlay, "web")));
        let message = "`web` is there twice";
        assert_eq!(told(&found), [("b", Severity::Warning, message), ("c", Severity::Warning, message)]);
    }
}

#[test]
fn overlays_with_settings_of_their_own_are_looked_at_apart() {
    let runner =
        runner("shared-name: [{overlays: 'a*', level: off}, {overlays: 'b*', level: error}, warning]\n");
    let overlays = ["a1", "a2", "b1", "b2", "c1"];
    let found = runner.check_repository(overlays.map(|overlay| summaries(&runner, overlay, "web")));
    assert_eq!(told(&found), [("b2", Severity::Error, "`web` is there twice")]);
}

#[test]
fn a_panic_across_overlays_is_a_finding() {
    let runner = runner("");
    let found = runner.check_repository([summaries(&runner, "a", "panic")]);
    assert_eq!(found[0].severity, Severity::Error);
    assert!(found[0].message.contains("this name is forbidden"), "{}", found[0].message);
}
