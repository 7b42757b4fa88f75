//! A team's own policy beside the built-in ones: in the whole program, in its configuration, and in tests.

use overlint::Exit;
use overlint::policy::schemars::JsonSchema;
use overlint::policy::{ConfigError, Object, OptionsSchema, Overlay, options, testing};
use overlint::prelude::{Declaration, Findings, Place, Policy, Repository, policy};
use overlint::source::Node;

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
    /// `allowed` lists the names of Services that may have one.
    ///
    /// ```yaml
    /// allowed: [gateway]
    /// ```
    ///
    /// ## References
    /// <https://kubernetes.io/docs/concepts/services-networking/service/>
    pub struct NodePort {
        allowed: Vec<String>,
    }
    id: "node-port",
    summary: "a Service opens a port on every node",
    severity: Error,
    since: "1.0.0",
    profile: Recommended,
}

static NODE_PORT: NodePort = NodePort { allowed: Vec::new() };

#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "overlint::policy::schemars")]
struct Options {
    /// The names of Services that may have one.
    allowed: Vec<String>,
}

impl Policy for NodePort {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        let Options { allowed } = options(node)?;
        Ok(Box::new(Self { allowed }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        let kind = object.node.at(&["spec", "type"]).filter(|_| object.kind == "Service");
        let is_allowed = self.allowed.iter().any(|name| name == object.name);
        if let Some(kind) = kind.filter(|kind| kind.text() == Some("NodePort") && !is_allowed) {
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
    let exit = overlint::run_with(&[&NODE_PORT], arguments, &mut out, &mut err);
    (exit, String::from_utf8(out).unwrap() + &String::from_utf8(err).unwrap())
}

#[test]
fn its_documentation_is_executed() {
    testing::check_name(&NODE_PORT).unwrap();
    testing::check_documentation(&NODE_PORT).unwrap();
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
fn its_options_are_in_the_schema() {
    let (_, schema) = run(&["list", "schema"]);
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let own = &schema["definitions"]["node-port"];
    assert_eq!(own["properties"]["allowed"]["description"], "The names of Services that may have one.");
    assert_eq!(own["additionalProperties"], false);
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
        Repository::options().policies(&[&NODE_PORT]).read(tree).unwrap()
    };
    open("off").passes_check();
    open("{allowed: [web]}").passes_check();
    let report = open("error").check().unwrap();
    assert_eq!(report.findings.iter().map(|finding| &*finding.rule).collect::<Vec<_>>(), ["node-port"]);
    let failed = std::panic::catch_unwind(|| open("error").passes_check());
    let text = failed.unwrap_err().downcast::<String>().unwrap();
    assert!(text.contains("error[node-port]") && text.contains("a/service.yaml:4:14"), "{text}");
}
