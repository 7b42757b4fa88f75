//! Where each value of a build came from: every node of the output has the file and line to edit.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use overlint_kustomize::{Builder, Built, Resource};
use overlint_source::tree::Memory;
use overlint_source::{Node, Origin, Sources};

/// A build of files in memory.
struct Case {
    sources: Sources,
    built: Built,
}

impl Case {
    fn build(directory: &str, files: &[(&str, &str)]) -> Self {
        let tree: Memory = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
        let sources = Sources::default();
        let built =
            Builder::new(&tree, &sources).build(directory).unwrap_or_else(|errors| panic!("{errors:?}"));
        Self { sources, built }
    }

    /// The object `KIND/NAME`.
    fn object(&self, id: &str) -> &Node {
        let (kind, name) = id.split_once('/').unwrap();
        let is_meant = |resource: &&Resource| resource.id().gvk.kind == kind && resource.id().name == name;
        self.built.resources.iter().find(is_meant).unwrap_or_else(|| panic!("no {id}")).node()
    }

    fn show(&self, origin: Origin) -> String {
        format!("{}:{}", self.sources.path(origin.source), origin.line)
    }

    /// `FILE:LINE` of the node at a JSON pointer.
    fn place(&self, id: &str, pointer: &str) -> String {
        self.show(at(self.object(id), pointer).origin)
    }

    /// The places of what the node overwrote, newest first.
    fn history(&self, id: &str, pointer: &str) -> Vec<String> {
        at(self.object(id), pointer).overwritten().map(|value| self.show(value.origin)).collect()
    }

    /// What patches took out of the map at a JSON pointer: `KEY FILE:LINE`.
    fn removed(&self, id: &str, pointer: &str) -> Vec<String> {
        let map = at(self.object(id), pointer).as_mapping().unwrap();
        map.removed.iter().map(|removal| format!("{} {}", removal.key, self.show(removal.origin))).collect()
    }
}

fn at<'n>(node: &'n Node, pointer: &str) -> &'n Node {
    pointer.split('/').skip(1).fold(node, |node, part| {
        let key = part.replace("~1", "/").replace("~0", "~");
        match node.as_sequence() {
            Some(list) => &list.items[key.parse::<usize>().unwrap()],
            None => node.get(&key).unwrap_or_else(|| panic!("no `{key}` of {pointer}")),
        }
    })
}

const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: unmoved
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: web
        image: nginx:1.0
        env:
        - name: MODE
          value: base
        resources:
          limits:
            cpu: 1
            memory: 1Gi
      volumes:
      - name: settings
        configMap:
          name: settings
";

#[test]
fn what_nothing_changes_has_the_line_of_the_base() {
    let case = Case::build(
        "overlay",
        &[
            ("overlay/kustomization.yaml", "resources: [../base]\n"),
            ("base/kustomization.yaml", "resources:\n- all.yaml\n"),
            ("base/all.yaml", &format!("# a comment\n---\n{DEPLOYMENT}")),
        ],
    );
    let id = "Deployment/web";
    assert_eq!(case.place(id, ""), "base/all.yaml:3");
    assert_eq!(case.place(id, "/spec/replicas"), "base/all.yaml:9");
    assert_eq!(case.place(id, "/spec/template/spec/containers/0/env/0/value"), "base/all.yaml:17");
    assert!(case.history(id, "/spec/replicas").is_empty());
}

#[test]
fn a_patched_scalar_has_the_line_of_the_last_patch_and_knows_the_others() {
    let patch =
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: unmoved\nspec:\n";
    let env = "  template:\n    spec:\n      containers:\n      - name: web\n        env:\n        - name: MODE\n          value: staging\n        - name: ADDED\n          value: new\n";
    let case = Case::build(
        "top",
        &[
            ("top/kustomization.yaml", "resources: [../overlay]\npatches:\n- path: top.yaml\n"),
            ("top/top.yaml", &format!("{patch}  replicas: 5\n")),
            ("overlay/kustomization.yaml", "resources: [../base]\npatchesStrategicMerge:\n- scale.yaml\n"),
            ("overlay/scale.yaml", &format!("{patch}  replicas: 3\n{env}")),
            ("base/kustomization.yaml", "resources: [deployment.yaml]\n"),
            ("base/deployment.yaml", DEPLOYMENT),
        ],
    );
    let id = "Deployment/web";
    assert_eq!(case.place(id, "/spec/replicas"), "top/top.yaml:7");
    assert_eq!(case.history(id, "/spec/replicas"), ["overlay/scale.yaml:7", "base/deployment.yaml:7"]);
    let container = "/spec/template/spec/containers/0";
    assert_eq!(case.place(id, container), "base/deployment.yaml:11");
    assert_eq!(case.place(id, &format!("{container}/image")), "base/deployment.yaml:12");
    assert_eq!(case.place(id, &format!("{container}/env/0/value")), "overlay/scale.yaml:14");
    assert_eq!(case.history(id, &format!("{container}/env/0/value")), ["base/deployment.yaml:15"]);
    assert_eq!(case.place(id, &format!("{container}/env/1")), "overlay/scale.yaml:15");
}

#[test]
fn inline_patches_have_lines_of_the_kustomization() {
    let kustomization = "\
resources: [deployment.yaml]
patches:
- target:
    kind: Deployment
  patch: |-
    - op: replace
      path: /spec/replicas
      value: 7
    - op: add
      path: /spec/paused
      value: true
    - op: add
      path: /metadata/labels
      value:
        app: web
- patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
      namespace: unmoved
    spec:
      minReadySeconds: 4
";
    let case = Case::build("", &[("kustomization.yaml", kustomization), ("deployment.yaml", DEPLOYMENT)]);
    let id = "Deployment/web";
    assert_eq!(case.place(id, "/spec/replicas"), "kustomization.yaml:8");
    assert_eq!(case.history(id, "/spec/replicas"), ["deployment.yaml:7"]);
    assert_eq!(case.place(id, "/spec/paused"), "kustomization.yaml:11");
    let paused = at(case.object(id), "/spec").entry("paused").unwrap().key.origin;
    assert_eq!(case.show(paused), "kustomization.yaml:10");
    assert_eq!(case.place(id, "/metadata/labels/app"), "kustomization.yaml:15");
    assert_eq!(case.place(id, "/spec/minReadySeconds"), "kustomization.yaml:23");
    assert_eq!(case.place(id, "/spec/template/spec/containers/0/name"), "deployment.yaml:11");
}

#[test]
fn what_a_patch_removes_leaves_a_note() {
    let strategic = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: unmoved
spec:
  template:
    spec:
      containers:
      - name: web
        resources:
          limits:
            memory: null
      volumes:
        - $patch: delete
          name: settings
";
    let json = "- op: remove\n  path: /spec/replicas\n";
    let case = Case::build(
        "",
        &[
            (
                "kustomization.yaml",
                "resources: [deployment.yaml]\npatches:\n- path: merge.yaml\n- path: json.yaml\n  target: {kind: Deployment}\n",
            ),
            ("merge.yaml", strategic),
            ("json.yaml", json),
            ("deployment.yaml", DEPLOYMENT),
        ],
    );
    let limits = "/spec/template/spec/containers/0/resources/limits";
    assert_eq!(case.removed("Deployment/web", limits), ["memory merge.yaml:13"]);
    assert_eq!(case.removed("Deployment/web", "/spec"), ["replicas json.yaml:2"]);
    assert!(at(case.object("Deployment/web"), "/spec/template/spec/volumes").items().is_empty());
}

#[test]
fn generated_values_have_the_line_that_holds_them() {
    let kustomization = "\
configMapGenerator:
- name: settings
  envs:
  - app.env
  literals:
  - MODE=fast
  files:
  - nested/notes.txt
  options:
    labels:
      team: shop
    disableNameSuffixHash: true
";
    let case = Case::build(
        "",
        &[
            ("kustomization.yaml", kustomization),
            ("app.env", "# settings\n\nFIRST=1\nSECOND=2\n"),
            ("nested/notes.txt", "a\nb\n"),
        ],
    );
    let id = "ConfigMap/settings";
    assert_eq!(case.place(id, ""), "kustomization.yaml:2");
    assert_eq!(case.place(id, "/metadata/name"), "kustomization.yaml:2");
    assert_eq!(case.place(id, "/data/SECOND"), "app.env:4");
    assert_eq!(case.place(id, "/data/MODE"), "kustomization.yaml:6");
    assert_eq!(case.place(id, "/data/notes.txt"), "nested/notes.txt:1");
    assert_eq!(case.place(id, "/metadata/labels/team"), "kustomization.yaml:11");
}

#[test]
fn a_merged_generator_keeps_the_lines_of_both() {
    let case = Case::build(
        "overlay",
        &[
            (
                "overlay/kustomization.yaml",
                "resources: [../base]\nconfigMapGenerator:\n- name: settings\n  behavior: merge\n  literals:\n  - B=over\n  - C=new\n",
            ),
            (
                "base/kustomization.yaml",
                "configMapGenerator:\n- name: settings\n  literals:\n  - A=1\n  - B=2\n  options: {disableNameSuffixHash: true}\n",
            ),
        ],
    );
    let id = "ConfigMap/settings";
    assert_eq!(case.place(id, "/data/A"), "base/kustomization.yaml:4");
    assert_eq!(case.place(id, "/data/B"), "overlay/kustomization.yaml:6");
    assert_eq!(case.history(id, "/data/B"), ["base/kustomization.yaml:5"]);
    assert_eq!(case.place(id, "/data/C"), "overlay/kustomization.yaml:7");
}

#[test]
fn what_a_transformer_writes_has_the_line_that_asked_for_it() {
    let kustomization = "\
resources: [deployment.yaml]
namespace: moved
namePrefix: p-
labels:
- includeSelectors: true
  pairs:
    app: shop
commonAnnotations:
  owner: team
images:
- name: other
  newTag: '1'
- name: nginx
  newTag: '2.0'
replicas:
- name: web
  count: 9
";
    let case = Case::build("", &[("kustomization.yaml", kustomization), ("deployment.yaml", DEPLOYMENT)]);
    let id = "Deployment/p-web";
    assert_eq!(case.place(id, "/metadata/namespace"), "kustomization.yaml:2");
    assert_eq!(case.history(id, "/metadata/namespace"), ["deployment.yaml:5"]);
    assert_eq!(case.place(id, "/metadata/name"), "kustomization.yaml:3");
    assert_eq!(case.history(id, "/metadata/name"), ["deployment.yaml:4"]);
    for pointer in
        ["/metadata/labels/app", "/spec/selector/matchLabels/app", "/spec/template/metadata/labels/app"]
    {
        assert_eq!(case.place(id, pointer), "kustomization.yaml:7", "{pointer}");
    }
    assert_eq!(case.place(id, "/metadata/annotations/owner"), "kustomization.yaml:9");
    assert_eq!(case.place(id, "/spec/template/spec/containers/0/image"), "kustomization.yaml:14");
    assert_eq!(case.history(id, "/spec/template/spec/containers/0/image"), ["deployment.yaml:12"]);
    assert_eq!(case.place(id, "/spec/replicas"), "kustomization.yaml:17");
}

#[test]
fn a_reference_keeps_its_own_line_when_its_object_is_renamed() {
    let case = Case::build(
        "",
        &[
            (
                "kustomization.yaml",
                "resources: [deployment.yaml]\nconfigMapGenerator:\n- name: settings\n  namespace: unmoved\n  literals: [a=b]\n",
            ),
            ("deployment.yaml", DEPLOYMENT),
        ],
    );
    let pointer = "/spec/template/spec/volumes/0/configMap/name";
    assert_eq!(at(case.object("Deployment/web"), pointer).text(), Some("settings-4h2mbtbbt6"));
    assert_eq!(case.place("Deployment/web", pointer), "deployment.yaml:23");
}

#[test]
fn a_component_counts_like_the_overlay_itself() {
    let component = "\
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
- target: {kind: Deployment}
  patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: any}
    spec:
      replicas: 2
";
    let case = Case::build(
        "overlay",
        &[
            ("overlay/kustomization.yaml", "resources: [deployment.yaml]\ncomponents:\n- ../scale\n"),
            ("overlay/deployment.yaml", DEPLOYMENT),
            ("scale/kustomization.yaml", component),
        ],
    );
    assert_eq!(case.place("Deployment/web", "/spec/replicas"), "scale/kustomization.yaml:10");
}

#[test]
fn items_of_lists_and_aliases_keep_their_lines() {
    let list = "\
apiVersion: example.com/v1
kind: WidgetList
items:
- apiVersion: example.com/v1
  kind: Widget
  metadata: {name: a}
  spec:
    one: &one
      size: 5
    two: *one
";
    let case = Case::build("", &[("kustomization.yaml", "resources: [list.yaml]\n"), ("list.yaml", list)]);
    assert_eq!(case.place("Widget/a", ""), "list.yaml:4");
    assert_eq!(case.place("Widget/a", "/spec/one/size"), "list.yaml:9");
    assert_eq!(case.place("Widget/a", "/spec/two/size"), "list.yaml:9");
}
