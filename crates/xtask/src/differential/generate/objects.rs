//! Objects that run no pods.

use serde_json::{Value, json};

use super::super::yaml::Yaml;
use super::scene::{Layer, Object, Scene};
use super::workloads::{metadata, shuffled, workload};

/// An object of any kind.
pub(crate) fn object(scene: &mut Scene) -> Object {
    if scene.random.chance(45) {
        return workload(scene);
    }
    let index = scene.random.below(MAKERS.len());
    let (api_version, kind, name, rest) = MAKERS[index]();
    let name = if scene.random.chance(60) { name.to_owned() } else { scene.fresh(name) };
    let mut body = rest;
    body["apiVersion"] = api_version.into();
    body["kind"] = kind.into();
    body["metadata"] = metadata(&mut scene.random, &name);
    Object::new(shuffled(&mut scene.random, body))
}

/// Objects of which no two have one id, and none one that a layer has.
pub(crate) fn objects(scene: &mut Scene, layer: &Layer, count: usize) -> Vec<Object> {
    let mut made: Vec<Object> = Vec::new();
    for _ in 0..count {
        let object = object(scene);
        let taken = |other: &Object| other.kind == object.kind && other.name == object.name;
        if !made.iter().chain(&layer.objects).any(taken) {
            made.push(object);
        }
    }
    made
}

/// A ConfigMap with this data.
pub(crate) fn config_map(name: &str, data: Yaml) -> Object {
    let mut body = Yaml::from(json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}}));
    body.set(&["data"], data);
    Object::new(body)
}

type Made = (&'static str, &'static str, &'static str, Value);

const RBAC: &str = "rbac.authorization.k8s.io/v1";

/// API version, kind, usual name and the rest of each kind.
const MAKERS: &[fn() -> Made] = &[
    || {
        (
            "v1",
            "ConfigMap",
            "settings",
            json!({"data": {"a": "1", "b.conf": "x = 1\ny = 2\n", "url": "http://x"}}),
        )
    },
    || ("v1", "ConfigMap", "flags", json!({"data": {"a10": "x", "a2": "y", "on": "off"}})),
    || {
        (
            "v1",
            "Secret",
            "creds",
            json!({"type": "Opaque", "data": {"password": "cw=="}, "stringData": {"user": "me"}}),
        )
    },
    || {
        (
            "v1",
            "ServiceAccount",
            "runner",
            json!({"secrets": [{"name": "creds"}], "imagePullSecrets": [{"name": "creds"}]}),
        )
    },
    || {
        (
            "v1",
            "Service",
            "web",
            json!({"spec": {"selector": {"app": "web"}, "ports": [
        {"name": "http", "port": 80, "targetPort": 8080}, {"name": "dns", "port": 53, "protocol": "UDP"}]}}),
        )
    },
    || ("v1", "Service", "db", json!({"spec": {"type": "ExternalName", "externalName": "db.example.com"}})),
    || ("v1", "Namespace", "shop", json!({})),
    || {
        (
            "v1",
            "PersistentVolumeClaim",
            "data",
            json!({"spec": {"storageClassName": "fast", "volumeName": "disk",
        "resources": {"requests": {"storage": "1Gi"}}}}),
        )
    },
    || {
        (
            "v1",
            "PersistentVolume",
            "disk",
            json!({"spec": {"storageClassName": "fast", "nfs": {"server": "$(HOST)"}}}),
        )
    },
    || {
        (
            "v1",
            "LimitRange",
            "limits",
            json!({"spec": {"limits": [{"type": "Container", "default": {"cpu": 1}}]}}),
        )
    },
    || ("v1", "ResourceQuota", "quota", json!({"spec": {"hard": {"pods": 10, "cpu": "20"}}})),
    || {
        (
            "v1",
            "Endpoints",
            "web",
            json!({"subsets": [{"addresses": [{"ip": "10.0.0.1"}], "ports": [{"port": 80}]}]}),
        )
    },
    || {
        (
            "storage.k8s.io/v1",
            "StorageClass",
            "fast",
            json!({"provisioner": "x", "parameters": {"secretName": "creds"}}),
        )
    },
    || ("scheduling.k8s.io/v1", "PriorityClass", "urgent", json!({"value": 1_000_000})),
    || ("networking.k8s.io/v1", "IngressClass", "public", json!({"spec": {"controller": "example.com/x"}})),
    || {
        (
            "networking.k8s.io/v1",
            "Ingress",
            "site",
            json!({"spec": {"ingressClassName": "public",
        "tls": [{"secretName": "creds", "hosts": ["$(HOST)"]}],
        "defaultBackend": {"service": {"name": "web", "port": {"number": 80}}},
        "rules": [{"host": "a.example.com", "http": {"paths": [{"path": "/", "pathType": "Prefix",
            "backend": {"service": {"name": "web", "port": {"number": 80}}}}]}}]}}),
        )
    },
    || {
        (
            "networking.k8s.io/v1",
            "NetworkPolicy",
            "deny",
            json!({"spec": {"podSelector": {"matchLabels": {"app": "web"}},
        "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": "api"}}}, {"podSelector": {}}]}]}}),
        )
    },
    || {
        (
            "policy/v1",
            "PodDisruptionBudget",
            "web",
            json!({"spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "web"}}}}),
        )
    },
    || {
        (
            "autoscaling/v2",
            "HorizontalPodAutoscaler",
            "web",
            json!({"spec": {"minReplicas": 1, "maxReplicas": 5,
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
        "metrics": [{"type": "Resource", "resource": {"name": "cpu"}}]}}),
        )
    },
    || {
        (
            "autoscaling/v1",
            "HorizontalPodAutoscaler",
            "api",
            json!({"spec": {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "api"}}}),
        )
    },
    || {
        (
            RBAC,
            "Role",
            "reader",
            json!({"rules": [{"apiGroups": [""], "resources": ["configmaps"],
        "resourceNames": ["settings", "creds"], "verbs": ["get", "*"]}]}),
        )
    },
    || {
        (
            RBAC,
            "ClusterRole",
            "admin",
            json!({"rules": [{"apiGroups": ["*"], "resources": ["secrets"],
        "resourceNames": ["creds", "disk"], "verbs": ["*"]}]}),
        )
    },
    || {
        (
            RBAC,
            "RoleBinding",
            "readers",
            json!({"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader"},
        "subjects": [{"kind": "ServiceAccount", "name": "runner"}, {"kind": "ServiceAccount", "name": "default"},
            {"kind": "User", "name": "runner"}]}),
        )
    },
    || {
        (
            RBAC,
            "ClusterRoleBinding",
            "admins",
            json!({
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "admin"},
        "subjects": [{"kind": "ServiceAccount", "name": "runner", "namespace": "shop"}]}),
        )
    },
    || {
        (
            "apiextensions.k8s.io/v1",
            "CustomResourceDefinition",
            "widgets.example.com",
            json!({"spec": {"group": "example.com",
        "names": {"kind": "Widget", "plural": "widgets"}, "versions": [{"name": "v1", "served": true,
            "schema": {"openAPIV3Schema": {"type": "object", "properties": {"containers": {"type": "array"}}}}}],
        "conversion": {"strategy": "Webhook", "webhook": {"clientConfig": {"service": {"name": "web", "namespace": "x"}}}}}}),
        )
    },
    || {
        (
            "apiregistration.k8s.io/v1",
            "APIService",
            "v1.example.com",
            json!({"spec": {"group": "example.com",
        "service": {"name": "web", "namespace": "x"}}}),
        )
    },
    || {
        (
            "admissionregistration.k8s.io/v1",
            "ValidatingWebhookConfiguration",
            "hooks",
            json!({"webhooks": [
        {"name": "a.example.com", "clientConfig": {"service": {"name": "web", "namespace": "shop", "path": "/x"}}},
        {"name": "b.example.com", "clientConfig": {"url": "https://x"}}]}),
        )
    },
    || {
        (
            "example.com/v1",
            "Widget",
            "thing",
            json!({"spec": {"size": 3, "parts": [{"name": "a", "n": 1}, {"name": "b"}],
        "image": "nginx:1.25", "ref": {"name": "settings"}, "containers": [{"name": "c", "image": "nginx:1.25"}]}}),
        )
    },
    || {
        (
            "cert-manager.io/v1",
            "ClusterIssuer",
            "issuer",
            json!({"spec": {"acme": {"email": "a@example.com"}}}),
        )
    },
    || {
        (
            "argoproj.io/v1alpha1",
            "Application",
            "app",
            json!({"spec": {"source": {"kustomize": {"images": ["a:1"]},
        "helm": {"values": "a: 1\nb:\n  c: [x, y]\n"}}}}),
        )
    },
];
