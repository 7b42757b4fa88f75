//! Which image an entry meant that finds none.

use overlint_source::suggest::closest;
use overlint_source::{Node, Value};

use super::{is_container_list, split};
use crate::kustomization::{Image, Text};
use crate::resource::Resource;

/// How many names are compared with one that no image has, and how long they may be.
const MAX_CANDIDATES: usize = 200;
const MAX_NAME: usize = 255;

/// The name that an entry is looking for, and the closest that an image has.
pub(super) fn about(list: &[Resource], image: &Image) -> (String, Option<String>) {
    let name = image.name.as_ref().map_or("", Text::as_str);
    if name.len() > MAX_NAME {
        return (String::new(), None);
    }
    let mut names = Vec::new();
    for resource in list {
        add_names(resource.node(), &mut names);
    }
    let near = closest(name, names.iter().copied()).or_else(|| same_end(name, &names));
    (name.to_owned(), near.filter(|near| *near != name).map(str::to_owned))
}

/// The images of the lists that kustomize looks for images in.
fn add_names<'n>(node: &'n Node, names: &mut Vec<&'n str>) {
    match &node.value {
        Value::Scalar(_) => {}
        Value::Sequence(list) => list.items.iter().for_each(|item| add_names(item, names)),
        Value::Mapping(map) => {
            for entry in &map.entries {
                if is_container_list(entry.key.text()) {
                    let images = entry.value.items().iter().filter_map(|item| item.get("image")?.text());
                    let known = |image: &&str| image.len() <= MAX_NAME;
                    names.extend(images.map(|image| split(image).0).filter(known));
                    names.truncate(MAX_CANDIDATES);
                }
                add_names(&entry.value, names);
            }
        }
    }
}

/// The one image whose last segment is the same: the registry is what is most often forgotten, or has moved.
fn same_end<'n>(name: &str, names: &[&'n str]) -> Option<&'n str> {
    let last = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let wanted = last(name);
    let mut same = names.iter().copied().filter(|known| last(known) == wanted);
    let first = same.next()?;
    same.all(|other| other == first).then_some(first)
}
