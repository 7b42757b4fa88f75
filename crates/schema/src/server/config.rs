//! ConfigMaps and Secrets.
//!
//! <https://kubernetes.io/docs/concepts/configuration/>

use overlint_source::Node;

use super::grammar;
use super::judge::Judge;
use super::place::Place;

/// How many bytes all values may have.
const MOST: usize = 1024 * 1024;

impl Judge<'_> {
    /// Judges a ConfigMap.
    pub(super) fn config_map(&mut self, root: &Place<'_>) {
        let (data, binary) = (root.field("data"), root.field("binaryData"));
        let mut size = 0;
        for (key, value) in data.iter().flat_map(|data| data.entries()) {
            self.key_spelt(key, &value, &grammar::CONFIG_KEY);
            size += value.text().len();
        }
        for (key, value) in binary.iter().flat_map(|binary| binary.entries()) {
            self.key_spelt(key, &value, &grammar::CONFIG_KEY);
            size += decoded_length(value.text());
        }
        self.keys_twice(data.as_ref(), binary.as_ref());
        self.size(root, size);
    }

    fn keys_twice(&mut self, data: Option<&Place<'_>>, binary: Option<&Place<'_>>) {
        let (Some(data), Some(binary)) = (data, binary) else { return };
        // The smaller one is looked through for each key of the other.
        let known: std::collections::HashMap<_, _> =
            data.entries().map(|(key, value)| (key, value.heading())).collect();
        for (key, value) in binary.entries() {
            if let Some(first) = known.get(key) {
                let message = format!("the key `{key}` stands in `data` as well");
                let told = self.refuse_key("duplicate-name", &value, message, "keep one of the two");
                told.related(*first, "it stands here first");
            }
        }
    }

    /// Judges a Secret.
    pub(super) fn secret(&mut self, root: &Place<'_>) {
        let (data, plain) = (root.field("data"), root.field("stringData"));
        let mut size = 0;
        for (key, value) in data.iter().flat_map(|data| data.entries()) {
            self.key_spelt(key, &value, &grammar::CONFIG_KEY);
            size += decoded_length(value.text());
        }
        for (key, value) in plain.iter().flat_map(|plain| plain.entries()) {
            self.key_spelt(key, &value, &grammar::CONFIG_KEY);
            let hidden = data.as_ref().and_then(|data| data.node().get(key)).and_then(Node::text);
            size = size.saturating_sub(hidden.map_or(0, decoded_length)) + value.text().len();
        }
        self.size(root, size);
        self.keys_of_type(root);
    }

    fn keys_of_type(&mut self, root: &Place<'_>) {
        let wanted: &[&str] = match root.string("type") {
            "kubernetes.io/dockercfg" => &[".dockercfg"],
            "kubernetes.io/dockerconfigjson" => &[".dockerconfigjson"],
            "kubernetes.io/ssh-auth" => &["ssh-privatekey"],
            "kubernetes.io/tls" => &["tls.crt", "tls.key"],
            "kubernetes.io/basic-auth" if !has_key(root, "username") && !has_key(root, "password") => {
                &["username"]
            }
            "kubernetes.io/service-account-token" => return self.token_owner(root),
            _ => return,
        };
        let missing = wanted.iter().filter(|key| !has_key(root, key));
        for key in missing {
            let message = format!("a Secret of type `{}` needs the key `{key}`", root.string("type"));
            let help = format!("add `{key}` to `data` or `stringData`");
            let data = root.field("data");
            self.lacks(data.as_ref().unwrap_or(root), key, message, help);
        }
    }

    fn token_owner(&mut self, root: &Place<'_>) {
        const OWNER: &str = "kubernetes.io/service-account.name";
        let metadata = root.field("metadata");
        let annotations = metadata.as_ref().and_then(|metadata| metadata.field("annotations"));
        if annotations.as_ref().is_none_or(|annotations| annotations.string(OWNER).is_empty()) {
            let message = format!("a token needs the annotation `{OWNER}`");
            let parent = annotations.as_ref().or(metadata.as_ref()).unwrap_or(root);
            self.lacks(parent, OWNER, message, "add the annotation with the name of the ServiceAccount");
        }
    }

    fn size(&mut self, root: &Place<'_>, size: usize) {
        if size > MOST {
            let message = format!("the values have {size} bytes; {MOST} are the most");
            self.refuse("too-large", root, message, "split it, or keep large files in a volume");
        }
    }
}

fn has_key(root: &Place<'_>, key: &str) -> bool {
    ["data", "stringData"]
        .iter()
        .any(|list| root.node().get(list).is_some_and(|list| list.get(key).is_some()))
}

/// How many bytes base64 text stands for.
fn decoded_length(text: &str) -> usize {
    let digits = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n' | b'=')).count();
    digits * 3 / 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_measured() {
        assert_eq!(["", "YQ==", "YWI=", "YWJj", "YW\nJj"].map(decoded_length), [0, 1, 2, 3, 3]);
    }
}
