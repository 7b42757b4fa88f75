//! Containers of a pod.
//!
//! <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container>

use overlint_source::Origin;

use crate::version::Version;

use super::grammar;
use super::judge::{Judge, shown};
use super::place::Place;
use super::pod::Pod;
use super::table::Table;

/// What a container is to its pod.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// It does the work.
    Main,
    /// It ends before the others begin.
    Init,
    /// It begins first, and runs beside the others.
    Sidecar,
}

impl Judge<'_> {
    /// Judges all containers of a pod.
    pub(super) fn containers(&mut self, spec: &Place<'_>, pod: &Pod<'_>) {
        if spec.count("containers") == 0 {
            self.wants(spec, "containers");
        }
        let lists = [spec.field("containers"), spec.field("initContainers")];
        let mut names = Table::new();
        for (index, list) in lists.iter().enumerate() {
            let Some(list) = list else { continue };
            let mut host_ports = Table::new();
            for container in list.items() {
                let role = match (index, container.string("restartPolicy")) {
                    (0, _) => Role::Main,
                    (_, "Always") => Role::Sidecar,
                    _ => Role::Init,
                };
                self.container_name(&container, &mut names);
                self.container(&container, pod, role);
                if role != Role::Main {
                    // Those run one after the other.
                    host_ports = Table::new();
                }
                self.host_ports(&container, &mut host_ports);
            }
        }
    }

    fn container_name<'n>(&mut self, container: &Place<'n>, names: &mut Table<&'n str, Origin>) {
        self.wants_named(container, "name", &grammar::LABEL);
        let (name, origin) = (container.string("name"), container.node().get("name").map(|name| name.origin));
        if let Some(origin) = origin.filter(|_| !name.is_empty()) {
            self.own_name(names, name, origin, container, "name", "the container");
        }
    }

    fn container(&mut self, container: &Place<'_>, pod: &Pod<'_>, role: Role) {
        if self.wants(container, "image") && pod.is_pod {
            self.image(container);
        }
        for (name, value) in container.fields() {
            match name {
                "ports" => self.container_ports(&value, pod),
                "env" => self.environment(&value),
                "envFrom" => self.environment_sources(&value),
                "volumeMounts" => self.mounts(&value, container, pod),
                "volumeDevices" => self.devices(&value, container, pod),
                "resources" => self.container_resources(&value, pod),
                "securityContext" => self.container_security(&value),
                "restartPolicy" => self.container_restart(&value, role),
                "lifecycle" | "livenessProbe" | "readinessProbe" | "startupProbe" if role == Role::Init => {
                    self.must_not(
                        container,
                        name,
                        "is only for containers that keep running; this one has to end",
                    );
                }
                "lifecycle" => self.lifecycle(&value, pod),
                "livenessProbe" | "readinessProbe" | "startupProbe" => self.probe(name, &value),
                _ => {}
            }
        }
    }

    fn image(&mut self, container: &Place<'_>) {
        let Some(image) = container.field("image") else { return };
        if image.text().trim() != image.text() {
            let message = "the image has blanks before or behind its name";
            self.refuse("malformed-value", &image, message, "remove the blanks");
        }
    }

    fn container_resources(&mut self, resources: &Place<'_>, pod: &Pod<'_>) {
        self.resources(resources);
        let Some(claims) = resources.field("claims") else { return };
        for claim in claims.items() {
            if self.wants(&claim, "name") && pod.is_known && pod.claims.get(claim.string("name")).is_none() {
                let message = format!("the pod has no resource claim `{}`", shown(claim.string("name")));
                self.refuse_key(
                    "unknown-reference",
                    &claim,
                    message,
                    "add it under `resourceClaims` of the pod",
                );
            }
        }
    }

    /// Since Kubernetes 1.35 each container may have a restart policy of its own.
    fn container_restart(&mut self, policy: &Place<'_>, role: Role) {
        if self.version >= Version::new(1, 35) {
            return;
        }
        match (role, policy.text()) {
            (Role::Main, _) => {
                let message =
                    "only init containers have a `restartPolicy` of their own before Kubernetes 1.35";
                self.refuse_key("conflicting-fields", policy, message, "set it for the whole pod");
            }
            (Role::Init, text) if !text.is_empty() => {
                let message = format!("`{}` is no restart policy of an init container", shown(text));
                self.refuse("unsupported-value", policy, message, "write `Always`, or remove it");
            }
            _ => {}
        }
    }

    fn container_ports(&mut self, ports: &Place<'_>, pod: &Pod<'_>) {
        let mut names = Table::new();
        for port in ports.items() {
            self.wants_port_number(&port, "containerPort");
            self.named(&port, "name", &grammar::PORT_NAME);
            let (name, origin) = (port.string("name"), port.node().get("name").map(|name| name.origin));
            if let Some(origin) = origin.filter(|_| !name.is_empty()) {
                self.own_name(&mut names, name, origin, &port, "name", "the port");
            }
            if let Some(host_port) = port.field("hostPort").filter(|host_port| host_port.integer() != Some(0))
            {
                self.numbered_port(&host_port);
                if pod.host_network && host_port.integer() != port.number("containerPort") {
                    let message = "with `hostNetwork` the container listens on the node itself: both ports are the same";
                    self.refuse(
                        "conflicting-fields",
                        &host_port,
                        message,
                        "remove `hostPort`, or write `containerPort`",
                    );
                }
            }
        }
    }

    /// Holds that no two containers that run at a time want the same port of the node.
    fn host_ports<'n>(&mut self, container: &Place<'n>, known: &mut Table<(i64, &'n str, &'n str), Origin>) {
        let Some(list) = container.node().get("ports") else { return };
        if !list.items().iter().any(|port| port.get("hostPort").is_some()) {
            return;
        }
        let Some(ports) = container.field("ports") else { return };
        for (port, node) in ports.items().zip(list.items()) {
            let text =
                |name, default| node.get(name).and_then(overlint_source::Node::text).unwrap_or(default);
            let Some(number) = port.number("hostPort").filter(|number| *number != 0) else { continue };
            let Some(host_port) = port.field("hostPort") else { continue };
            let key = (number, text("protocol", "TCP"), text("hostIP", ""));
            if let Some(first) = known.note(key, host_port.node().origin) {
                self.repeats(&host_port, first, "the port of the node");
            }
        }
    }
}
