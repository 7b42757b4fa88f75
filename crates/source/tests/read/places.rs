//! Origins of nodes and keys.

use overlint_source::read::{Limits, Place, read_first};
use overlint_source::{Node, Origin, SourceId};

use crate::support::root;

fn place(node: &Node) -> (u32, u32, u32) {
    spot(node.origin)
}

fn spot(origin: Origin) -> (u32, u32, u32) {
    (origin.line, origin.column, origin.length)
}

#[test]
fn every_kind_of_node_has_its_place() {
    let text = "metadata:\n  name: web   # said\n  é日: 'it''s'\nlist:\n- a\n- - {x: 1, y: [2]}\ntext: |-  # why\n  body\n";
    let root = root(text);
    assert_eq!(place(&root), (1, 1, 8));
    assert_eq!(place(root.at(&["metadata"]).unwrap()), (2, 3, 4));
    assert_eq!(place(root.at(&["metadata", "name"]).unwrap()), (2, 9, 3));
    assert_eq!(spot(root.at(&["metadata"]).unwrap().entry("é日").unwrap().key.origin), (3, 3, 2));
    assert_eq!(place(root.at(&["metadata", "é日"]).unwrap()), (3, 7, 7));
    let list = root.get("list").unwrap();
    assert_eq!(place(list), (5, 1, 1));
    assert_eq!(place(&list.items()[1]), (6, 3, 1));
    let map = &list.items()[1].items()[0];
    assert_eq!(place(map), (6, 5, 14));
    assert_eq!(place(map.get("y").unwrap()), (6, 15, 3));
    assert_eq!(place(root.get("text").unwrap()), (7, 7, 2));
}

#[test]
fn values_over_several_lines_are_underlined_on_their_first() {
    let root = root("a: one two  \n  three\nb: \"x\n  y\"\nc: [1,\n  2]\nd: &name !!str five\ne:\n");
    assert_eq!(place(root.get("a").unwrap()), (1, 4, 7));
    assert_eq!(place(root.get("b").unwrap()), (3, 4, 2));
    assert_eq!(place(root.get("c").unwrap()), (5, 4, 1));
    assert_eq!(place(root.get("d").unwrap()), (7, 16, 4));
    assert_eq!(place(root.get("e").unwrap()), (8, 3, 0));
}

#[test]
fn lines_are_counted_as_in_editors() {
    let root = root("a: x\u{2028}  y\r\nb: 1\nc: p\r  q\nd: 2\n");
    assert_eq!(root.get("a").unwrap().text(), Some("x\u{2028}y"));
    assert_eq!(place(root.get("b").unwrap()), (2, 4, 1));
    assert_eq!(place(root.get("d").unwrap()), (4, 4, 1));
}

#[test]
fn a_text_within_a_source_has_the_places_of_the_source() {
    let within = Place::Within { source: SourceId::NOWHERE, first_line: 7, indent: 4 };
    let node = read_first("a: 1\nb: {c: d}\n", within, &Limits::default()).unwrap().root.unwrap();
    assert_eq!(place(&node), (7, 5, 1));
    assert_eq!(place(node.at(&["b", "c"]).unwrap()), (8, 12, 1));
    let error = read_first("a: 1\n\tb: 2\n", within, &Limits::default()).unwrap_err();
    assert_eq!(spot(error.origin), (8, 5, 1));
}

#[test]
fn a_text_at_one_place_has_only_that() {
    let origin = Origin { source: SourceId::NOWHERE, line: 3, column: 9, length: 1 };
    let node = read_first("a: 1\nb: {c: d}\n", Place::At(origin), &Limits::default()).unwrap().root.unwrap();
    assert_eq!(node.origin, origin);
    assert_eq!(node.at(&["b"]).unwrap().origin, origin);
    assert_eq!(node.at(&["b", "c"]).unwrap().origin, origin);
    assert_eq!(read_first("\n\n]", Place::At(origin), &Limits::default()).unwrap_err().origin, origin);
}
