//! Objects and policies for the tests of this package.

use overlint_policy::{Declaration, Findings, Object, Overlay, Place, Policy, Workload, policy};
use overlint_source::read::{Limits, Place as Reading, read};
use overlint_source::{Node, Sources};

/// The documents of a text.
pub(crate) fn nodes(text: &str) -> Vec<Node> {
    let place = Reading::of(Sources::default().add("test.yaml", text));
    let documents = read(text, place, &Limits::default()).unwrap();
    documents.into_iter().filter_map(|document| document.root).collect()
}

/// The only document of a text.
pub(crate) fn node(text: &str) -> Node {
    nodes(text).remove(0)
}

policy! {
    /// Finds every object, and panics at one named `panic`.
    pub struct AnyObject;
    id: "any-object",
    summary: "an object is there",
    severity: Info,
    since: "0.1.0",
    profile: Recommended,
}

impl Policy for AnyObject {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        assert_ne!(object.name, "panic", "this name is forbidden");
        findings.add(Place::of(object.node, ""), "an object is there", "remove it");
    }
}

policy! {
    /// Finds every workload, off unless strict.
    pub struct AnyWorkload {
        word: String,
    }
    id: "any-workload",
    summary: "a workload is there",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

/// The policy without options.
pub(crate) static ANY_WORKLOAD: AnyWorkload = AnyWorkload { word: String::new() };

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    word: String,
}

impl Policy for AnyWorkload {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, overlint_policy::ConfigError> {
        let Options { word } = overlint_policy::options(node)?;
        Ok(Box::new(Self { word }))
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        let place = Place::of(workload.pod, workload.pod_pointer());
        findings.add(place, format!("a workload is there: {}", self.word), "remove it");
    }
}
