//! Hooks that run until the pod is killed.

use overlint_policy::{Container, Declaration, Findings, Overlay, Place, Policy, Workload, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds containers whose `preStop` hook sleeps at least as long as the pod has to stop:
    /// `terminationGracePeriodSeconds`, 30 where it is not set. It knows the `sleep` action, and commands that
    /// begin with `sleep`, by themselves or in a shell.
    ///
    /// ## Why it matters
    ///
    /// The time begins before the hook. When the hook ends there is none left: the program gets no `SIGTERM`, or is
    /// killed right after it, in the middle of its requests.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    ///         lifecycle:
    ///           preStop:
    ///             sleep:
    ///               seconds: 30
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    ///         lifecycle:
    ///           preStop:
    ///             sleep:
    ///               seconds: 10
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/>
    /// - <https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination>
    pub struct PreStopAboveGracePeriod;
    id: "pre-stop-above-grace-period",
    summary: "a preStop hook sleeps as long as the pod has to stop",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl PreStopAboveGracePeriod {
    pub(crate) const DEFAULT: Self = Self;
}

/// What a pod gets where nothing is said.
const DEFAULT_GRACE: i64 = 30;

impl Policy for PreStopAboveGracePeriod {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for container in workload.running_containers() {
            let Some((node, seconds)) = sleep(&container) else { continue };
            let written = workload.pod.get("terminationGracePeriodSeconds").filter(|node| !node.is_null());
            let grace = written.map_or(Some(DEFAULT_GRACE), Node::as_i64).unwrap_or(i64::MAX);
            if seconds < grace {
                continue;
            }
            let message = format!(
                "the preStop hook of container `{}` sleeps {seconds} s, and the pod has {grace} s to stop",
                container.name()
            );
            let place = Place::of(node, format!("{}/lifecycle/preStop", container.pointer()));
            let place = match written {
                Some(written) => place.related(written.origin, "the pod is killed after that time"),
                None => place,
            };
            findings.add(place, message, "shorten the sleep, or raise `terminationGracePeriodSeconds`");
        }
    }
}

/// How long the hook sleeps at the least, and the node that says it.
fn sleep<'a>(container: &Container<'a>) -> Option<(&'a Node, i64)> {
    let hook = container.node.at(&["lifecycle", "preStop"])?;
    if let Some(seconds) = hook.at(&["sleep", "seconds"]) {
        return Some((seconds, seconds.as_i64()?));
    }
    let command = hook.at(&["exec", "command"])?.items();
    let (first, last) = (command.first()?.text()?, command.last()?);
    let seconds = if first.rsplit('/').next() == Some("sleep") { last.text()? } else { slept(last.text()?)? };
    Some((last, seconds.trim_end_matches('s').parse().ok()?))
}

/// What a script sleeps, if that is the first thing that it does.
fn slept(script: &str) -> Option<&str> {
    let mut words = script.split(|c: char| c.is_whitespace() || c == ';').filter(|word| !word.is_empty());
    let program = words.next()?;
    let word = words.next()?;
    (program.rsplit('/').next() == Some("sleep")).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::slept;

    #[test]
    fn scripts_that_sleep_first_are_known() {
        assert_eq!(slept("sleep 15; nginx -s quit"), Some("15"));
        assert_eq!(slept("/bin/sleep 15s"), Some("15s"));
        assert_eq!(slept("nginx -s quit; sleep 15"), None);
        assert_eq!(slept(""), None);
    }
}
