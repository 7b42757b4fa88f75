//! Volumes that are a path of the node.

use overlint_policy::{Place, Workload};
use overlint_source::Node;

/// A volume of the type `hostPath`.
pub(crate) struct HostPath<'a> {
    /// The name of the volume.
    pub(crate) name: &'a str,
    /// The path, without a slash at its end.
    pub(crate) path: &'a str,
    node: &'a Node,
    index: usize,
}

impl<'a> HostPath<'a> {
    /// The volumes of a pod that are a path of the node.
    pub(crate) fn all(workload: &Workload<'a>) -> impl Iterator<Item = Self> + use<'a> {
        let volumes = workload.pod.get("volumes").map_or(&[][..], Node::items);
        volumes.iter().enumerate().filter_map(|(index, volume)| {
            let node = volume.at(&["hostPath", "path"])?;
            let name = volume.get("name")?.text()?;
            Some(Self { name, path: without_end(node.text()?), node, index })
        })
    }

    /// Where to edit the path.
    pub(crate) fn place(&self, workload: &Workload<'_>) -> Place {
        let pointer = format!("{}/volumes/{}/hostPath/path", workload.pod_pointer(), self.index);
        Place::of(self.node, pointer)
    }

    /// What the path is, if the node lives on it.
    pub(crate) fn danger(&self) -> Option<&'static str> {
        if SOCKETS.iter().any(|socket| self.path.rsplit('/').next() == Some(*socket)) {
            Some("the socket of the container runtime")
        } else {
            DIRECTORIES.contains(&self.path).then_some("a system directory")
        }
    }
}

/// The sockets of the usual container runtimes.
const SOCKETS: [&str; 5] = ["containerd.sock", "cri-dockerd.sock", "crio.sock", "docker.sock", "podman.sock"];

/// Directories that hold a node's system or its secrets.
const DIRECTORIES: [&str; 21] = [
    "/",
    "/boot",
    "/dev",
    "/etc",
    "/etc/kubernetes",
    "/etc/kubernetes/manifests",
    "/lib",
    "/lib64",
    "/proc",
    "/root",
    "/run",
    "/sbin",
    "/sys",
    "/usr",
    "/var",
    "/var/lib",
    "/var/lib/containerd",
    "/var/lib/docker",
    "/var/lib/etcd",
    "/var/lib/kubelet",
    "/var/run",
];

/// Whether a path is a directory or lies below it.
pub(crate) fn lies_below(path: &str, directory: &str) -> bool {
    let rest = path.strip_prefix(without_end(directory));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || directory == "/")
}

fn without_end(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" if !path.is_empty() => "/",
        trimmed => trimmed,
    }
}

#[cfg(test)]
mod tests {
    use super::lies_below;

    #[test]
    fn a_directory_has_what_is_below_it_and_not_what_begins_like_it() {
        assert!(lies_below("/var/log", "/var/log/") && lies_below("/var/log/pods", "/var/log"));
        assert!(!lies_below("/var/logs", "/var/log") && lies_below("/var", "/"));
    }
}
