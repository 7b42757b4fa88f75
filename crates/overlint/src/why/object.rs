//! Finding a built object by what a person calls it.

use overlint_kustomize::Resource;
use overlint_source::suggest::closest;

/// Why no object was found.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoObject {
    /// It is not `KIND/NAME`.
    #[error("`{0}` names no object; write `KIND/NAME` or `NAMESPACE/KIND/NAME`")]
    Malformed(String),
    /// There is none of that name, but perhaps one with nearly that.
    #[error("there is no `{asked}`{}", or_near(.near))]
    Unknown {
        /// What was asked for.
        asked: String,
        /// Those that are there, the most likely ones alone where there are any.
        near: Vec<String>,
    },
    /// It could be one of several.
    #[error("`{asked}` could be {}", list(.several))]
    Ambiguous {
        /// What was asked for.
        asked: String,
        /// What it could be.
        several: Vec<String>,
    },
}

/// How many objects an error names.
const SHOWN: usize = 8;

fn or_near(near: &[String]) -> String {
    match near {
        [] => String::new(),
        [one] => format!("; did you mean `{one}`?"),
        several => format!("; there are {}", list(several)),
    }
}

fn list(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(SHOWN);
    let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{tail}", shown.join(", "))
}

/// What a person calls an object.
struct Asked<'a> {
    kind: &'a str,
    group: Option<&'a str>,
    namespace: Option<&'a str>,
    name: &'a str,
}

impl<'a> Asked<'a> {
    fn new(kind: &'a str, namespace: Option<&'a str>, name: &'a str) -> Self {
        let (kind, group) = kind.split_once('.').map_or((kind, None), |(kind, group)| (kind, Some(group)));
        Self { kind, group, namespace, name }
    }

    /// The readings of a text: with three parts, kind and namespace may change places.
    fn read(text: &'a str) -> Option<Vec<Self>> {
        let parts: Vec<&str> = text.split('/').collect();
        if parts.iter().any(|part| part.is_empty()) {
            return None;
        }
        match *parts {
            [kind, name] => Some(vec![Self::new(kind, None, name)]),
            [one, two, name] => Some(vec![Self::new(two, Some(one), name), Self::new(one, Some(two), name)]),
            _ => None,
        }
    }

    fn fits(&self, resource: &Resource, name: &str) -> bool {
        let id = resource.id();
        let namespace = id.effective_namespace();
        self.name == name
            && self.kind.eq_ignore_ascii_case(&id.gvk.kind)
            && self.group.is_none_or(|group| group == id.gvk.group)
            && self.namespace.is_none_or(|asked| asked == namespace)
    }
}

/// The object that a text such as `Deployment/web`, `shop/Deployment/web` or `Deployment.apps/web` means: by its name
/// as built, or else by the name that it had at first.
pub fn find_object<'r>(resources: &'r [Resource], text: &str) -> Result<&'r Resource, NoObject> {
    let Some(asked) = Asked::read(text) else { return Err(NoObject::Malformed(text.to_owned())) };
    let named = |name: fn(&Resource) -> &str| -> Vec<&'r Resource> {
        let is_meant = |resource: &&Resource| asked.iter().any(|asked| asked.fits(resource, name(resource)));
        resources.iter().filter(is_meant).collect()
    };
    let mut found = named(|resource| &resource.id().name);
    if found.is_empty() {
        found = named(Resource::original_name);
    }
    match *found {
        [only] => Ok(only),
        [] => Err(NoObject::Unknown { asked: text.to_owned(), near: near_names(resources, &asked) }),
        _ => {
            let several = found.into_iter().map(full_name).collect();
            Err(NoObject::Ambiguous { asked: text.to_owned(), several })
        }
    }
}

/// The name that is nearly the same, else all of the kind, else all that is there.
fn near_names(resources: &[Resource], asked: &[Asked<'_>]) -> Vec<String> {
    let Some(Asked { kind, name, .. }) = asked.first() else { return Vec::new() };
    let names: Vec<String> = resources.iter().map(short_name).collect();
    if let Some(near) = closest(&format!("{kind}/{name}"), names.iter().map(String::as_str)) {
        return vec![near.to_owned()];
    }
    let of_kind = |resource: &&Resource| resource.id().gvk.kind.eq_ignore_ascii_case(kind);
    let of_kind: Vec<String> = resources.iter().filter(of_kind).map(short_name).collect();
    if of_kind.is_empty() { names } else { of_kind }
}

fn short_name(resource: &Resource) -> String {
    format!("{}/{}", resource.id().gvk.kind, resource.id().name)
}

/// A name that is only this object's.
fn full_name(resource: &Resource) -> String {
    let id = resource.id();
    let group = if id.gvk.group.is_empty() { String::new() } else { format!(".{}", id.gvk.group) };
    format!("{}/{}{group}/{}", id.effective_namespace(), id.gvk.kind, id.name)
}
