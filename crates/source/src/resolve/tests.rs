//! What scalars mean, by table.

use super::*;

fn meaning(text: &str) -> Resolved<'_> {
    resolve_plain(text, Dialect::Resource)
}

fn scalar(text: &str, style: Style, tag: Tag) -> Scalar {
    Scalar { text: text.into(), style, tag }
}

#[test]
fn words() {
    for text in ["", "~", "null", "Null", "NULL"] {
        assert_eq!(meaning(text), Resolved::Null, "{text}");
    }
    for text in ["true", "True", "TRUE"] {
        assert_eq!(meaning(text), Resolved::Bool(true), "{text}");
    }
    for text in ["yes", "no", "on", "off", "y", "n", "tRUE", "nULL", "<<", "=", "truer", "1-2", "a"] {
        assert_eq!(meaning(text), Resolved::Str(text.into()), "{text}");
    }
    for text in ["y", "Yes", "on", "ON"] {
        assert_eq!(resolve_yaml11(&Scalar::plain(text)), Resolved::Bool(true), "{text}");
    }
}

#[test]
fn integers() {
    for (text, number) in [
        ("0", 0),
        ("8080", 8080),
        ("-12", -12),
        ("0x1F", 31),
        ("-0x1F", -31),
        ("010", 8),
        ("0777", 511),
        ("0o17", 15),
        ("0O17", 15),
        ("0b101", 5),
        ("0B11", 3),
        ("0X1f", 31),
        ("1_000", 1000),
        ("1__0", 10),
        ("1_", 1),
        ("0_7", 7),
        ("+1", 1),
        ("-0", 0),
        ("00", 0),
        ("0b-1", -1),
        ("0o+7", 7),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
    ] {
        assert_eq!(meaning(text), Resolved::Int(number), "{text}");
    }
    assert_eq!(meaning("18446744073709551615"), Resolved::Uint(u64::MAX));
}

#[test]
fn floats() {
    for (text, number) in [
        ("08", 8.0),
        ("1.0", 1.0),
        ("5.", 5.0),
        (".5", 0.5),
        ("+.5", 0.5),
        ("1e3", 1000.0),
        ("1.e5", 100_000.0),
        (".1_5", 0.15),
        ("18446744073709551616", 18_446_744_073_709_551_616.0),
        (".inf", f64::INFINITY),
        ("-.Inf", f64::NEG_INFINITY),
    ] {
        assert_eq!(meaning(text), Resolved::Float(number), "{text}");
    }
    assert!(matches!(meaning(".NaN"), Resolved::Float(number) if number.is_nan()));
}

#[test]
fn near_numbers_are_strings() {
    for text in [
        "1e400", "0o8", "1e", "_1", "0x", "0b2", "1.2.3", "1,000", "1:30", "12:30:45", ".", "-", "+", "--1",
        "._5", "._", ".5_", "0b", "0o", "-0b-1", "+_", "infinity", ".e5", "1.5Gi", "100m", "0b--1", "1_:0",
    ] {
        assert_eq!(meaning(text), Resolved::Str(text.into()), "{text}");
    }
}

#[test]
fn timestamps() {
    for (text, printed) in [
        ("2020-01-01", "2020-01-01T00:00:00Z"),
        ("2020-1-1", "2020-01-01T00:00:00Z"),
        ("2020-01-01 10:00:00", "2020-01-01T10:00:00Z"),
        ("2020-01-01   1:2:3,5", "2020-01-01T01:02:03.5Z"),
        ("2020-01-01T10:00:00.123+02:00", "2020-01-01T10:00:00.123+02:00"),
        ("2020-02-29t1:0:0.1234567899-00:30", "2020-02-29T01:00:00.123456789-00:30"),
        ("0000-01-01T00:00:00-00:00", "0000-01-01T00:00:00Z"),
    ] {
        let Resolved::Timestamp(time) = meaning(text) else { panic!("{text}") };
        assert_eq!(time.to_string(), printed);
    }
    for text in
        ["2020-01-01T10:00:00", "2020-13-01", "2019-02-29", "2020-01-00", "20-01-01", "2020-01-01x", "2020-"]
    {
        assert_eq!(meaning(text), Resolved::Str(text.into()), "{text}");
    }
    assert_eq!(resolve_yaml11(&Scalar::plain("2020-01-01")), Resolved::Str("2020-01-01".into()));
}

#[test]
fn tags_are_obeyed_or_disagree() {
    assert_eq!(resolve(&scalar("123", Style::Plain, Tag::Str)), Resolved::Str("123".into()));
    assert_eq!(resolve(&scalar("5", Style::DoubleQuoted, Tag::Implied).tagged(Tag::Int)), Resolved::Int(5));
    assert_eq!(resolve(&scalar("3", Style::Plain, Tag::Float)), Resolved::Float(3.0));
    assert_eq!(resolve(&scalar("aGk=", Style::Plain, Tag::Binary)), Resolved::Str("hi".into()));
    assert_eq!(resolve(&scalar("//8=", Style::Plain, Tag::Binary)), Resolved::Str("\u{FFFD}\u{FFFD}".into()));
    assert_eq!(resolve(&scalar("5", Style::Plain, Tag::Other)), Resolved::Str("5".into()));
    for (text, tag) in
        [("abc", Tag::Int), ("3.0", Tag::Int), ("yes", Tag::Bool), ("9223372036854775808", Tag::Float)]
    {
        assert!(matches!(resolve(&scalar(text, Style::Plain, tag)), Resolved::Invalid(_)), "{text}");
    }
    assert_eq!(resolve(&scalar("a", Style::Plain, Tag::Binary)), Resolved::Invalid(Disagreement::Base64));
}

#[test]
fn a_patch_takes_over_the_old_style() {
    let quoted = scalar("x", Style::DoubleQuoted, Tag::Implied);
    let five = Scalar::plain("5");
    assert_eq!(resolve(&inherit_style(&five, &quoted)), Resolved::Str("5".into()));
    let quoted_five = scalar("5", Style::SingleQuoted, Tag::Implied);
    assert_eq!(resolve(&inherit_style(&quoted_five, &Scalar::plain("1"))), Resolved::Str("5".into()));
    assert_eq!(resolve(&inherit_style(&five, &Scalar::plain("x"))), Resolved::Int(5));
    let tagged_three = Scalar::plain("3").tagged(Tag::Float);
    assert_eq!(resolve(&inherit_style(&tagged_three, &quoted)), Resolved::Float(3.0));
}

#[test]
fn base_sixty() {
    for text in ["1:30", "12:30:45", "190:20:30.15", "-1_0:5", "1:5."] {
        assert!(is_base_sixty(text), "{text}");
    }
    for text in ["1", "1:60", "1:", ":1", "1:2:", "1.5:3", "_1:2", "a:1", "1:123"] {
        assert!(!is_base_sixty(text), "{text}");
    }
}
