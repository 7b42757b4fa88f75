//! Where findings stand, and what they say.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use overlint_schema::{Catalog, Verdict, Version, validate, validate_as};
use overlint_source::finding::settle;
use overlint_source::read::{Limits, Place, read_first};
use overlint_source::resolve::Dialect;
use overlint_source::{Entry, Finding, Key, Node, Origin, Removal, SourceId, Sources};

fn parse(text: &str) -> Node {
    read_first(text, Place::of(SourceId::NOWHERE), &Limits::default()).unwrap().root.unwrap()
}

fn judged(node: &Node) -> (Verdict, Vec<Finding>) {
    let mut findings = Vec::new();
    let verdict = validate(&Catalog::newest().unwrap(), node, &mut findings);
    settle(&mut findings);
    // The pod of these tests has no image, to be short.
    findings
        .retain(|finding| finding.rule != "missing-field" || finding.pointer != "/spec/containers/0/image");
    (verdict, findings)
}

fn only(text: &str) -> Finding {
    let (verdict, mut findings) = judged(&parse(text));
    assert_eq!((verdict, findings.len()), (Verdict::Invalid, 1), "{findings:?}");
    findings.remove(0)
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n";

#[test]
fn a_misspelt_field_is_named() {
    let finding = only(&format!("{POD}    imagee: web\n"));
    assert_eq!(finding.message, "`imagee` is not a field of `Container`; did you mean `image`?");
    assert_eq!(finding.pointer, "/spec/containers/0/imagee");
    assert_eq!((finding.origin.line, finding.origin.column, finding.origin.length), (7, 5, 6));
}

#[test]
fn a_field_that_stands_too_far_left_is_led_home() {
    let finding = only(&format!("{POD}    containerPort: 80\n"));
    assert_eq!(
        finding.message,
        "`containerPort` is a field of an entry of `ports`; it stands one level too far left"
    );
    assert_eq!(finding.help.as_deref(), Some("move it into an entry of `ports`"));
}

#[test]
fn a_field_that_stands_too_far_right_is_led_home() {
    let finding = only(&format!("{POD}    image: web\n    resources:\n      image: web\n"));
    assert_eq!(
        finding.message,
        "`image` is a field of an entry of `containers`; it stands one level too far right"
    );
    assert_eq!(finding.help.as_deref(), Some("move it out of `resources`"));
}

#[test]
fn an_entry_of_a_map_that_is_no_entry_is_led_home() {
    let finding =
        only(&format!("{POD}    image: web\n    resources:\n      limits:\n        requests: {{cpu: 1}}\n"));
    assert_eq!(finding.message, "`requests` must be a quantity, not a map");
    assert_eq!(
        finding.help.as_deref(),
        Some("move it out of `limits`: `requests` is a field of `resources`")
    );
}

#[test]
fn a_missing_field_stands_at_the_key_above_it() {
    let finding = only(&POD.replace("  containers:\n  - name: web\n", "  restartPolicy: Never\n"));
    assert_eq!(finding.message, "`PodSpec` requires the field `containers`");
    assert_eq!((finding.origin.line, finding.pointer.as_str()), (4, "/spec/containers"));
}

#[test]
fn a_removed_field_stands_at_the_patch() {
    let patch = Sources::default().add("patch.yaml", "");
    let mut pod = parse(POD);
    let spec = pod.get_mut("spec").unwrap();
    spec.remove("containers");
    let removal = Removal { key: "containers".into(), origin: Origin::start_of(patch) };
    spec.as_mapping_mut().unwrap().removed.push(removal);
    let (_, findings) = judged(&pod);
    assert_eq!(findings[0].origin, Origin::start_of(patch));
    assert_eq!(findings[0].message, "this patch removes `containers`, which `PodSpec` requires");
}

#[test]
fn a_second_key_points_to_the_first() {
    let finding = only(&format!("{POD}    image: a\n    image: b\n"));
    assert_eq!((finding.rule.as_ref(), finding.origin.line), ("duplicate-key", 8));
    assert_eq!(finding.related[0].origin.line, 7);
}

#[test]
fn one_slip_is_one_finding() {
    assert_eq!(only(&POD.replace("containers", "contaners")).rule, "unknown-field");
}

#[test]
fn what_stands_elsewhere_is_not_missed_at_home() {
    let service =
        "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n  - name: http\n  port: 80\n";
    let finding = only(service);
    assert_eq!(finding.message, "`port` is a field of an entry of `ports`; it stands one level too far left");
    let claim = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec:\n  scaleTargetRef:\n    kind: \
                 Deployment\n    name: a\n    maxReplicas: 3\n";
    assert_eq!(only(claim).help.as_deref(), Some("move it out of `scaleTargetRef`"));
}

#[test]
fn a_required_field_that_became_an_entry_of_a_map_is_led_out_of_it() {
    let finding = only(
        "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: a}\nparameters:\n  provisioner: x\n",
    );
    assert_eq!((finding.pointer.as_str(), finding.origin.line), ("/parameters/provisioner", 5));
    assert_eq!(finding.help.as_deref(), Some("move it out of `parameters`"));
}

#[test]
fn a_name_of_too_many_words_is_taken_apart() {
    let path = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec:\n  defaultBackend:\n    serviceName: web\n";
    assert_eq!(
        only(path).message,
        "`serviceName` is not a field of `IngressBackend`; did you mean `name` in `service`?"
    );
    let volumes = "  volumes:\n  - name: a\n    configMap:\n      configMapName: a\n";
    assert_eq!(only(&format!("{POD}{volumes}")).help.as_deref(), Some("rename it to `name`"));
}

#[test]
fn helps_say_how_the_wanted_value_is_written() {
    for (field, message, help) in [
        (
            "ports: [8080]",
            "an entry of `ports` must be a map, not the number `8080`",
            "write `containerPort: 8080`",
        ),
        (
            "env: [A=b]",
            "an entry of `env` must be a map, not the string `A=b`",
            "write `{name: A, value: b}`",
        ),
        ("env: {A: b}", "`env` must be a list, not a map", "write each as an entry of a list: `- name: A`"),
        (
            "command: run",
            "`command` must be a list, not the string `run`",
            "write it as an entry of a list: `- run`",
        ),
        (
            "envFrom: a",
            "`envFrom` must be a list, not the string `a`",
            "write it as an entry of a list: `- a`",
        ),
        (
            "stdin: \"true\"",
            "`stdin` must be `true` or `false`, not the string `true`",
            "remove the quotes: `true`",
        ),
        ("image: [a]", "`image` must be a string, not a list", "write the value alone: `a`"),
        (
            "lifecycle: \"\"",
            "`lifecycle` must be a map, not an empty string",
            "write a map with `postStart`, `preStop` or `stopSignal`",
        ),
        (
            "resources: {limits: {cpu: [1]}}",
            "`cpu` must be a quantity, not a list",
            "write the value alone: `1`",
        ),
    ] {
        let finding = only(&format!("{POD}    {field}\n"));
        assert_eq!((finding.message.as_str(), finding.help.as_deref()), (message, Some(help)), "{field}");
    }
}

#[test]
fn what_has_no_type_at_all_is_one_finding() {
    assert_eq!(only("a: b\n").message, "the object has neither `apiVersion` nor `kind`");
}

#[test]
fn what_cannot_become_json_is_refused_everywhere() {
    for (text, message) in [
        ("a: .inf", "`.inf` is not a number that JSON can hold"),
        ("a: [-.INF]", "`-.INF` is not a number that JSON can hold"),
        ("a: !!int x", "`x` is not what its tag says"),
        ("~: a", "a key must be a string, not null"),
    ] {
        let object = parse(&format!("apiVersion: example.com/v1\nkind: Widget\nspec:\n  {text}\n"));
        let (catalog, mut findings) = (Catalog::newest().unwrap(), Vec::new());
        let verdict = validate_as(&catalog, &object, Dialect::Yaml11, &mut findings);
        assert_eq!((verdict, findings.len()), (Verdict::Invalid, 1), "{text}: {findings:?}");
        assert_eq!((findings[0].message.as_str(), findings[0].origin.line), (message, 4), "{text}");
    }
}

#[test]
fn a_field_of_another_version_is_told_from_a_slip() {
    let pod = parse(&format!("{POD}  hostnameOverride: web\n"));
    let (catalog, mut findings) = (Catalog::kubernetes(Version::new(1, 31)).unwrap(), Vec::new());
    assert_eq!(validate(&catalog, &pod, &mut findings), Verdict::Invalid);
    assert_eq!(
        findings[0].message,
        "`PodSpec` has the field `hostnameOverride` only from Kubernetes 1.34 on"
    );
}

#[test]
fn slashes_in_keys_are_escaped_in_pointers() {
    let finding = only("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels: {a/b~c: 1}\n");
    assert_eq!(finding.pointer, "/metadata/labels/a~1b~0c");
    assert_eq!(finding.help.as_deref(), Some("quote it: `\"1\"`"));
}

#[test]
fn kinds_without_a_schema_are_skipped() {
    assert_eq!(judged(&parse("apiVersion: example.com/v1\nkind: Widget\n")).0, Verdict::Skipped);
    assert_eq!(judged(&parse("~")).0, Verdict::Skipped);
    assert_eq!(judged(&parse(&format!("{POD}    image: web\n"))).0, Verdict::Valid);
}

#[test]
fn what_nests_too_deeply_is_said() {
    let mut schema = Node::empty_mapping(Origin::NOWHERE);
    for _ in 0..1_000 {
        schema = Node::mapping(
            vec![Entry { key: Key::string("not", Origin::NOWHERE), value: schema }],
            Origin::NOWHERE,
        );
    }
    let mut crd = parse(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  group: a\n  scope: Cluster\n  \
         names: {kind: A, plural: a}\n  versions:\n  - {name: v1, served: true, storage: true, schema: {}}\n",
    );
    let versions = crd.get_mut("spec").unwrap().get_mut("versions").unwrap().as_sequence_mut().unwrap();
    let root = Key::string("openAPIV3Schema", Origin::NOWHERE);
    versions.items[0].get_mut("schema").unwrap().insert(root, schema.clone());
    assert_eq!(judged(&crd).1[0].rule, "too-deep");
    let free = Node::mapping(
        vec![Entry { key: Key::string("data", Origin::NOWHERE), value: schema }],
        Origin::NOWHERE,
    );
    assert_eq!(judged(&free).1.last().unwrap().rule, "too-deep");
}

#[test]
fn what_was_meant_is_a_place_where_nothing_stands() {
    let image = POD.replace("name: web\n", "name: web\n    image: web\n");
    let probe = "readinessProbe: {httpGet: {port: 80}}\n";
    let second = "  - {name: b, image: b}\n";
    for (text, meant) in [
        (format!("{image}    port: [{{containerPort: 80}}]\n"), &["/spec/containers/0/ports"][..]),
        (format!("{image}    ports: []\n    port: [{{containerPort: 80}}]\n"), &["/spec/containers/0/ports"]),
        (format!("{image}    ports: [{{containerPort: 80}}]\n    port: [{{containerPort: 81}}]\n"), &[]),
        (
            format!("{image}{second}  {probe}"),
            &["/spec/containers/0/readinessProbe", "/spec/containers/1/readinessProbe"],
        ),
        (format!("{image}    {probe}{second}  {probe}"), &["/spec/containers/1/readinessProbe"]),
        (image.replace("{name: web}", "{name: web, a.b/c: d, labels: {e: f}}"), &["/metadata/labels/a.b~1c"]),
        (
            image.replace("{name: web}", "{name: web, a.b/c: d, labels: {a.b/c: d}}"),
            &["/metadata/annotations/a.b~1c"],
        ),
    ] {
        assert_eq!(only(&text).meant, meant, "{text}");
    }
}
