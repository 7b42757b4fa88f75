//! Texts that are read and written again.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::origin::Origin;

fn again(text: &str) -> String {
    let document = read(text, Place::At(Origin::NOWHERE), &Limits::default()).unwrap();
    write(&document.root.unwrap(), &document.marks)
}

#[test]
fn what_is_written_stays() {
    for text in [
        "host: localhost # the host\nport: 80\nlist:\n- a # x\n",
        "# head\n\n# of a\na: 1\n# of b\nb:\n  # inside\n  c: 'x' # line\n  # foot of c\nd: {e: \"f\", g: [h]}\n",
        "a: &x\n  b: 1\nc: *x\nd:\n  !!str e: !t f\n",
        "- - a\n  - b\n- |\n  text\n- >-\n  folded\n",
        "a: # of the key\n  b: 1\n",
    ] {
        assert_eq!(again(text), text);
    }
}

#[test]
fn lists_lose_their_indentation_and_spaces() {
    assert_eq!(again("a:\n    -   b\n    -   c\nd:   { e:   f }  # g\n"), "a:\n- b\n- c\nd: {e: f} # g\n");
}

#[test]
fn a_type_that_the_text_contradicts_is_written() {
    let scalar = |text: &str, tag| {
        let scalar = crate::node::Scalar { tag, ..crate::node::Scalar::plain(text) };
        write_node(&Node::new(crate::node::Value::Scalar(scalar), Origin::NOWHERE))
    };
    assert_eq!(scalar("7", crate::node::Tag::Str), "\"7\"\n");
    assert_eq!(scalar("x", crate::node::Tag::Int), "!!int x\n");
    assert_eq!(scalar("7", crate::node::Tag::Int), "7\n");
}
