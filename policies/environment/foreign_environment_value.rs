//! Environment variables that name another environment.

use overlint_policy::{ConfigError, Declaration, Findings, Globs, Overlay, Policy, options, policy};
use overlint_source::Node;
use serde::Deserialize;

use crate::shared::expression::Expression;
use crate::shared::subjects::Subjects;

policy! {
    /// ## What it does
    ///
    /// Finds values of environment variables that name another environment than that of their overlay, as a word:
    /// `staging` in `db.staging.svc`, but not in `stagingdb`. It looks at what stands under `env`, and at the
    /// ConfigMaps and Secrets of the overlay. Which environments there are is configured; without a configuration
    /// it finds nothing.
    ///
    /// ## Why it matters
    ///
    /// An overlay is often made by copying another. A value that was not changed then leads production to the
    /// database of staging, and nothing about the manifest is invalid.
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
    ///       value: db.staging.svc
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
    ///       value: db.production.svc
    /// ```
    ///
    /// ## Configuration
    ///
    /// `environments` lists them: the `overlays` of each, as globs over their paths, its `name`, and the `words`
    /// that stand for it if it is not the name alone. Case does not matter. An overlay of several environments may
    /// name each of them, and one of none is not judged. `allow` lists regular expressions: a variable is left out
    /// if one matches its name as a whole. `exempt` lists workloads that are left out: each entry has globs for
    /// `kind`, `name`, `namespace`, `labels` (key by key) or `container`.
    ///
    /// ```yaml
    /// environments:
    /// - {name: staging, words: [staging, stg], overlays: "**/overlays/staging"}
    /// - {name: production, words: [production, prod], overlays: "**/overlays/production"}
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
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl ForeignEnvironmentValue {
    pub(crate) const DEFAULT: Self =
        Self { options: Options { environments: Vec::new(), allow: Vec::new(), exempt: Subjects::NONE } };
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    environments: Vec<Stage>,
    #[serde(default)]
    allow: Vec<Expression>,
    #[serde(default)]
    exempt: Subjects,
}

/// One of the environments that a repository describes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stage {
    name: String,
    #[serde(default)]
    words: Vec<String>,
    overlays: Globs,
}

impl Policy for ForeignEnvironmentValue {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        Ok(Box::new(Self { options: options(node)? }))
    }

    fn check_overlay(&self, overlay: &Overlay<'_>, findings: &mut Findings<'_>) {
        let is_here = |stage: &&Stage| stage.overlays.matches(overlay.path());
        let (own, others): (Vec<_>, Vec<_>) = self.options.environments.iter().partition(is_here);
        if own.is_empty() {
            return;
        }
        for environment in overlay.environments() {
            let container = &environment.container;
            for variable in &environment.variables {
                let value = variable.value.as_deref().unwrap_or_default();
                let Some((stage, word)) = foreign(value, &own, &others) else { continue };
                if self.is_allowed(&variable.name)
                    || self.options.exempt.have(&environment.workload, container)
                {
                    continue;
                }
                let (name, stage) = (&variable.name, &stage.name);
                let message = format!(
                    "environment variable `{name}` has `{word}`, which belongs to the environment `{stage}`"
                );
                let help = format!("write what belongs to `{}`, or allow the variable", own[0].name);
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
fn foreign<'a>(value: &str, own: &[&Stage], others: &[&'a Stage]) -> Option<(&'a Stage, &'a str)> {
    others.iter().find_map(|stage| {
        let is_own = |word: &str| own.iter().any(|own| own.words().any(|own| own.eq_ignore_ascii_case(word)));
        let mut words = stage.words();
        words.find(|word| has_word(value, word) && !is_own(word)).map(|word| (*stage, word))
    })
}

impl Stage {
    fn words(&self) -> impl Iterator<Item = &str> {
        let name = self.words.is_empty().then_some(self.name.as_str());
        name.into_iter().chain(self.words.iter().map(String::as_str))
    }
}

/// Whether a text has a word, in any case, with no letter or digit on either side.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    !word.is_empty()
        && bytes.windows(word.len()).enumerate().any(|(start, window)| {
            window.eq_ignore_ascii_case(word.as_bytes())
                && !is_part(start.checked_sub(1).and_then(|before| bytes.get(before)))
                && !is_part(bytes.get(start + word.len()))
        })
}

#[cfg(test)]
mod tests {
    use super::has_word;

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
