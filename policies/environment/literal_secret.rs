//! Secrets that stand in the repository for everyone to read.

use overlint_policy::{
    ConfigError, Declaration, Findings, OptionsSchema, Overlay, Policy, Variable, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::expression::Expression;
use crate::shared::secrets::{has_private_key, secret_word, tells_secret, url_password};
use crate::shared::subjects::Subjects;

policy! {
    /// ## What it does
    ///
    /// Finds environment variables, under `env` or from a ConfigMap of the overlay, that hold a secret in plain
    /// text; what a ConfigMap holds for files is not judged. It goes by name (`DB_PASSWORD`, `API_KEY`, `AUTH_TOKEN`), and finds passwords within a URL and private keys.
    /// Names that speak of a secret without holding it (`PASSWORD_FILE`, `TOKEN_URL`, `ACCESS_KEY_ID`) are left
    /// out, and so are values that are empty, a path, a switch, a placeholder, a reference to another variable or
    /// to a vault, or the name of an object.
    ///
    /// ## Why it matters
    ///
    /// Whoever may read the repository may read the secret, for ever, since Git keeps what was deleted. It is shown
    /// by `kubectl describe` too, and cannot be changed without a rollout.
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
    ///     - name: DATABASE_PASSWORD
    ///       value: correct-Horse7
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
    ///     - name: DATABASE_PASSWORD
    ///       valueFrom:
    ///         secretKeyRef:
    ///           name: database
    ///           key: password
    ///     - name: DATABASE_PASSWORD_FILE
    ///       value: /run/secrets/password
    /// ```
    ///
    /// ## Configuration
    ///
    /// `names` lists regular expressions for further names of secrets, `allow` for names that hold none; each has
    /// to match the whole name. `exempt` lists workloads that are left out: each entry has globs for `kind`,
    /// `name`, `namespace`, `labels` (key by key) or `container`.
    ///
    /// ```yaml
    /// names: [".*_PIN"]
    /// allow: [PUBLIC_API_KEY, "TEST_.*"]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/security/secrets-good-practices/>
    pub struct LiteralSecret {
        options: Options,
    }
    id: "literal-secret",
    summary: "an environment variable holds a secret in plain text",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl LiteralSecret {
    pub(crate) const DEFAULT: Self =
        Self { options: Options { names: Vec::new(), allow: Vec::new(), exempt: Subjects::NONE } };
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// Regular expressions for further whole names of secrets.
    #[serde(default)]
    names: Vec<Expression>,
    /// Regular expressions for whole names that hold no secret.
    #[serde(default)]
    allow: Vec<Expression>,
    /// The workloads and containers that are left out.
    #[serde(default)]
    exempt: Subjects,
}

impl Policy for LiteralSecret {
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
        for environment in overlay.environments() {
            let container = &environment.container;
            for variable in environment.variables.iter().filter(|variable| variable.holder.kind != "Secret") {
                let Some(reason) = self.why(variable) else { continue };
                if self.options.exempt.have(&environment.workload, container) {
                    continue;
                }
                let message = format!(
                    "environment variable `{}` holds a secret in plain text: {reason}",
                    variable.name
                );
                let help =
                    "put it into a Secret that is not in the repository, and refer to it by `secretKeyRef`";
                findings.about(variable.holder).add(variable.place(container), message, help);
            }
        }
    }
}

impl LiteralSecret {
    /// Why a variable is taken for a secret; `None` where it is not. The value is judged as it is written: what a
    /// reference brings in is found where it stands.
    fn why(&self, variable: &Variable<'_>) -> Option<String> {
        let value = variable.node.text().filter(|_| variable.value.is_some())?;
        let reason = if has_private_key(value) {
            "it is a private key".to_owned()
        } else if url_password(value).is_some_and(|password| tells_secret(password, "PASSWORD")) {
            "the URL has a password".to_owned()
        } else if let Some(word) = secret_word(&variable.name).filter(|word| tells_secret(value, word)) {
            format!("its name has `{word}`")
        } else {
            let matches = |name: &&Expression| name.matches(&variable.name) && !value.is_empty();
            format!("its name matches `{}`", self.options.names.iter().find(matches)?)
        };
        let is_allowed = self.options.allow.iter().any(|allowed| allowed.matches(&variable.name));
        (!is_allowed).then_some(reason)
    }
}
