//! How strings are written.

use super::*;

#[test]
fn plain_scalars() {
    for (source, expected) in [
        ("yes", "\"yes\""),
        ("off", "\"off\""),
        ("y", "\"y\""),
        ("N", "\"N\""),
        ("True", "true"),
        ("FALSE", "false"),
        ("tRUE", "tRUE"),
        ("nULL", "nULL"),
        ("~", "null"),
        ("Null", "null"),
        ("", "null"),
        ("0x1F", "31"),
        ("-0x1F", "-31"),
        ("010", "8"),
        ("0o17", "15"),
        ("08", "8"),
        ("1_000", "1000"),
        ("0_7", "7"),
        ("+1", "1"),
        ("-0.0", "0"),
        ("1.50", "1.5"),
        ("5.", "5"),
        ("+.5", "0.5"),
        ("1E3", "1000"),
        ("3.14e2", "314"),
        ("1e-7", "1e-07"),
        ("0.0001", "0.0001"),
        ("12345678.9", "1.23456789e+07"),
        ("1e18", "1000000000000000000"),
        ("1e20", "1e+20"),
        ("18446744073709551615", "18446744073709551615"),
        ("18446744073709551616", "1.8446744073709552e+19"),
        ("-9223372036854775809", "-9.223372036854776e+18"),
        ("123456789012345680000", "1.2345678901234568e+20"),
        ("1234567890123456700.0", "1234567890123456800"),
        ("1e400", "1e400"),
        ("0o8", "0o8"),
        ("_1", "_1"),
        ("1.2.3", "1.2.3"),
        ("2020-01-01", "\"2020-01-01T00:00:00Z\""),
        ("2020-01-01 10:00:00", "\"2020-01-01T10:00:00Z\""),
        ("2020-01-01T10:00:00.123+02:00", "\"2020-01-01T10:00:00.123+02:00\""),
        ("2020-01-01T10:00:00", "2020-01-01T10:00:00"),
        ("2020-13-01", "2020-13-01"),
        ("1:30", "\"1:30\""),
        ("12:30:45", "\"12:30:45\""),
        ("1-2", "1-2"),
        ("=", "="),
        ("--", "--"),
        ("!!str 123", "\"123\""),
        ("!!float 3", "3"),
        ("!!binary aGVsbG8=", "hello"),
        ("!x 5", "\"5\""),
        ("! 5", "5"),
        ("# x", "null"),
    ] {
        assert_eq!(value_of(source), expected, "{source}");
    }
}

#[test]
fn strings_that_other_types_would_read() {
    for text in [
        "",
        "true",
        "null",
        "~",
        "08",
        "1_000",
        "+1",
        "1e3",
        ".5",
        "0o17",
        ".inf",
        "2020-01-01",
        "2020-1-1",
        "1:30",
        "190:20:30.15",
        "12:30:45",
        "on",
        "0b-1",
        "0x1f",
    ] {
        assert_eq!(string_of(text), format!("\"{text}\"\n"));
    }
}

#[test]
fn strings_that_stand_plain() {
    for text in [
        "-a", "?a", ":a", "a:b", "a# b", "a'b", "a\"b", "a\\b", "~a", "$(A)", "<a>&b", "a,b", "a]b", "<<",
        "=", "a b", "a\u{A0}b", "é", "日本", "\u{200B}", "\u{E000}", "0o-7", "0o18", "a?", "a -b", "yess",
        "1.2.3",
    ] {
        assert_eq!(string_of(text), format!("{text}\n"));
    }
}

#[test]
fn strings_that_syntax_would_break() {
    for text in [
        "- a", "a: b", "a #b", "#a", "&a", "*a", "!a", "|a", ">a", "%a", "@a", "`a", "{a", "[a", "}a", "]a",
        ",a", "-", "?", ":", "? a", "a:", "a: ", "---", "...", "{}", "[]", "{{ x }}", " a", "a ", "  ",
        "---a", "\"a",
    ] {
        assert_eq!(string_of(text), format!("'{text}'\n"));
    }
    assert_eq!(string_of("'a"), "'''a'\n");
}

#[test]
fn strings_that_need_escapes() {
    for (text, expected) in [
        ("a\tb", r#""a\tb""#),
        ("a\rb", r#""a\rb""#),
        ("a\0b", r#""a\0b""#),
        ("a\u{1B}b", r#""a\eb""#),
        ("a\u{1}b", r#""a\x01b""#),
        ("😀", r#""\U0001F600""#),
        ("a\u{FEFF}b", r#""a\uFEFFb""#),
        ("\u{FEFF}ab", r#""\uFEFF\x61\x62""#),
        ("a\u{2028}\t", r#""a\L\t""#),
        ("a \nb", r#""a \nb""#),
        ("a\nb ", r#""a\nb ""#),
        ("a\n \nb", r#""a\n \nb""#),
        (" \na", r#"" \na""#),
        ("a\tb\nc", r#""a\tb\nc""#),
        ("a\r\nb", r#""a\r\nb""#),
        ("a\n😀", r#""a\n\U0001F600""#),
        ("\\\"\t", r#""\\\"\t""#),
    ] {
        assert_eq!(string_of(text), format!("{expected}\n"));
    }
    assert_eq!(string_of("a\u{2028}b"), "'a\u{2028}  b'\n");
}

#[test]
fn strings_of_several_lines() {
    for (text, expected) in [
        ("a\nb", "|-\n  a\n  b\n"),
        ("a\nb\n", "|\n  a\n  b\n"),
        ("a\nb\n\n", "|+\n  a\n  b\n\n"),
        ("\na", "|2-\n\n  a\n"),
        (" a\nb", "|2-\n   a\n  b\n"),
        ("\n\na\n", "|2\n\n\n  a\n"),
        ("\n", "|2+\n\n"),
        ("yes\n", "|\n  yes\n"),
        ("#a\nb", "|-\n  #a\n  b\n"),
        ("---\na\n", "|\n  ---\n  a\n"),
        ("a\n\n  b", "|-\n  a\n\n    b\n"),
    ] {
        assert_eq!(string_of(text), expected, "{text:?}");
    }
}

#[test]
fn long_values_wrap_at_a_space_behind_column_eighty() {
    let a = |count| "a".repeat(count);
    assert_eq!(string_of(&format!("{} b", a(78))), format!("{}\n  b\n", a(78)));
    assert_eq!(string_of(&format!("{} b", a(77))), format!("{} b\n", a(77)));
    assert_eq!(string_of(&format!("{}  b", a(78))), format!("{}  b\n", a(78)));
    assert_eq!(string_of(&format!("{} b: c", a(77))), format!("'{}\n  b: c'\n", a(77)));
    assert_eq!(string_of(&format!("{}\t  b", a(76))), format!("\"{}\\t\n  \\ b\"\n", a(76)));
    assert_eq!(string_of(&format!("{}\t b ", a(76))), format!("\"{}\\t\n  b \"\n", a(76)));
    assert_eq!(string_of(&format!("{}\nb c", a(90))), format!("|-\n  {}\n  b c\n", a(90)));
    assert_eq!(string_of(&format!("{} b", "é".repeat(77))), format!("{} b\n", "é".repeat(77)));
}
