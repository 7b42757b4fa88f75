//! Scalars in all styles, with anchors and tags.

use crate::support::{documents, root, shown};

#[test]
fn plain_scalars_fold_and_end_where_go_yaml_ends_them() {
    for (text, expected) in [
        ("a b  c", "a b  c"),
        ("a\n b\n\n  c\n", "a b\nc"),
        ("k: a\n  b\n\n\n  c", "{k: a b\n\nc}"),
        ("k: a #b", "{k: a}"),
        ("k: a#b", "{k: a#b}"),
        ("k: a:b", "{k: a:b}"),
        ("k: ::x", "{k: ::x}"),
        ("k: -a", "{k: -a}"),
        ("k:\tv", "{k: v}"),
        ("- ?a\n- :a\n- -a", "[?a, :a, -a]"),
        ("[a:b, c: d, http://x]", "[a:b, {c: d}, http://x]"),
        ("{a:, b}", "{a:: , b: }"),
        ("a\u{2028} b", "a\u{2028}b"),
        ("k: a\u{85}  b", "{k: a b}"),
        ("k: a\r\n  b\r  c", "{k: a b c}"),
    ] {
        assert_eq!(shown(text), expected, "{text:?}");
    }
}

#[test]
fn quoted_scalars_fold_and_unescape() {
    for (text, expected) in [
        ("'it''s'", r"'it\'s'"),
        ("'a\n  b\n\n c '", r"'a b\nc '"),
        ("'a\\n'", r"'a\\n'"),
        (r#""\x41\u00e9\U0001F600\t\\\"""#, r#""Aé😀\t\\\"""#),
        ("\"a \\\n   b\"", r#""a b""#),
        ("\"a  \n  b\"", r#""a b""#),
        ("\"a\\t \n  b\"", r#""a\t b""#),
        ("\"a\n\n\n b\"", r#""a\n\nb""#),
        ("\"a\\\n\n  b\"", r#""a\nb""#),
        ("k: \"a\nb\"", r#"{k: "a b"}"#),
    ] {
        assert_eq!(shown(text), expected, "{text:?}");
    }
    let escapes = root(r#""\N\_\L\P\e\0\a\b\v\f\r\ \'""#);
    assert_eq!(escapes.text(), Some("\u{85}\u{A0}\u{2028}\u{2029}\x1B\0\x07\x08\x0B\x0C\r '"));
    assert!(documents("\"k\":v").is_err());
}

#[test]
fn block_scalars_keep_fold_and_chomp() {
    for (text, expected) in [
        ("|\n a\n  b\n", r"|a\n b\n|"),
        ("|\n a", "|a|"),
        ("|-\n a\n\n", "|a|"),
        ("|+\n a\n\n", r"|a\n\n|"),
        ("|+1\n  a\n", r"| a\n|"),
        ("|1-\n  a\n", "| a|"),
        ("|\n\n\n a\n", r"|\n\na\n|"),
        ("| # why\n a\n", r"|a\n|"),
        (">\n a\n b\n\n c\n", r">a b\nc\n>"),
        (">\n a\n  b\n c\n", r">a\n b\nc\n>"),
        (">-\n a\n\n\n b", r">a\n\nb>"),
        ("k: |\n  a\n # no comment of the text\nl: 1", r"{k: |a\n|, l: 1}"),
        ("k: |\nl: 1", "{k: ||, l: 1}"),
        ("- |\n a\n-", r"[|a\n|, ]"),
        ("k: |2\n   a\n", r"{k: | a\n|}"),
        ("|\n a\u{2028} b\n", r"|a\u{2028}b\n|"),
        ("|\r\n a\r\n b\r\n", r"|a\nb\n|"),
    ] {
        assert_eq!(shown(text), expected, "{text:?}");
    }
}

#[test]
fn tags_give_scalars_a_type() {
    for (text, expected) in [
        ("!!str 1", "!str 1"),
        ("!!int '1'", "!int 1"),
        ("!!float 1", "!float 1"),
        ("!!bool x", "!bool x"),
        ("!!null", "!null "),
        ("!!timestamp 2020-01-01", "!timestamp 2020-01-01"),
        ("!!binary aGk=", "!binary aGk="),
        ("!<tag:yaml.org,2002:int> 1", "!int 1"),
        ("%TAG !y! tag:yaml.org,2002:\n---\n!y!s%74r 1", "!str 1"),
        ("%TAG !! tag:example.com:\n---\n!!str 1", "!other 1"),
        ("!mine 1", "!other 1"),
        ("!!map x", "!other x"),
        ("! 1", "1"),
        ("! '1'", "'1'"),
        ("&a !!str 1", "!str 1"),
        ("!!str &a 1", "!str 1"),
        ("!!set {a, b}", "{a: , b: }"),
        ("k: !!str\nl: &x\n", "{k: !str , l: }"),
    ] {
        assert_eq!(shown(text), expected, "{text:?}");
    }
}

#[test]
fn json_is_yaml_as_far_as_go_yaml_goes() {
    assert_eq!(shown("{\"a\":1,\"b\":[true,null,\"x\\n\"]}"), r#"{"a": 1, "b": [true, null, "x\n"]}"#);
    assert!(crate::support::first(r#"{"a": "\/"}"#).is_err());
    assert!(crate::support::first(r#"{"a": "\ud83d\ude00"}"#).is_err());
}
