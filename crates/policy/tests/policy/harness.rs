//! The test harness for policies, which must not be fooled.

use overlint_policy::testing::{check_documentation, check_fixture, check_fixtures, check_name};
use overlint_policy::{Declaration, Findings, Object, Overlay, Place, Policy, policy};
use overlint_source::Origin;
use overlint_source::tree::Memory;

use crate::common::{ANY_WORKLOAD, AnyObject};

policy! {
    /// ## What it does
    /// Finds Secrets.
    /// ## Why it matters
    /// It is a test.
    /// ## Example (bad)
    /// ```yaml
    /// kind: ConfigMap
    /// ```
    /// ## Example (good)
    /// ```yaml
    /// kind: Secret
    /// ```
    /// ## Configuration
    /// None.
    /// ## References
    /// None.
    pub struct RequireNoSecret;
    id: "require-no-secret",
    summary: "a Secret is there",
    severity: Error,
    since: "0.1.0",
    profile: Security,
}

impl Policy for RequireNoSecret {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, overlay: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        if object.kind == "Secret" {
            let place = Place::new(Origin::NOWHERE, "");
            findings.add(place, format!("Found a Secret in {}.", overlay.path()), "remove it");
        }
    }
}

#[test]
fn a_name_that_states_a_cure_fails() {
    let failure = check_name(&RequireNoSecret).unwrap_err().to_string();
    assert_eq!(failure, "require-no-secret: begins with `require-`, which states a cure and not the fault");
    check_name(&AnyObject).unwrap();
}

#[test]
fn documentation_whose_examples_are_wrong_fails() {
    let failure = check_documentation(&RequireNoSecret).unwrap_err().to_string();
    assert!(
        failure.contains("require-no-secret, Example (bad): should give 1 findings and gives []"),
        "{failure}"
    );
    assert!(failure.contains("Example (good):0: the finding has no place"), "{failure}");
    assert!(failure.contains("a message begins in lower case and has no full stop"), "{failure}");
    assert!(failure.contains("the message names the overlay"), "{failure}");
}

#[test]
fn documentation_without_the_headings_fails() {
    let failure = check_documentation(&AnyObject).unwrap_err().to_string();
    assert!(failure.starts_with("any-object: the headings are []"), "{failure}");
}

#[test]
fn a_fixture_takes_its_overlay_and_options_from_the_comment_at_the_top() {
    let fixture = "\
# overlay: somewhere
# configuration:
#   word: hello
apiVersion: v1
kind: Pod
spec:
  containers: [] # expect: any-workload
";
    check_fixture(&ANY_WORKLOAD, "a.yaml", fixture).unwrap();
    let unmarked = fixture.replace(" # expect: any-workload", "");
    let failure = check_fixture(&ANY_WORKLOAD, "a.yaml", &unmarked).unwrap_err().to_string();
    assert_eq!(failure, "a.yaml:7: not expected: a workload is there: hello");
    let unknown = fixture.replace("# overlay: somewhere", "# overlay: somewhere\n# overlya: elsewhere");
    let failure = check_fixture(&ANY_WORKLOAD, "a.yaml", &unknown).unwrap_err().to_string();
    assert_eq!(failure, "a.yaml: the comment at the top has `overlya`");
    let wrong = fixture.replace("word: hello", "wrod: hello");
    let failure = check_fixture(&ANY_WORKLOAD, "a.yaml", &wrong).unwrap_err().to_string();
    assert!(failure.starts_with("a.yaml:3: ") && failure.contains("wrod"), "{failure}");
}

#[test]
fn broken_yaml_fails() {
    let failure = check_fixture(&AnyObject, "a.yaml", "a: [\n").unwrap_err().to_string();
    assert!(failure.starts_with("a.yaml:"), "{failure}");
}

#[test]
fn a_policy_without_fixtures_fails() {
    let marked = "kind: Pod # expect: any-object\n";
    let tree: Memory = [("faulty/a.yaml", marked), ("both/a.yaml", marked), ("both/b.yaml", "# nothing\n")]
        .into_iter()
        .collect();
    check_fixtures(&AnyObject, &tree, "both").unwrap();
    for directory in ["faulty", "nothing"] {
        let failure = check_fixtures(&AnyObject, &tree, directory).unwrap_err().to_string();
        assert!(failure.contains("needs a file with a mark, and one without"), "{failure}");
    }
}
