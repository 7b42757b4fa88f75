//! The run of policies over an overlay.

use std::thread;

use crate::common::{ANY_WORKLOAD, AnyObject, nodes};
use overlint_policy::{Config, Profile, Registry, Runner};
use overlint_source::{Finding, ResourceId, Severity};

const OBJECTS: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec: {}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: panic
---
apiVersion: v1
kind: Pod
metadata:
  name: other
spec: {}
";

fn runner() -> Runner {
    let config = Config::default().with_profile(Profile::Strict);
    Registry::new(&[&AnyObject, &ANY_WORKLOAD]).runner(&config).unwrap()
}

fn run() -> Vec<Finding> {
    runner().run_overlay("apps/web", &nodes(OBJECTS))
}

#[test]
fn a_panic_is_a_finding_and_the_others_still_run() {
    let findings = run();
    let told: Vec<_> =
        findings.iter().map(|one| (one.rule.as_ref(), one.severity, one.origin.line)).collect();
    assert_eq!(
        told,
        [
            ("any-object", Severity::Info, 1),
            ("any-object", Severity::Error, 10),
            ("any-workload", Severity::Warning, 8),
            ("any-workload", Severity::Warning, 19),
        ]
    );
    assert!(findings[1].message.starts_with("this policy failed: "), "{}", findings[1].message);
    assert!(findings[1].message.contains("this name is forbidden"));
}

#[test]
fn a_finding_knows_its_overlay_object_and_pointer() {
    let finding = run().swap_remove(2);
    let deployment = ResourceId {
        api_version: "apps/v1".into(),
        kind: "Deployment".into(),
        namespace: "shop".into(),
        name: "web".into(),
    };
    assert_eq!(finding.resources, [deployment.into()]);
    assert_eq!(finding.overlays, ["apps/web".into()]);
    assert_eq!(finding.pointer, "/spec/template/spec");
}

#[test]
fn many_threads_share_a_runner() {
    let (runner, objects) = (runner(), nodes("kind: Pod\napiVersion: v1\nspec: {}\n"));
    let runs = thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| runner.run_overlay("a", &objects))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(runs[0].len(), 2);
    assert!(runs.iter().all(|findings| *findings == runs[0]));
}
