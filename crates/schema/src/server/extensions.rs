//! What extends the API server: webhooks and APIServices.
//!
//! <https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/>

use super::grammar;
use super::judge::{Judge, shown};
use super::place::Place;

impl Judge<'_> {
    /// Judges a configuration of webhooks, validating or mutating.
    pub(super) fn webhooks(&mut self, root: &Place<'_>) {
        let Some(webhooks) = root.field("webhooks") else { return };
        self.distinct(&webhooks, "name", &grammar::QUALIFIED_DOMAIN, "the webhook");
        for webhook in webhooks.items() {
            self.webhook(&webhook);
        }
    }

    fn webhook(&mut self, webhook: &Place<'_>) {
        self.wants(webhook, "sideEffects");
        self.within(webhook, "timeoutSeconds", 1..=30);
        self.selector(webhook, "namespaceSelector");
        self.selector(webhook, "objectSelector");
        self.review_versions(webhook);
        match webhook.field("clientConfig") {
            Some(client) => self.client(&client),
            None => drop(self.wants(webhook, "clientConfig")),
        }
        let rules = webhook.field("rules");
        for rule in rules.iter().flat_map(|rules| rules.items()) {
            for name in ["operations", "apiGroups", "apiVersions", "resources"] {
                if self.wants(&rule, name) && name != "resources" {
                    self.star_alone(&rule, name);
                }
            }
        }
    }

    /// Holds that `*` has nothing beside it.
    fn star_alone(&mut self, rule: &Place<'_>, name: &str) {
        let Some(list) = rule.field(name).filter(|list| list.node().items().len() > 1) else { return };
        if list.items().any(|item| item.text() == "*") {
            let message = format!("`*` in `{name}` stands for all, and yet others stand beside it");
            self.refuse_key("conflicting-fields", &list, message, "keep `*` alone, or remove it");
        }
    }

    fn review_versions(&mut self, webhook: &Place<'_>) {
        if !self.wants(webhook, "admissionReviewVersions") {
            return;
        }
        let Some(versions) = webhook.field("admissionReviewVersions") else { return };
        if !versions.items().any(|version| matches!(version.text(), "v1" | "v1beta1")) {
            let message = "none of these versions is one that the API server speaks";
            self.refuse_key("unsupported-value", &versions, message, "add `v1`");
        }
        for version in versions.items() {
            self.spelt(&version, &grammar::LABEL_1035);
        }
    }

    fn client(&mut self, client: &Place<'_>) {
        self.just_one(client, &["service", "url"], "a webhook is reached in one way");
        if let Some(url) = client.field("url") {
            self.webhook_url(&url);
        }
        if let Some(service) = client.field("service") {
            self.service_reference(&service);
        }
    }

    fn webhook_url(&mut self, url: &Place<'_>) {
        let (scheme, rest) = url.text().split_once("://").unwrap_or_default();
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let good = scheme.eq_ignore_ascii_case("https") && !host.is_empty() && !host.contains('@');
        if !good || url.text().contains(['?', '#']) {
            let message = format!("`{}` is no URL of a webhook", shown(url.text()));
            self.refuse(
                "malformed-value",
                url,
                message,
                "write it like `https://host/path`, without user, query or fragment",
            );
        }
    }

    fn service_reference(&mut self, service: &Place<'_>) {
        self.wants(service, "name");
        self.wants(service, "namespace");
        if let Some(port) = service.field("port") {
            self.numbered_port(&port);
        }
    }

    /// Judges an APIService, which is called after its version and group.
    pub(super) fn api_service(&mut self, root: &Place<'_>) {
        let Some(spec) = self.spec_of(root) else { return };
        self.wants_named(&spec, "version", &grammar::LABEL_1035);
        self.named(&spec, "group", &grammar::SUBDOMAIN);
        self.within(&spec, "groupPriorityMinimum", 1..=20_000);
        self.within(&spec, "versionPriority", 1..=1000);
        self.api_service_name(root, &spec);
        if let Some(service) = spec.field("service") {
            self.service_reference(&service);
            if spec.flag("insecureSkipTLSVerify") && !spec.string("caBundle").is_empty() {
                self.must_not(&spec, "caBundle", "has no use beside `insecureSkipTLSVerify`");
            }
        }
    }

    fn api_service_name(&mut self, root: &Place<'_>, spec: &Place<'_>) {
        let Some(metadata) = root.field("metadata") else { return };
        let Some(name) = metadata.field("name") else { return };
        let (version, group) = (spec.string("version"), spec.string("group"));
        let good = name.text().strip_prefix(version).and_then(|rest| rest.strip_prefix('.')) == Some(group);
        if !good && self.is_known(spec) {
            let message = format!(
                "an APIService is called after its version and group: `{}.{}`",
                shown(version),
                shown(group)
            );
            self.refuse(
                "invalid-name",
                &name,
                message,
                format!("write `{}.{}`", shown(version), shown(group)),
            );
        }
    }
}
