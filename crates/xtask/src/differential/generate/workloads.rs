//! Objects that run pods.

use serde_json::{Value, json};

use super::super::random::Random;
use super::super::yaml::Yaml;
use super::scene::{Object, Scene};

const NAMES: &[&str] = &["web", "api", "db", "cache", "worker", "front-end"];
const IMAGES: &[&str] =
    &["nginx", "nginx:1.25", "registry.example.com/shop/api:v1", "busybox@sha256:abc0", "redis:7"];

/// A workload of any kind.
pub(crate) fn workload(scene: &mut Scene) -> Object {
    let random = &mut scene.random;
    let kind = random.pick(&[
        "Deployment",
        "Deployment",
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "Job",
        "CronJob",
        "Pod",
        "ReplicaSet",
        "ReplicationController",
    ]);
    let name = random.pick(NAMES).to_owned();
    let name = if random.chance(50) { name } else { scene.fresh(&name) };
    named(&mut scene.random, kind, &name)
}

/// A workload of one kind and name.
pub(crate) fn named(random: &mut Random, kind: &str, name: &str) -> Object {
    let pod = pod(random);
    let labels = json!({"app": name});
    let template = json!({"metadata": {"labels": labels}, "spec": pod});
    let selector = json!({"matchLabels": labels});
    let mut body = match kind {
        "Pod" => json!({"apiVersion": "v1", "spec": template["spec"]}),
        "Job" => json!({"apiVersion": "batch/v1", "spec": {"backoffLimit": 2, "template": template}}),
        "CronJob" => json!({"apiVersion": "batch/v1", "spec": {
            "schedule": "*/5 * * * *", "jobTemplate": {"spec": {"template": template}}}}),
        "ReplicationController" => {
            json!({"apiVersion": "v1", "spec": {"replicas": 1, "selector": labels, "template": template}})
        }
        "StatefulSet" => json!({"apiVersion": "apps/v1", "spec": {
            "serviceName": "web", "selector": selector, "template": template,
            "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {"storageClassName": "fast"}}]}}),
        "DaemonSet" => json!({"apiVersion": "apps/v1", "spec": {"selector": selector, "template": template}}),
        _ => json!({"apiVersion": "apps/v1", "spec": {
            "replicas": random.below(4), "selector": selector, "template": template}}),
    };
    body["kind"] = kind.into();
    body["metadata"] = metadata(random, name);
    Object::new(shuffled(random, body))
}

/// Metadata with some of what it may hold.
pub(crate) fn metadata(random: &mut Random, name: &str) -> Value {
    let mut metadata = json!({"name": name});
    if random.chance(20) {
        metadata["namespace"] = random.pick(&["shop", "shop-dev", "default"]).into();
    }
    if random.chance(40) {
        metadata["labels"] = json!({"app": name, "tier": "backend"});
    }
    if random.chance(25) {
        metadata["annotations"] = json!({"note": "for people", "example.com/count": "3"});
    }
    metadata
}

/// A value with the keys of its maps in another order.
pub(crate) fn shuffled(random: &mut Random, value: Value) -> Yaml {
    fn shuffle(random: &mut Random, value: &mut Yaml) {
        match value {
            Yaml::Map(entries) => {
                random.shuffle(entries);
                for (_, value) in entries {
                    shuffle(random, value);
                }
            }
            Yaml::List(items) => items.iter_mut().for_each(|item| shuffle(random, item)),
            _ => {}
        }
    }
    let mut value = Yaml::from(value);
    if random.chance(40) {
        shuffle(random, &mut value);
    }
    value
}

fn pod(random: &mut Random) -> Value {
    let count = random.between(1, 3);
    let containers: Vec<Value> = (0..count).map(|index| container(random, &format!("c{index}"))).collect();
    let mut pod = json!({"containers": containers});
    if random.chance(25) {
        pod["initContainers"] = json!([container(random, "init")]);
    }
    if random.chance(40) {
        pod["volumes"] = json!([
            {"name": "config", "configMap": {"name": "settings"}},
            {"name": "keys", "secret": {"secretName": "creds"}},
            {"name": "data", "persistentVolumeClaim": {"claimName": "data"}},
            {"name": "all", "projected": {"sources": [
                {"configMap": {"name": "flags"}}, {"secret": {"name": "creds"}}]}},
        ]);
    }
    if random.chance(30) {
        pod["serviceAccountName"] = random.pick(&["runner", "web"]).into();
    }
    if random.chance(15) {
        pod["imagePullSecrets"] = json!([{"name": "creds"}]);
        pod["priorityClassName"] = "urgent".into();
    }
    if random.chance(15) {
        pod["tolerations"] =
            json!([{"key": "a", "operator": "Exists"}, {"key": "b", "effect": "NoSchedule"}]);
        pod["hostAliases"] = json!([{"ip": "10.0.0.1", "hostnames": ["a.example.com"]}]);
    }
    if random.chance(15) {
        pod["topologySpreadConstraints"] = json!([
            {"topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "maxSkew": 1,
             "labelSelector": {"matchLabels": {"app": "x"}}},
            {"topologyKey": "host", "whenUnsatisfiable": "ScheduleAnyway", "maxSkew": 2}]);
    }
    if random.chance(15) {
        pod["affinity"] = json!({"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [
            {"topologyKey": "host", "labelSelector": {"matchLabels": {"app": "x"}}}]}});
    }
    pod
}

fn container(random: &mut Random, name: &str) -> Value {
    let mut container = json!({"name": name, "image": random.pick(IMAGES)});
    if random.chance(50) {
        container["env"] = json!([
            {"name": "MODE", "value": "production"},
            {"name": "LEVEL", "value": "1"},
            {"name": "FROM_MAP", "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "a"}}},
            {"name": "FROM_SECRET", "valueFrom": {"secretKeyRef": {"name": "creds", "key": "password"}}}]);
    }
    if random.chance(25) {
        container["envFrom"] =
            json!([{"configMapRef": {"name": "settings"}}, {"secretRef": {"name": "creds"}}]);
    }
    if random.chance(50) {
        container["ports"] =
            json!([{"containerPort": 8080, "name": "http"}, {"containerPort": 53, "protocol": "UDP"}]);
    }
    if random.chance(30) {
        container["args"] = json!(["--level=$(LEVEL)", "--url", "http://$(HOST):80/", "x"]);
    }
    if random.chance(25) {
        container["volumeMounts"] = json!([
            {"name": "config", "mountPath": "/etc/config"}, {"name": "data", "mountPath": "/data"}]);
    }
    if random.chance(30) {
        container["resources"] =
            json!({"limits": {"cpu": "100m", "memory": "1Gi"}, "requests": {"cpu": 0.5}});
    }
    container
}
