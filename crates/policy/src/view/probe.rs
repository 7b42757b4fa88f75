//! The probes of a container, and the ports that they ask.

use overlint_source::Node;

use super::Container;
use crate::place::Place;

/// A probe of a container.
#[derive(Clone, Copy, Debug)]
pub struct Probe<'a> {
    /// The tree of the probe.
    pub node: &'a Node,
    /// The field of the container: `readinessProbe`, `livenessProbe` or `startupProbe`.
    pub field: &'static str,
}

/// What a probe counts with, in seconds or in times.
/// <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// How long it waits before the first attempt.
    InitialDelay,
    /// How far attempts are apart.
    Period,
    /// How long an attempt may take.
    Timeout,
    /// How many failures in a row count.
    FailureThreshold,
}

impl Timing {
    /// The field of the probe.
    pub fn field(self) -> &'static str {
        match self {
            Self::InitialDelay => "initialDelaySeconds",
            Self::Period => "periodSeconds",
            Self::Timeout => "timeoutSeconds",
            Self::FailureThreshold => "failureThreshold",
        }
    }

    /// What the API server fills in; it takes a zero for nothing.
    fn default(self) -> i64 {
        match self {
            Self::InitialDelay => 0,
            Self::Period => 10,
            Self::Timeout => 1,
            Self::FailureThreshold => 3,
        }
    }
}

/// A port that is asked: a number, or the name of one of the container's ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Port<'a> {
    /// A number, also where it is the number of a named port.
    Number(u16),
    /// A name that no port of the container has.
    Unknown(&'a str),
}

impl<'a> Probe<'a> {
    /// The value of a timing, or its default.
    pub fn timing(&self, timing: Timing) -> i64 {
        let written = self.node.get(timing.field()).and_then(Node::as_i64);
        written.filter(|value| *value != 0).unwrap_or(timing.default())
    }

    /// How many seconds of failing it takes until the probe gives up.
    pub fn patience(&self) -> i64 {
        self.timing(Timing::Period).saturating_mul(self.timing(Timing::FailureThreshold))
    }

    /// Where to edit a timing; where it is not written, at the name of the probe.
    pub fn timing_place(&self, container: &Container<'_>, timing: Timing) -> Place {
        let path = [self.field, timing.field()];
        match self.node.get(timing.field()) {
            Some(node) => Place::of(node, format!("{}/{}/{}", container.pointer(), path[0], path[1])),
            None => container.missing(&path),
        }
    }

    /// The handler: its field, such as `httpGet`, and its tree.
    pub fn handler(&self) -> Option<(&'static str, &'a Node)> {
        const FIELDS: [&str; 4] = ["exec", "grpc", "httpGet", "tcpSocket"];
        FIELDS
            .into_iter()
            .find_map(|field| Some((field, self.node.get(field).filter(|node| !node.is_null())?)))
    }

    /// The node of the port that is asked.
    pub fn port(&self) -> Option<&'a Node> {
        self.handler()?.1.get("port")
    }
}

impl<'a> Container<'a> {
    /// The probe in one of the container's fields.
    pub fn probe(&self, field: &'static str) -> Option<Probe<'a>> {
        let node = self.node.get(field)?;
        node.as_mapping().is_some().then_some(Probe { node, field })
    }

    /// The probes: readiness, liveness, startup.
    pub fn probes(&self) -> impl Iterator<Item = Probe<'a>> + use<'a> {
        let container = *self;
        ["readinessProbe", "livenessProbe", "startupProbe"]
            .into_iter()
            .filter_map(move |field| container.probe(field))
    }

    /// What the kubelet makes of a port that a probe or hook names: a number, the container's port of that name, or the
    /// number that the text spells. `None` for what is no port at all.
    /// <https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/>
    pub fn resolve_port(&self, port: &'a Node) -> Option<Port<'a>> {
        let text = port.text()?;
        let named = |declared: &&Node| declared.get("name").and_then(Node::text) == Some(text);
        let number =
            self.ports().iter().find(named).and_then(|declared| declared.get("containerPort")?.text());
        match number.unwrap_or(text).parse() {
            Ok(number) => Some(Port::Number(number)),
            Err(_) if text.bytes().all(|byte| byte.is_ascii_digit()) => None,
            Err(_) => Some(Port::Unknown(text)),
        }
    }

    /// Whether the container declares a port of that number.
    pub fn declares(&self, number: u16) -> bool {
        let number_of = |port: &Node| port.get("containerPort").and_then(Node::as_i64);
        self.ports().iter().any(|port| number_of(port) == Some(i64::from(number)))
    }
}
