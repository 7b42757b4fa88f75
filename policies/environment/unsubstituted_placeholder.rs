//! Placeholders of a template that nobody filled in.

use overlint_policy::{ConfigError, Declaration, Findings, OptionsSchema, Overlay, Policy, options, policy};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::expression::Expression;
use crate::shared::subjects::Subjects;

policy! {
    /// ## What it does
    ///
    /// Finds `${NAME}` and `{{ name }}` in the values of environment variables, whether they stand under `env` or
    /// come from a ConfigMap or Secret of the overlay.
    ///
    /// ## Why it matters
    ///
    /// Neither Kubernetes nor kustomize knows these signs. What was to be put in by `envsubst` or a template is a
    /// text that the program cannot use, unless it replaces it by itself.
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
    ///     - name: DATABASE_HOST
    ///       value: db.${REGION}.example.com
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
    ///       value: db.eu-west-1.example.com
    /// ```
    ///
    /// ## Configuration
    ///
    /// `allow` lists regular expressions; a placeholder is left out if one of them matches the name in it as a
    /// whole, as for what Flux substitutes, or what the program replaces by itself. `exempt` lists workloads that
    /// are left out: each entry has globs for `kind`, `name`, `namespace`, `labels` (key by key) or `container`.
    ///
    /// ```yaml
    /// allow: [cluster_.*]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/>
    /// - <https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution>
    pub struct UnsubstitutedPlaceholder {
        options: Options,
    }
    id: "unsubstituted-placeholder",
    summary: "a value has a placeholder that nobody filled in",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl UnsubstitutedPlaceholder {
    pub(crate) const DEFAULT: Self = Self { options: Options { allow: Vec::new(), exempt: Subjects::NONE } };
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// Regular expressions for the whole names in placeholders that are left out.
    #[serde(default)]
    allow: Vec<Expression>,
    /// The workloads and containers that are left out.
    #[serde(default)]
    exempt: Subjects,
}

impl Policy for UnsubstitutedPlaceholder {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        Ok(Box::new(Self { options: options(node)? }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn check_overlay(&self, overlay: &Overlay<'_>, findings: &mut Findings<'_>) {
        let is_allowed = |name: &str| self.options.allow.iter().any(|allowed| allowed.matches(name));
        for environment in overlay.environments() {
            let container = &environment.container;
            for variable in &environment.variables {
                let value = variable.value.as_deref().unwrap_or_default();
                let Some(placeholder) = first_placeholder(value, is_allowed) else { continue };
                if self.options.exempt.have(&environment.workload, container) {
                    continue;
                }
                let message = format!(
                    "environment variable `{}` still has the placeholder `{placeholder}`",
                    variable.name
                );
                let mut findings = findings.about(variable.holder);
                findings.add(variable.place(container), message, "write the value, or allow the placeholder");
            }
        }
    }
}

/// The first placeholder whose name is not allowed.
fn first_placeholder(value: &str, is_allowed: impl Fn(&str) -> bool) -> Option<&str> {
    let mut found: Vec<_> = placeholders(value, "${", "}").chain(placeholders(value, "{{", "}}")).collect();
    found.sort_by_key(|(start, ..)| *start);
    let is_meant = |name: &str| !name.is_empty() && !is_allowed(name);
    found.into_iter().find(|(_, _, name)| is_meant(name)).map(|(_, whole, _)| whole)
}

/// The placeholders between two signs: where each begins, the whole, and the name without a default behind it.
fn placeholders<'a>(
    value: &'a str,
    open: &'static str,
    close: &'static str,
) -> impl Iterator<Item = (usize, &'a str, &'a str)> {
    value.match_indices(open).filter_map(move |(start, _)| {
        let inner = &value[start + open.len()..];
        let inner = &inner[..inner.find(close)?];
        let whole = &value[start..start + open.len() + inner.len() + close.len()];
        let name = inner.split([':', '-', '|', '=']).next().unwrap_or_default();
        Some((start, whole, name.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_first_that_is_not_allowed() {
        let first = |value| first_placeholder(value, |name| name == "region");
        assert_eq!(first("a.${REGION}.b"), Some("${REGION}"));
        assert_eq!(first("${region:-eu}.{{ .Values.zone }}"), Some("{{ .Values.zone }}"));
        assert_eq!(first("$REGION ${} ${open {{"), None);
    }
}
