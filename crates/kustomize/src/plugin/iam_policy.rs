//! `IAMPolicyGenerator`: a ServiceAccount that stands for one of Google's cloud.
//!
//! Source of the rules: `api/filters/iampolicygenerator` of kustomize 5.8.2.

use overlint_source::{Entry, Input, Key, Made, Node, Origin};
use smol_str::{SmolStr, format_smolstr};

use crate::error::{BuildError, Fault, Result};
use crate::generate::{Behavior, Generated};
use crate::kustomization::{At, Decode, Fields, Text};
use crate::resource::Resource;

const ANNOTATION: &str = "iam.gke.io/gcp-service-account";

/// Makes the ServiceAccount.
pub(super) fn generate(node: &Node) -> Result<Generated> {
    let fields = Fields::open(node, At::plugin(""), &["cloud", "kubernetesService", "serviceAccount"])?;
    let cloud: Option<Text> = fields.get("cloud")?;
    if cloud.as_ref().map(Text::as_str) != Some("gke") {
        let (message, origin) = match cloud {
            Some(cloud) => (format!("the cloud `{}` is not supported", cloud.text), cloud.origin),
            None => ("`IAMPolicyGenerator` needs a `cloud`".to_owned(), node.origin),
        };
        return Err(BuildError::new(Fault::Generator, origin, message).help("write `cloud: gke`"));
    }
    let service: Named = fields.get("kubernetesService")?;
    let account: Named = fields.get("serviceAccount")?;
    let node = object(node.origin, &service, &account);
    if service.text("name").is_empty() {
        let message = "`IAMPolicyGenerator` needs a `kubernetesService.name`";
        return Err(BuildError::new(Fault::Generator, node.origin, message));
    }
    Ok(Generated { resource: Resource::new(node), behavior: Behavior::Create })
}

fn object(origin: Origin, service: &Named, account: &Named) -> Node {
    let entry = |name: &str, value: Node| Entry { key: Key::string(name, origin), value };
    let email =
        format_smolstr!("{}@{}.iam.gserviceaccount.com", account.text("name"), account.text("projectId"));
    let annotations = Node::mapping(
        vec![Entry {
            key: Key::string(ANNOTATION, origin),
            value: Node::plain(email, account.origin("name", origin)).made(Made::Joined, account.inputs()),
        }],
        origin,
    );
    let mut metadata = vec![
        entry("annotations", annotations),
        entry("name", Node::plain(service.text("name"), service.origin("name", origin))),
    ];
    let namespace = service.text("namespace");
    if !namespace.is_empty() {
        metadata.push(entry("namespace", Node::plain(namespace, service.origin("namespace", origin))));
    }
    Node::mapping(
        vec![
            entry("apiVersion", Node::plain("v1", origin).generated()),
            entry("kind", Node::plain("ServiceAccount", origin).generated()),
            entry("metadata", Node::mapping(metadata, origin)),
        ],
        origin,
    )
}

/// The texts of one of the two accounts.
#[derive(Default)]
struct Named(Vec<(&'static str, Text)>);

impl Named {
    fn text(&self, field: &str) -> SmolStr {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, text)| text.text.clone()).unwrap_or_default()
    }

    /// What an address of the account is made of.
    fn inputs(&self) -> Vec<Input> {
        let parts = self.0.iter().filter(|(name, _)| *name != "namespace");
        parts.map(|(_, text)| Input::new(text.text.clone(), text.origin)).collect()
    }

    fn origin(&self, field: &str, otherwise: Origin) -> Origin {
        self.0.iter().find(|(name, _)| *name == field).map_or(otherwise, |(_, text)| text.origin)
    }
}

impl Decode for Named {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        const FIELDS: &[&str] = &["name", "namespace", "projectId"];
        let fields = Fields::open(node, at, FIELDS)?;
        let mut texts = Vec::new();
        for field in FIELDS {
            if let Some(text) = fields.get::<Option<Text>>(field)? {
                texts.push((*field, text));
            }
        }
        Ok(Self(texts))
    }
}
