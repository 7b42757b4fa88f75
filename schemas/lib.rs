//! The packed schemas of the Kubernetes API, and the layout that their reader and their packer share.
//!
//! `cargo xtask schemas` writes the data; `SOURCES.md` says from what. All integers are little-endian and
//! everything is addressed by index, so the bytes are read where they lie.
//!
//! This crate must not know what a schema means: that is `overlint-schema`'s.

#![warn(clippy::disallowed_methods, clippy::disallowed_types)]

/// The schemas of every packed version of Kubernetes, in the form that [`layout`] describes.
pub static KUBERNETES: &[u8] = include_bytes!("kubernetes.bin");

/// The form of the packed data.
///
/// A header, then the sections of [`Section`](layout::Section) one behind the other. The header is
/// [`MAGIC`](layout::MAGIC), [`FORMAT`](layout::FORMAT) as `u32`, and where each section starts, and behind the
/// last one where it ends, as `u32` each.
///
/// A *type* is a `u16`: below [`FIRST_NODE`](layout::FIRST_NODE) one of the [`leaf`](layout::leaf) types, else the
/// index of a node plus that. Nodes are shared between definitions and versions; since they refer to others
/// through definitions, which resolve by version, a change in one does not copy what refers to it.
pub mod layout {
    /// The first four bytes.
    pub const MAGIC: [u8; 4] = *b"OVLS";

    /// The number of this layout.
    pub const FORMAT: u32 = 2;

    /// Where the section offsets start in the header.
    pub const OFFSETS: usize = 8;

    /// The sections in their order.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Section {
        /// The minor number of each version of Kubernetes 1, oldest first: `u8`.
        Versions,
        /// Where each string ends in `StringBytes`: `u32`. Strings are sorted by their bytes.
        StringEnds,
        /// The bytes of all strings.
        StringBytes,
        /// Nodes of four bytes: a tag of [`node`], a count `u8`, a payload `u16`.
        Nodes,
        /// Fields of objects: the name as index of a string `u16`, the type `u16`, with
        /// [`REQUIRED`] set where the field has to be there. Sorted by name in each object.
        Fields,
        /// The strings of enumerations: `u16`.
        Values,
        /// Definitions: the index of the short name `u16`, the index of the first of its ranges `u16`. One more
        /// row than there are definitions, for the end of the last one's ranges.
        Definitions,
        /// What a definition is in a range of versions, newest first: the first and the last version as index
        /// `u8`, the type `u16`.
        Ranges,
        /// Kinds, sorted by group, version, kind: three strings `u16`, the definition `u16`, the first and the last
        /// version as index `u8`, flags `u8`, zero `u8`.
        Kinds,
    }

    /// How many sections there are.
    pub const SECTIONS: usize = 9;

    /// The bytes of one row of `Kinds`.
    pub const KIND_BYTES: usize = 12;

    /// The bit of a field's type that says it has to be there.
    pub const REQUIRED: u16 = 0x8000;

    /// The flag of a kind that lists another kind's objects.
    pub const KIND_IS_LIST: u8 = 1;

    /// The first type that is a node.
    pub const FIRST_NODE: u16 = 32;

    /// Types without parts.
    #[expect(missing_docs, reason = "the names are those of the OpenAPI formats and of the Go types")]
    pub mod leaf {
        pub const ANY: u16 = 0;
        pub const STRING: u16 = 1;
        pub const BOOLEAN: u16 = 2;
        pub const INT32: u16 = 3;
        pub const INT64: u16 = 4;
        pub const NUMBER: u16 = 5;
        pub const BYTES: u16 = 6;
        pub const TIME: u16 = 7;
        pub const MICRO_TIME: u16 = 8;
        pub const INT_OR_STRING: u16 = 9;
        pub const QUANTITY: u16 = 10;
        /// An object with any fields.
        pub const FREE_OBJECT: u16 = 11;
        /// An object that allows no field.
        pub const EMPTY_OBJECT: u16 = 12;
    }

    /// The tags of nodes.
    pub mod node {
        /// The fields of an object: the count of them, and the index of the first.
        pub const OBJECT: u8 = 0;
        /// A list: the payload is the items' type.
        pub const LIST: u8 = 1;
        /// A map with free keys: the payload is the values' type.
        pub const MAP: u8 = 2;
        /// The payload is a definition.
        pub const REFERENCE: u8 = 3;
        /// A string of an enumeration: the count of values, and the index of the first in `Values`.
        pub const ENUMERATION: u8 = 4;
        /// The payload is the type of the schema that stands here, unless a boolean does.
        pub const SCHEMA_OR_BOOLEAN: u8 = 5;
        /// The payload is the type of the schema that stands here, alone or in a list.
        pub const SCHEMA_OR_LIST: u8 = 6;
        /// The payload is the type of the schema that stands here, unless a list of strings does.
        pub const SCHEMA_OR_STRINGS: u8 = 7;
    }
}
