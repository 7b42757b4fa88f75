//! The environment of containers, probes and amounts, as the cluster makes them.

use crate::common::nodes;
use overlint_policy::{Amount, ContainerEnvironment, NodeTerm, Object, Overlay, Port, Workload};
use overlint_source::Node;

const OBJECTS: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
  - name: app
    envFrom:
    - configMapRef: {name: first}
    - configMapRef: {name: second}
      prefix: APP_
    - secretRef: {name: web}
    env:
    - {name: HOST, value: db.$(REGION)}
    - {name: URL, value: 'http://$(USER):$(PASSWORD)@$(HOST)/$(LATER)'}
    - {name: LATER, value: x}
    - {name: LATER, value: y}
    - {name: EMPTY}
    - name: NODE
      valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
    - {name: ON_NODE, value: a-$(NODE)}
    - name: PORT
      valueFrom: {configMapKeyRef: {name: second, key: PORT}}
    - name: ABSENT
      valueFrom: {configMapKeyRef: {name: second, key: PROT}}
  - name: partly-unknown
    envFrom: [{configMapRef: {name: elsewhere}}]
    env: [{name: A, value: $(B)}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: first, namespace: shop}
data: {REGION: eu, LEVEL: info, HOST: shadowed}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: second, namespace: shop}
data: {LEVEL: debug, PORT: '5432'}
---
apiVersion: v1
kind: Secret
metadata: {name: web, namespace: shop}
data: {USER: cm9vdA==, PASSWORD: dG9v, BINARY: /w==}
stringData: {PASSWORD: hunter2}
";

fn with_environments(check: impl FnOnce(&[ContainerEnvironment<'_>])) {
    let nodes = nodes(OBJECTS);
    let objects: Vec<_> = nodes.iter().map(Object::new).collect();
    check(Overlay::new("shop", &objects).environments());
}

#[test]
fn variables_are_those_of_the_kubelet() {
    with_environments(|environments| {
        let value = |name| environments[0].get(name).map(|variable| variable.value.as_deref());
        for (name, wanted) in [
            ("REGION", Some("eu")),
            ("LEVEL", Some("info")),
            ("APP_LEVEL", Some("debug")),
            ("HOST", Some("db.eu")),
            ("USER", Some("root")),
            ("PASSWORD", Some("hunter2")),
            ("BINARY", None),
            ("URL", Some("http://root:hunter2@db.eu/$(LATER)")),
            ("LATER", Some("y")),
            ("EMPTY", Some("")),
            ("NODE", None),
            ("ON_NODE", None),
            ("PORT", Some("5432")),
            ("ABSENT", None),
        ] {
            assert_eq!(value(name), Some(wanted), "{name}");
        }
        assert_eq!(value("APP_HOST"), None);
        assert!(environments[0].is_complete);
    });
}

#[test]
fn what_is_wrong_on_the_way_is_kept() {
    with_environments(|environments| {
        let first = &environments[0];
        assert_eq!(first.shadowed.iter().map(|one| one.index).collect::<Vec<_>>(), [2]);
        let dangling: Vec<_> = first.dangling.iter().map(|one| (one.name, one.is_defined_later)).collect();
        assert_eq!(dangling, [("LATER", true)]);
        let missing = &first.missing_keys[0];
        assert_eq!((missing.key, missing.object.name), ("PROT", "second"));
        assert_eq!(missing.place().pointer, "/spec/containers/0/env/8/valueFrom/configMapKeyRef/key");
        assert_eq!(missing.known_keys().collect::<Vec<_>>(), ["LEVEL", "PORT"]);
        assert_eq!(first.missing_keys.len(), 1);
    });
}

#[test]
fn what_comes_from_elsewhere_is_not_known() {
    with_environments(|environments| {
        let second = &environments[1];
        assert!(!second.is_complete && second.dangling.is_empty());
        assert_eq!(second.get("A").map(|variable| variable.value.as_deref()), Some(None));
    });
}

fn pod(spec: &str) -> Vec<Node> {
    nodes(&format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n{spec}"))
}

#[test]
fn ports_are_resolved_in_their_container() {
    let nodes = pod(
        "  containers:\n  - ports: [{name: http, containerPort: 8080}]\n    livenessProbe: {httpGet: {port: http}}\n    \
                     readinessProbe: {tcpSocket: {port: 8080}}\n    startupProbe: {grpc: {port: 99999}}\n  - livenessProbe: {httpGet: \
                     {port: http}}\n",
    );
    let workload = Workload::new(Object::new(&nodes[0])).unwrap();
    let ports: Vec<Vec<_>> = workload
        .containers()
        .map(|one| one.probes().map(|probe| one.resolve_port(probe.port().unwrap())).collect())
        .collect();
    assert_eq!(ports[0], [Some(Port::Number(8080)), Some(Port::Number(8080)), None]);
    assert_eq!(ports[1], [Some(Port::Unknown("http"))]);
}

#[test]
fn amounts_are_filled_in_as_the_cluster_does() {
    let text = "  containers:\n  - resources: {limits: {cpu: 1}}\n";
    let mut nodes = pod(text);
    let limits =
        "apiVersion: v1\nkind: LimitRange\nspec: {limits: [{type: Container, default: {memory: 1Gi}}]}\n";
    nodes.extend(crate::common::nodes(limits));
    let objects: Vec<_> = nodes.iter().map(Object::new).collect();
    let overlay = Overlay::new("shop", &objects);
    let workload = Workload::new(objects[0]).unwrap();
    let container = workload.containers().next().unwrap();
    let found = |amount, resource| {
        overlay.effective(&workload, &container, amount, resource).map(|found| found.node.text().unwrap())
    };
    assert_eq!(found(Amount::Request, "cpu"), Some("1"));
    assert_eq!(found(Amount::Request, "memory"), Some("1Gi"));
    assert_eq!(found(Amount::Limit, "memory"), Some("1Gi"));
    assert_eq!(found(Amount::Limit, "ephemeral-storage"), None);
}

#[test]
fn terms_lead_where_all_their_requirements_do() {
    let leads = |expressions: &str, values: &[&str]| {
        let required = "requiredDuringSchedulingIgnoredDuringExecution";
        let nodes = pod(&format!(
            "  affinity: {{nodeAffinity: {{{required}: {{nodeSelectorTerms: [{{matchExpressions: [{expressions}]}}]}}}}}}\n"
        ));
        let terms = Workload::new(Object::new(&nodes[0])).unwrap().node_terms();
        terms.iter().any(|term: &NodeTerm<'_>| term.leads_to("pool", values).is_some())
    };
    let in_two = "{key: pool, operator: In, values: [a, b]}";
    assert!(leads(in_two, &["a", "b", "c"]));
    assert!(!leads(in_two, &["a"]));
    assert!(leads(&format!("{in_two}, {{key: pool, operator: NotIn, values: [b]}}"), &["a"]));
    assert!(leads(
        "{key: pool, operator: In, values: ['1', '9']}, {key: pool, operator: Gt, values: ['5']}",
        &["9"]
    ));
    assert!(leads(
        "{key: pool, operator: In, values: ['1', '9']}, {key: pool, operator: Lt, values: ['5']}",
        &["1"]
    ));
    assert!(!leads("{key: pool, operator: Exists}", &["a"]));
    assert!(leads("{key: pool, operator: Exists}", &[]));
    assert!(!leads("{key: pool, operator: DoesNotExist}", &[]));
    assert!(!leads("{key: pool, operator: NotIn, values: [a]}", &["b"]));
    assert!(!leads(&format!("{in_two}, {{key: pool, operator: NotIn, values: [a, b]}}"), &["a", "b"]));
}
