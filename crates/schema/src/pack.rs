//! Reads the packed schemas in place: every access is bounds-checked, none allocates.
//!
//! Damaged data never panics: what cannot be read counts as a type that allows anything.

use std::cmp::Ordering;

use overlint_schemas::layout::{self, Section, leaf, node};

use crate::error::SchemaError;

/// How often a type may lead to another before it counts as damaged.
const MAX_REFERENCES: usize = 8;

/// A type as it lies in the data, see [`layout`].
pub(crate) type TypeCode = u16;

/// The packed schemas of all versions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pack<'p> {
    bytes: &'p [u8],
    starts: [u32; layout::SECTIONS + 1],
}

/// What a value has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type<'p> {
    Any,
    String,
    Boolean,
    Int32,
    Int64,
    Number,
    Bytes,
    Time,
    MicroTime,
    IntOrString,
    Quantity,
    FreeObject,
    EmptyObject,
    Object(Object<'p>),
    List(TypeCode),
    Map(TypeCode),
    Enumeration(Values),
    SchemaOrBoolean(TypeCode),
    SchemaOrList(TypeCode),
    SchemaOrStrings(TypeCode),
}

/// The fields of an object, sorted by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Object<'p> {
    /// Four bytes a field.
    fields: &'p [u8],
    /// The short name of the definition: `Container`.
    pub(crate) name: &'p str,
}

/// The values of an enumeration, as a place in their section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Values {
    first: u16,
    count: u8,
}

/// A field of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// The string that is its name.
    pub(crate) name: u16,
    /// What its value has to be.
    pub(crate) code: TypeCode,
    /// Whether it has to be there, and not null.
    pub(crate) required: bool,
}

/// A kind and the versions of Kubernetes that have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kind<'p> {
    pub(crate) group: &'p str,
    pub(crate) version: &'p str,
    pub(crate) name: &'p str,
    pub(crate) definition: u16,
    pub(crate) first: u8,
    pub(crate) last: u8,
    pub(crate) is_list: bool,
}

impl<'p> Pack<'p> {
    /// The reader of packed schemas; fails where the header does not fit the bytes.
    pub(crate) fn new(bytes: &'p [u8]) -> Result<Self, SchemaError> {
        Self::open(bytes).ok_or(SchemaError::Damaged)
    }

    fn open(bytes: &'p [u8]) -> Option<Self> {
        if bytes.get(..4)? != layout::MAGIC || read_u32(bytes, 4)? != layout::FORMAT {
            return None;
        }
        let mut starts = [0; layout::SECTIONS + 1];
        for (index, start) in starts.iter_mut().enumerate() {
            *start = read_u32(bytes, layout::OFFSETS + 4 * index)?;
        }
        let fits = starts.is_sorted() && starts[layout::SECTIONS] as usize == bytes.len();
        fits.then_some(Self { bytes, starts })
    }

    fn section(&self, section: Section) -> &'p [u8] {
        let index = section as usize;
        self.bytes.get(self.starts[index] as usize..self.starts[index + 1] as usize).unwrap_or_default()
    }

    /// The minor numbers of all versions, oldest first.
    pub(crate) fn versions(&self) -> &'p [u8] {
        self.section(Section::Versions)
    }

    /// The string of that index; empty where there is none.
    pub(crate) fn string(&self, index: u16) -> &'p str {
        std::str::from_utf8(self.string_bytes(index)).unwrap_or_default()
    }

    fn string_bytes(&self, index: u16) -> &'p [u8] {
        let ends = self.section(Section::StringEnds);
        let at = usize::from(index);
        let start = at.checked_sub(1).map_or(Some(0), |before| read_u32(ends, 4 * before));
        let (Some(start), Some(end)) = (start, read_u32(ends, 4 * at)) else { return &[] };
        self.section(Section::StringBytes).get(start as usize..end as usize).unwrap_or_default()
    }

    /// What a type is in a version.
    pub(crate) fn resolve(&self, code: TypeCode, version: u8) -> Type<'p> {
        self.resolve_named(0, code, version)
    }

    /// What a type is in a version, where the definition of that name is it.
    fn resolve_named(&self, mut name: u16, mut code: TypeCode, version: u8) -> Type<'p> {
        for _ in 0..MAX_REFERENCES {
            if code < layout::FIRST_NODE {
                return leaf_type(code);
            }
            let Some([tag, count, low, high]) = self.node(code) else { return Type::Any };
            let payload = u16::from_le_bytes([low, high]);
            match tag {
                node::OBJECT => return self.object(payload, count, name),
                node::LIST => return Type::List(payload),
                node::MAP => return Type::Map(payload),
                node::ENUMERATION => return Type::Enumeration(Values { first: payload, count }),
                node::SCHEMA_OR_BOOLEAN => return Type::SchemaOrBoolean(payload),
                node::SCHEMA_OR_LIST => return Type::SchemaOrList(payload),
                node::SCHEMA_OR_STRINGS => return Type::SchemaOrStrings(payload),
                node::REFERENCE => {
                    let Some(next) = self.definition(payload, version) else { return Type::Any };
                    (name, code) = next;
                }
                _ => return Type::Any,
            }
        }
        Type::Any
    }

    fn node(&self, code: TypeCode) -> Option<[u8; 4]> {
        row(self.section(Section::Nodes), usize::from(code.checked_sub(layout::FIRST_NODE)?))
    }

    fn object(&self, first: u16, count: u8, name: u16) -> Type<'p> {
        let start = 4 * usize::from(first);
        let fields = self.section(Section::Fields).get(start..start + 4 * usize::from(count));
        fields.map_or(Type::Any, |fields| Type::Object(Object { fields, name: self.string(name) }))
    }

    /// The short name of a definition, and what it is in a version.
    fn definition(&self, definition: u16, version: u8) -> Option<(u16, TypeCode)> {
        let rows = self.section(Section::Definitions);
        let at = usize::from(definition);
        let [name_low, name_high, from_low, from_high] = row(rows, at)?;
        let [_, _, to_low, to_high] = row(rows, at + 1)?;
        let from = usize::from(u16::from_le_bytes([from_low, from_high]));
        let to = usize::from(u16::from_le_bytes([to_low, to_high]));
        let ranges = self.section(Section::Ranges).get(4 * from..4 * to)?;
        let code = ranges.as_chunks::<4>().0.iter().find_map(|&[first, last, low, high]| {
            (first..=last).contains(&version).then(|| u16::from_le_bytes([low, high]))
        })?;
        Some((u16::from_le_bytes([name_low, name_high]), code))
    }

    /// The type of a definition in a version.
    pub(crate) fn definition_type(&self, definition: u16, version: u8) -> Type<'p> {
        let Some((name, code)) = self.definition(definition, version) else { return Type::Any };
        self.resolve_named(name, code, version)
    }

    /// The values of an enumeration.
    pub(crate) fn values(&self, values: Values) -> impl Iterator<Item = &'p str> {
        let rows = self.section(Section::Values);
        let indices = usize::from(values.first)..usize::from(values.first) + usize::from(values.count);
        let pack = *self;
        indices.filter_map(move |index| Some(pack.string(read_u16(rows, 2 * index)?)))
    }

    /// Every kind of every version, sorted by group, version and kind.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = Kind<'p>> {
        let pack = *self;
        self.section(Section::Kinds).chunks_exact(layout::KIND_BYTES).filter_map(move |row| pack.kind(row))
    }

    /// Whether any version has a kind in that group.
    pub(crate) fn has_group(&self, group: &str) -> bool {
        let rows = self.section(Section::Kinds).as_chunks::<{ layout::KIND_BYTES }>().0;
        let found = rows.binary_search_by(|row| {
            self.string_bytes(read_u16(row, 0).unwrap_or_default()).cmp(group.as_bytes())
        });
        found.is_ok()
    }

    /// The rows of one kind: several where its definition changed over the versions.
    pub(crate) fn kind_rows(&self, group: &str, version: &str, kind: &str) -> impl Iterator<Item = Kind<'p>> {
        let rows = self.section(Section::Kinds).as_chunks::<{ layout::KIND_BYTES }>().0;
        let pack = *self;
        let order = move |row: &[u8]| pack.kind_order(row, group, version, kind);
        let start = rows.partition_point(|row| order(row) == Ordering::Less);
        let length = rows[start..].partition_point(|row| order(row) == Ordering::Equal);
        rows[start..start + length].iter().filter_map(move |row| pack.kind(row))
    }

    fn kind_order(&self, row: &[u8], group: &str, version: &str, kind: &str) -> Ordering {
        let part = |at| read_u16(row, at).map_or(&[][..], |index| self.string_bytes(index));
        let by_group = part(0).cmp(group.as_bytes());
        by_group.then_with(|| part(2).cmp(version.as_bytes())).then_with(|| part(4).cmp(kind.as_bytes()))
    }

    fn kind(&self, row: &[u8]) -> Option<Kind<'p>> {
        Some(Kind {
            group: self.string(read_u16(row, 0)?),
            version: self.string(read_u16(row, 2)?),
            name: self.string(read_u16(row, 4)?),
            definition: read_u16(row, 6)?,
            first: *row.get(8)?,
            last: *row.get(9)?,
            is_list: row.get(10)? & layout::KIND_IS_LIST != 0,
        })
    }

    /// The field of an object with that name, and its index.
    pub(crate) fn field(&self, object: Object<'p>, name: &str) -> Option<(usize, Field)> {
        let rows = object.fields.as_chunks::<4>().0;
        let found = rows.binary_search_by(|&[low, high, ..]| {
            self.string_bytes(u16::from_le_bytes([low, high])).cmp(name.as_bytes())
        });
        let index = found.ok()?;
        Some((index, field(rows[index])))
    }
}

impl Object<'_> {
    /// The fields in the order of their names.
    pub(crate) fn fields(&self) -> impl Iterator<Item = Field> {
        self.fields.as_chunks::<4>().0.iter().map(|&row| field(row))
    }
}

fn field([name_low, name_high, low, high]: [u8; 4]) -> Field {
    let code = u16::from_le_bytes([low, high]);
    Field {
        name: u16::from_le_bytes([name_low, name_high]),
        code: code & !layout::REQUIRED,
        required: code & layout::REQUIRED != 0,
    }
}

fn leaf_type(code: TypeCode) -> Type<'static> {
    match code {
        leaf::STRING => Type::String,
        leaf::BOOLEAN => Type::Boolean,
        leaf::INT32 => Type::Int32,
        leaf::INT64 => Type::Int64,
        leaf::NUMBER => Type::Number,
        leaf::BYTES => Type::Bytes,
        leaf::TIME => Type::Time,
        leaf::MICRO_TIME => Type::MicroTime,
        leaf::INT_OR_STRING => Type::IntOrString,
        leaf::QUANTITY => Type::Quantity,
        leaf::FREE_OBJECT => Type::FreeObject,
        leaf::EMPTY_OBJECT => Type::EmptyObject,
        _ => Type::Any,
    }
}

fn row(rows: &[u8], index: usize) -> Option<[u8; 4]> {
    rows.get(4 * index..)?.first_chunk().copied()
}

fn read_u16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|chunk| u16::from_le_bytes(*chunk))
}

fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|chunk| u32::from_le_bytes(*chunk))
}

#[cfg(test)]
mod tests {
    use overlint_schemas::KUBERNETES;
    use proptest::prelude::*;

    use super::*;

    /// Looks at everything that a pack holds; counts fields and values.
    fn read_all(pack: &Pack<'_>) -> (usize, usize) {
        let (mut fields, mut values) = (0, 0);
        for kind in pack.kinds() {
            let Type::Object(object) = pack.definition_type(kind.definition, kind.last) else { continue };
            for field in object.fields() {
                let name = pack.string(field.name);
                fields += usize::from(pack.field(object, name).is_some());
                if let Type::Enumeration(of_field) = pack.resolve(field.code, kind.last) {
                    values += pack.values(of_field).count();
                }
            }
        }
        (fields, values)
    }

    #[test]
    fn every_field_of_every_kind_is_found_by_its_name() {
        let pack = Pack::new(KUBERNETES).unwrap();
        let fields = pack.kinds().filter_map(|kind| match pack.definition_type(kind.definition, kind.last) {
            Type::Object(object) => Some(object.fields().count()),
            _ => None,
        });
        let (found, values) = read_all(&pack);
        assert_eq!(found, fields.sum::<usize>());
        assert!(found > 500 && values > 20, "{found} fields, {values} values");
    }

    #[test]
    fn another_layout_is_refused() {
        for length in [0, 3, 4, 20, KUBERNETES.len() - 1] {
            assert!(Pack::new(&KUBERNETES[..length]).is_err(), "{length} bytes");
        }
        let mut other = KUBERNETES.to_vec();
        other[4] += 1;
        assert!(Pack::new(&other).is_err());
    }

    #[test]
    fn what_a_field_may_be_depends_on_the_version() {
        let pack = Pack::new(KUBERNETES).unwrap();
        let index = |minor| u8::try_from(pack.versions().iter().position(|known| *known == minor).unwrap());
        let container = pack.kinds().find(|kind| kind.name == "Pod").unwrap();
        let policies = |minor| {
            let version = index(minor).unwrap();
            let mut wanted = pack.definition_type(container.definition, version);
            for name in ["spec", "containers", "", "restartPolicy"] {
                wanted = match wanted {
                    Type::Object(object) => pack.resolve(pack.field(object, name)?.1.code, version),
                    Type::List(items) => pack.resolve(items, version),
                    other => panic!("{other:?}"),
                };
            }
            let Type::Enumeration(values) = wanted else { panic!("{wanted:?}") };
            Some(pack.values(values).collect::<Vec<_>>())
        };
        assert_eq!(policies(11), None);
        assert_eq!(policies(31), Some(vec!["Always"]));
        assert_eq!(policies(37), Some(vec!["Always", "Never", "OnFailure"]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn damaged_data_never_panics(damage in prop::collection::vec((0..KUBERNETES.len(), any::<u8>()), 1..64)) {
            let mut bytes = KUBERNETES.to_vec();
            for (at, byte) in damage {
                bytes[at] = byte;
            }
            if let Ok(pack) = Pack::new(&bytes) {
                read_all(&pack);
            }
        }
    }
}
