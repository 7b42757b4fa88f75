//! Fields that have to be there and are not, or stand elsewhere.

use overlint_source::{Entry, Mapping};

use crate::pack::{Field, Object, Type};

use super::frame::{Frame, Segment};
use super::walk::{Walk, has_shape_of};

impl Walk<'_> {
    /// Reports a field that has to be there.
    pub(super) fn missing_field(
        &mut self,
        field: Field,
        object: Object<'static>,
        mapping: &Mapping,
        frame: &Frame<'_>,
    ) {
        let name = self.catalog.pack.string(field.name);
        let removal = mapping.removed.iter().rev().find(|removal| removal.key == name);
        if let Some(removal) = removal {
            let message = format!("this patch removes `{name}`, which `{}` requires", object.name);
            let added = self.report("missing-field", frame, removal.origin, message).misses(frame, name);
            added.help(format!("leave `{name}` in place, or set another value"));
        } else if let Some((map, entry)) = self.too_far_right(field, object, mapping) {
            let place = frame.describe();
            let message = format!("`{name}` is a field of {place}; it stands one level too far right");
            let map = frame.enter(Segment::Key(&map.key), &map.value);
            let added = self.report("missing-field", &map, entry.key.origin, message).pointer_to(&map, name);
            added.help(format!("move it out of {}", map.describe())).meant([frame.pointer_to(name)]);
        } else {
            let message = format!("`{}` requires the field `{name}`", object.name);
            let added = self.report("missing-field", frame, frame.heading(), message);
            added.help(format!("add `{name}`")).misses(frame, name);
        }
    }

    /// A missing field among the free keys of a map beside it, where indenting makes it a valid entry.
    fn too_far_right<'m>(
        &self,
        missing: Field,
        object: Object<'static>,
        mapping: &'m Mapping,
    ) -> Option<(&'m Entry, &'m Entry)> {
        let pack = self.catalog.pack;
        let resolve = |code| pack.resolve(code, self.catalog.version);
        mapping.entries.iter().find_map(|map| {
            let (_, field) = pack.field(object, map.key.text())?;
            let Type::Map(_) = resolve(field.code) else { return None };
            let entry = map.value.entry(pack.string(missing.name))?;
            has_shape_of(resolve(missing.code), &entry.value).then_some((map, entry))
        })
    }
}
