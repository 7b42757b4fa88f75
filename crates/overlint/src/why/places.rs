//! What stands at a place: a field of a kustomization, a patch, a resource.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use overlint_kustomize::{Graph, Inclusion, Role};
use overlint_source::read::{Limits, Place, read_first};
use overlint_source::{Node, Origin, SourceId, Sources, Value};

/// The files of a build, and on which way it came to them.
pub struct Places<'a> {
    sources: &'a Sources,
    graph: &'a Graph,
    root: usize,
    /// The fields of the kustomization files that were asked about.
    fields: RefCell<HashMap<SourceId, Rc<Vec<Field>>>>,
}

/// A scalar of a kustomization file.
struct Field {
    line: u32,
    column: u32,
    path: String,
}

impl<'a> Places<'a> {
    /// The places of the build of a kustomization of a graph, by its number.
    pub fn new(sources: &'a Sources, graph: &'a Graph, root: usize) -> Self {
        Self { sources, graph, root, fields: RefCell::default() }
    }

    /// The file of a place.
    pub fn file(&self, origin: Origin) -> String {
        self.sources.path(origin.source)
    }

    /// The entries that led to the file of a place, the last one first.
    pub fn way(&self, origin: Origin) -> Vec<Inclusion> {
        self.graph.way(self.root, &self.file(origin))
    }

    /// What the file of a place is included as; nothing for a kustomization file.
    pub fn role(&self, origin: Origin) -> Option<Role> {
        if self.graph.is_kustomization(&self.file(origin)) {
            return None;
        }
        self.way(origin).first().map(|inclusion| inclusion.role)
    }

    /// The field of a kustomization file that a place lies in, such as `images[0].newTag`.
    pub fn field(&self, origin: Origin) -> Option<String> {
        if !self.graph.is_kustomization(&self.file(origin)) {
            return None;
        }
        let fields = self.fields_of(origin.source);
        let behind =
            fields.partition_point(|field| (field.line, field.column) <= (origin.line, origin.column));
        let field = fields.get(behind.checked_sub(1)?)?;
        Some(field.path.clone())
    }

    fn fields_of(&self, source: SourceId) -> Rc<Vec<Field>> {
        let known = self.fields.borrow().get(&source).cloned();
        known.unwrap_or_else(|| {
            let fields = Rc::new(self.read_fields(source));
            self.fields.borrow_mut().insert(source, fields.clone());
            fields
        })
    }

    fn read_fields(&self, source: SourceId) -> Vec<Field> {
        let text = self.sources.get(source).map(|source| source.text().clone()).unwrap_or_default();
        let place = Place::Within { source, first_line: 1, indent: 0 };
        let root = read_first(&text, place, &Limits::default()).ok().and_then(|document| document.root);
        let mut fields = Vec::new();
        if let Some(root) = root {
            collect(&root, "", &mut fields);
        }
        fields.sort_by_key(|field| (field.line, field.column));
        fields
    }
}

/// Goes as deep as the file does, which the reader limits.
fn collect(node: &Node, path: &str, fields: &mut Vec<Field>) {
    fields.push(Field { line: node.origin.line, column: node.origin.column, path: path.to_owned() });
    match &node.value {
        Value::Scalar(_) => {}
        Value::Sequence(list) => {
            for (index, item) in list.items.iter().enumerate() {
                collect(item, &format!("{path}[{index}]"), fields);
            }
        }
        Value::Mapping(map) => {
            for entry in &map.entries {
                let path = if path.is_empty() { String::new() } else { format!("{path}.") };
                let path = format!("{path}{}", entry.key.text());
                let Origin { line, column, .. } = entry.key.origin;
                fields.push(Field { line, column, path: path.clone() });
                collect(&entry.value, &path, fields);
            }
        }
    }
}
