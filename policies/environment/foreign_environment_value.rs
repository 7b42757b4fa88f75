//! Environment variables that name another environment.

use overlint_policy::{
    ConfigError, Declaration, Environment, Findings, OptionsSchema, Overlay, Policy, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::expression::Expression;
use crate::shared::subjects::Subjects;

policy! {
    /// ## What it does
    ///
    /// Finds values of environment variables that name another environment than that of their overlay, as a word:
    /// `staging` in `db.staging.svc`, but not in `stagingdb`, nor `dev` in `/dev/stdout`. It looks at what stands
    /// under `env`, and at the ConfigMaps and Secrets of the overlay. Where the configuration declares no
    /// environments it finds nothing.
    ///
    /// ## Why it matters
    ///
    /// An overlay is often made by copying another. A value that was not changed then leads production to the
    /// database of staging, and nothing about the manifest is invalid.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// # environments:
    /// #   staging: {overlays: "**/overlays/staging", words: [staging, stg]}
    /// #   production: {overlays: "**/overlays/production", words: [production, prod]}
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
    ///       value: db.staging.svc
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// # environments:
    /// #   staging: {overlays: "**/overlays/staging", words: [staging, stg]}
    /// #   production: {overlays: "**/overlays/production", words: [production, prod]}
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
    ///       value: db.production.svc
    /// ```
    ///
    /// ## Configuration
    ///
    /// Which environments there are stands under `environments` of the whole configuration: their names, the
    /// `overlays` of each, and the `words` that stand for it if that is not the name alone. Case does not matter.
    /// An overlay of several environments may name each of them, and one of none is not judged. Here, `allow` lists
    /// regular expressions: a variable is left out if one matches its name as a whole. `exempt` lists workloads that
    /// are left out: each entry has globs for `kind`, `name`, `namespace`, `labels` (key by key) or `container`.
    ///
    /// ```yaml
    /// allow: [PROMOTED_FROM]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/>
    pub struct ForeignEnvironmentValue {
        options: Options,
    }
    id: "foreign-environment-value",
    summary: "an environment variable names another environment",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl ForeignEnvironmentValue {
    pub(crate) const DEFAULT: Self = Self { options: Options { allow: Vec::new(), exempt: Subjects::NONE } };
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// Regular expressions for the whole names of variables that are left out.
    #[serde(default)]
    allow: Vec<Expression>,
    /// The workloads and containers that are left out.
    #[serde(default)]
    exempt: Subjects,
}

impl Policy for ForeignEnvironmentValue {
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
        let is_here = |one: &&Environment| one.overlays().matches(overlay.path());
        let (own, others): (Vec<_>, Vec<_>) = overlay.declared_environments().iter().partition(is_here);
        if own.is_empty() {
            return;
        }
        for environment in overlay.environments() {
            let container = &environment.container;
            for variable in &environment.variables {
                let value = variable.value.as_deref().unwrap_or_default();
                let Some((other, word)) = foreign(value, &own, &others) else { continue };
                if self.is_allowed(&variable.name)
                    || self.options.exempt.have(&environment.workload, container)
                {
                    continue;
                }
                let (name, other) = (&variable.name, other.name());
                let message = format!(
                    "environment variable `{name}` has `{word}`, which belongs to the environment `{other}`"
                );
                let help = format!("write what belongs to `{}`, or allow the variable", own[0].name());
                findings.about(variable.holder).add(variable.place(container), message, help);
            }
        }
    }
}

impl ForeignEnvironmentValue {
    fn is_allowed(&self, name: &str) -> bool {
        self.options.allow.iter().any(|allowed| allowed.matches(name))
    }
}

/// The environment of others that a value names, and by which word; one that stands for the own as well is not foreign.
fn foreign<'a>(
    value: &str,
    own: &[&Environment],
    others: &[&'a Environment],
) -> Option<(&'a Environment, &'a str)> {
    others.iter().find_map(|other| {
        let is_own = |word: &str| own.iter().any(|own| own.words().any(|own| own.eq_ignore_ascii_case(word)));
        let mut words = other.words();
        words.find(|word| has_word(value, word) && !is_own(word)).map(|word| (*other, word))
    })
}

/// Whether a text has a word, in any case, with no letter or digit on either side. The directory of devices is none.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    !word.is_empty()
        && bytes.windows(word.len()).enumerate().any(|(start, window)| {
            window.eq_ignore_ascii_case(word.as_bytes())
                && !is_part(start.checked_sub(1).and_then(|before| bytes.get(before)))
                && !is_part(bytes.get(start + word.len()))
                && !is_of_devices(text, start)
        })
}

/// Whether a word is the `dev` of a path such as `/dev/stdout`.
fn is_of_devices(text: &str, start: usize) -> bool {
    let begins_path = text[..start].strip_suffix('/').is_some_and(|before| {
        before.chars().next_back().is_none_or(|last| last.is_whitespace() || "=:,;\"'<>|".contains(last))
    });
    begins_path && text[start..].starts_with("dev/")
}

#[cfg(test)]
mod tests {
    use super::has_word;

    #[test]
    fn devices_are_no_environment() {
        for text in ["/dev/stdout", "--log=/dev/null", "cat /dev/urandom | head", "tcp://a:1 2>/dev/null"] {
            assert!(!has_word(text, "dev"), "{text}");
        }
        for text in ["https://host/dev/api", "db.dev", "/data/dev/", "Dev/", "/dev"] {
            assert!(has_word(text, "dev"), "{text}");
        }
    }

    #[test]
    fn words_stand_between_signs() {
        for text in ["staging", "db.staging.svc", "DB_STAGING", "a/Staging?b"] {
            assert!(has_word(text, "staging"), "{text}");
        }
        for text in ["", "stagin", "stagingdb", "mystaging", "staging2"] {
            assert!(!has_word(text, "staging"), "{text}");
        }
        assert!(!has_word("anything", ""));
    }
}
