//! Bytes to text.

use std::borrow::Cow;

use overlint_source::read::decode;

use crate::support::shown;

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(unit).collect()
}

#[test]
fn a_byte_order_mark_names_the_encoding() {
    let text = "a: é日😀\n";
    assert_eq!(decode(text.as_bytes()).unwrap(), text);
    assert_eq!(decode(format!("\u{FEFF}{text}").as_bytes()).unwrap(), text);
    assert_eq!(decode(&utf16(text, u16::to_le_bytes)).unwrap(), text);
    assert_eq!(decode(&utf16(text, u16::to_be_bytes)).unwrap(), text);
    assert!(matches!(decode(text.as_bytes()).unwrap(), Cow::Borrowed(_)));
}

#[test]
fn what_is_no_text_has_a_place() {
    for (bytes, line, column) in [
        (&b"a: 1\nb\xC3\xA9: \xFF\n"[..], 2, 5),
        (b"\xC0\x80", 1, 1),
        (b"a\n\xED\xA0\x80", 2, 1),
        (b"\xFF\xFEa\0\0\xD8", 1, 2),
        (b"\xFE\xFF\0a\0", 1, 2),
    ] {
        let error = decode(bytes).unwrap_err();
        assert_eq!((error.line, error.column), (line, column), "{bytes:?}");
    }
}

#[test]
fn a_mark_before_the_text_is_no_part_of_it() {
    assert_eq!(shown("\u{FEFF}a: 1\nb: 2\n"), "{a: 1, b: 2}");
}
