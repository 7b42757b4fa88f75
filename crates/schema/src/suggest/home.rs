//! The places where fields belong that stand elsewhere.

/// Where a field belongs that stands elsewhere: there it is not missing as well.
#[derive(Debug)]
pub(crate) struct Home {
    /// The pointer of an object.
    object: String,
    /// The keys that lead on from there, the field's own last.
    path: Vec<String>,
}

impl Home {
    /// The place that these keys lead to from an object.
    pub(crate) fn new<'k>(object: String, keys: impl Iterator<Item = &'k str>) -> Self {
        Self { object, path: keys.map(str::to_owned).collect() }
    }

    /// Whether a pointer is that of the field at home, whatever the entries of lists on the way.
    pub(crate) fn is_at(&self, pointer: &str) -> bool {
        let Some(way) = pointer.strip_prefix(&self.object).and_then(|rest| rest.strip_prefix('/')) else {
            return false;
        };
        let keys = way.split('/').filter(|step| step.bytes().any(|byte| !byte.is_ascii_digit()));
        keys.eq(self.path.iter().map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_lists_on_the_way_do_not_count() {
        let home = Home::new("/spec".to_owned(), ["ports", "port"].into_iter());
        assert!(home.is_at("/spec/ports/0/port") && home.is_at("/spec/ports/12/port"));
        assert!(
            !home.is_at("/spec/ports/0/name")
                && !home.is_at("/spec/port")
                && !home.is_at("/specs/ports/port")
        );
    }
}
