//! References to environment variables that are not there.

use overlint_policy::{
    Container, ContainerEnvironment, Dangling, Declaration, Findings, Overlay, Place, Policy, policy,
    references,
};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds `$(NAME)` in the values of environment variables, and in `command` and `args`, where the container has
    /// no variable of that name, or sets it only further down. Names that the kubelet makes for Services
    /// (`WEB_SERVICE_HOST`) are left out, and so are containers that get variables from outside of the overlay, and
    /// scripts given to a shell, to which `$(name)` is a command.
    ///
    /// ## Why it matters
    ///
    /// The kubelet replaces a reference by the value only if the variable is there, and above the reference.
    /// Otherwise the program gets the text `$(NAME)` itself, and nothing says so.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    ///     env:
    ///     - name: DATABASE_URL
    ///       value: postgres://$(DATABASE_HOST):5432/web
    ///     - name: DATABASE_HOST
    ///       value: db.example.com
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    ///     env:
    ///     - name: DATABASE_HOST
    ///       value: db.example.com
    ///     - name: DATABASE_URL
    ///       value: postgres://$(DATABASE_HOST):5432/web
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/>
    /// - <https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/>
    pub struct UnresolvedVariableReference;
    id: "unresolved-variable-reference",
    summary: "a value refers to an environment variable that is not there",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl UnresolvedVariableReference {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for UnresolvedVariableReference {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_overlay(&self, overlay: &Overlay<'_>, findings: &mut Findings<'_>) {
        for environment in overlay.environments() {
            let mut findings = findings.about(environment.workload.object);
            for dangling in environment.dangling.iter().filter(|dangling| !is_from_service(dangling.name)) {
                tell_value(dangling, environment, &mut findings);
            }
            if environment.is_complete && !runs_shell(&environment.container) {
                check_arguments(environment, &mut findings);
            }
        }
    }
}

fn tell_value(dangling: &Dangling<'_>, environment: &ContainerEnvironment<'_>, findings: &mut Findings<'_>) {
    let name = dangling.name;
    let mut place =
        Place::of(dangling.node, environment.container.item_pointer("env", dangling.index) + "/value");
    let (message, help) = if dangling.is_defined_later {
        if let Some(variable) = environment.get(name) {
            place = place.related(variable.node.origin, "is set only here");
        }
        (
            format!("`$({name})` stands above the variable `{name}` and is not replaced"),
            "move the variable up",
        )
    } else {
        (format!("`$({name})` refers to a variable that the container does not have"), WRITE_TWICE)
    };
    findings.add(place, message, help);
}

const WRITE_TWICE: &str = "set the variable, or write `$$(` if the text is meant as it stands";

fn check_arguments(environment: &ContainerEnvironment<'_>, findings: &mut Findings<'_>) {
    for list in ["command", "args"] {
        let items = environment.container.node.get(list).map_or(&[][..], Node::items);
        for (index, item) in items.iter().enumerate() {
            let text = item.text().filter(|text| text.contains("$(")).unwrap_or_default();
            for name in references(text) {
                if is_name(name) && environment.get(name).is_none() && !is_from_service(name) {
                    let place = Place::of(item, environment.container.item_pointer(list, index));
                    let message =
                        format!("`$({name})` refers to a variable that the container does not have");
                    findings.add(place, message, WRITE_TWICE);
                }
            }
        }
    }
}

/// Whether a text may be the name of a variable, and not a command to a shell.
fn is_name(text: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    text.starts_with(|c: char| c.is_ascii_uppercase() || c == '_') && text.chars().all(is_letter)
}

/// Whether the kubelet makes such a variable for a Service of the namespace, which need not be in the overlay.
/// <https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables>
fn is_from_service(name: &str) -> bool {
    let ends = ["_SERVICE_HOST", "_SERVICE_PORT", "_PORT", "_TCP", "_UDP", "_ADDR", "_PROTO"];
    ends.iter().any(|end| name.ends_with(end)) || name.contains("_SERVICE_PORT_")
}

/// Whether the container runs a script, in which `$(...)` is a command.
fn runs_shell(container: &Container<'_>) -> bool {
    let items = ["command", "args"].into_iter().filter_map(|list| container.node.get(list));
    let texts = items.flat_map(Node::items).filter_map(Node::text);
    texts.take(3).any(|text| {
        let program = text.rsplit('/').next().unwrap_or_default();
        ["sh", "bash", "ash", "dash", "zsh", "ksh"].contains(&program)
            || (text.starts_with('-') && !text.starts_with("--") && text.ends_with('c'))
    })
}
