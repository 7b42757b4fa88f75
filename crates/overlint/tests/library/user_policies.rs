//! A team's own policy beside the built-in ones: in the whole program, in its configuration, and in tests.

use overlint::Exit;
use overlint::policy::{Object, Overlay, testing};
use overlint::prelude::{Declaration, Findings, Place, Policy, Repository, policy};

policy! {
    /// ## What it does
    /// Finds Services that open a port on every node.
    ///
    /// ## Why it matters
    /// Nothing stands between such a port and the network of the nodes.
    ///
    /// ## Example (bad)
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   type: NodePort
    /// ```
    ///
    /// ## Example (good)
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   type: ClusterIP
    /// ```
    ///
    /// ## Configuration
    /// None.
    ///
    /// ## References
    /// <https://kubernetes.io/docs/concepts/services-networking/service/>
    pub struct NodePort;
    id: "node-port",
    summary: "a Service opens a port on every node",
    severity: Error,
    since: "1.0.0",
    profile: Recommended,
}

impl Policy for NodePort {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        let kind = object.node.at(&["spec", "type"]).filter(|_| object.kind == "Service");
        if let Some(kind) = kind.filter(|kind| kind.text() == Some("NodePort")) {
            findings.add(
                Place::of(kind, "/spec/type"),
                "the Service opens a port on every node",
                "use `ClusterIP`",
            );
        }
    }
}

/// Runs the program with the policy; what it says, and how it ends.
fn run(arguments: &[&str]) -> (Exit, String) {
    let arguments = std::iter::once("overlint").chain(arguments.iter().copied()).map(Into::into);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = overlint::run_with(&[&NodePort], arguments, &mut out, &mut err);
    (exit, String::from_utf8(out).unwrap() + &String::from_utf8(err).unwrap())
}

#[test]
fn its_documentation_is_executed() {
    testing::check_name(&NodePort).unwrap();
    testing::check_documentation(&NodePort).unwrap();
}

#[test]
fn the_program_lists_explains_and_runs_it() {
    let (exit, out) = run(&["list", "policies"]);
    assert_eq!(exit, Exit::Clean);
    assert!(out.lines().any(|line| line.starts_with("node-port ")) && out.contains("missing-memory-limit"));
    let (exit, out) = run(&["explain", "node-port"]);
    assert_eq!(exit, Exit::Clean);
    assert!(out.contains("Finds Services that open a port"), "{out}");
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    std::fs::write(folder.path().join("kustomization.yaml"), "resources: [service.yaml]\n").unwrap();
    let service =
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort, ports: [{port: 80}]}\n";
    std::fs::write(folder.path().join("service.yaml"), service).unwrap();
    let (exit, out) = run(&["check", folder.path().to_str().unwrap()]);
    assert_eq!(exit, Exit::Findings, "{out}");
    assert!(out.contains("error[node-port]: the Service opens a port on every node"), "{out}");
}

#[test]
fn the_configuration_may_name_it() {
    let files = |level: &str| {
        [
            ("overlint.yaml", format!("policies:\n  node-port: {level}\n")),
            ("a/kustomization.yaml", "resources: [service.yaml]\n".to_owned()),
            (
                "a/service.yaml",
                "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort, ports: [{port: 80}]}\n".to_owned(),
            ),
        ]
    };
    let open = |level: &str| {
        let tree: overlint::source::tree::Memory = files(level).into_iter().collect();
        Repository::options().policies(&[&NodePort]).read(tree).unwrap()
    };
    open("off").passes_check();
    let report = open("error").check().unwrap();
    assert_eq!(report.findings.iter().map(|finding| &*finding.rule).collect::<Vec<_>>(), ["node-port"]);
    let failed = std::panic::catch_unwind(|| open("error").passes_check());
    let text = failed.unwrap_err().downcast::<String>().unwrap();
    assert!(text.contains("error[node-port]") && text.contains("a/service.yaml:4:14"), "{text}");
}
