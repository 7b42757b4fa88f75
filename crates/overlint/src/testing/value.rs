//! What a field can be compared with.

use super::field::Field;

/// A value that a field can have, see [`Expect::equal`](super::Expect::equal).
pub trait FieldValue {
    /// Whether the field has it.
    fn is(&self, field: &Field<'_>) -> bool;

    /// The value as a message shows it.
    fn shown(&self) -> String;
}

impl FieldValue for &str {
    fn is(&self, field: &Field<'_>) -> bool {
        field.as_str() == Some(self)
    }

    fn shown(&self) -> String {
        format!("`{self}`")
    }
}

impl FieldValue for String {
    fn is(&self, field: &Field<'_>) -> bool {
        self.as_str().is(field)
    }

    fn shown(&self) -> String {
        self.as_str().shown()
    }
}

impl FieldValue for i64 {
    fn is(&self, field: &Field<'_>) -> bool {
        field.as_i64() == Some(*self)
    }

    fn shown(&self) -> String {
        format!("`{self}`")
    }
}

impl FieldValue for i32 {
    fn is(&self, field: &Field<'_>) -> bool {
        i64::from(*self).is(field)
    }

    fn shown(&self) -> String {
        format!("`{self}`")
    }
}

impl FieldValue for bool {
    fn is(&self, field: &Field<'_>) -> bool {
        field.as_bool() == Some(*self)
    }

    fn shown(&self) -> String {
        format!("`{self}`")
    }
}

impl FieldValue for &[&str] {
    fn is(&self, field: &Field<'_>) -> bool {
        let items = field.items();
        items.len() == self.len() && items.iter().zip(*self).all(|(item, wanted)| wanted.is(item))
    }

    fn shown(&self) -> String {
        format!("`[{}]`", self.join(", "))
    }
}

impl<const N: usize> FieldValue for [&str; N] {
    fn is(&self, field: &Field<'_>) -> bool {
        self.as_slice().is(field)
    }

    fn shown(&self) -> String {
        self.as_slice().shown()
    }
}

impl FieldValue for Vec<&str> {
    fn is(&self, field: &Field<'_>) -> bool {
        self.as_slice().is(field)
    }

    fn shown(&self) -> String {
        self.as_slice().shown()
    }
}

/// What a field is, in the words of a message; the value of a Secret is not told.
pub(super) fn found(field: &Field<'_>) -> String {
    let Some(node) = field.node() else { return "is missing".to_owned() };
    if field.object().kind() == "Secret" && !field.pointer().starts_with("/metadata/") {
        return "has another value".to_owned();
    }
    match node.text() {
        Some(text) => format!("is `{text}`"),
        None if node.as_sequence().is_some() => format!("is `[{}]`", field.texts().join(", ")),
        None => "is a map".to_owned(),
    }
}
