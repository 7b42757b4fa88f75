//! What expressions come to, and that none takes for ever.

use overlint_source::SourceId;
use overlint_source::read::{Limits, Place as ReadPlace, read_first};
use overlint_source::resolve::Dialect;

use super::evaluate::{Fault, Machine, Outcome};
use super::*;

const SCHEMA: &str = "{type: object, properties: {
    n: {type: integer}, x: {type: number}, s: {type: string}, t: {type: string, format: date-time},
    d: {type: string, format: duration}, l: {type: array, items: {type: integer}},
    set: {type: array, x-kubernetes-list-type: set, items: {type: string}},
    m: {type: object, additionalProperties: {type: string}},
    o: {type: object, properties: {a: {type: string}, some-name: {type: string}, namespace: {type: string}}},
    any: {x-kubernetes-preserve-unknown-fields: true}, q: {x-kubernetes-int-or-string: true}}}";

const OBJECT: &str = "{n: 3, x: 2, s: abc, t: '2024-02-29T12:30:00Z', d: 90m, l: [3, 1, 2], set: [a, b],
    m: {k: v, a.b: c}, o: {a: x, some-name: y, namespace: z}, any: {deep: [1]}, q: 100m, unknown: 1}";

fn parse(text: &str) -> overlint_source::Node {
    read_first(text, ReadPlace::of(SourceId::NOWHERE), &Limits::default()).unwrap().root.unwrap()
}

fn run(rule: &str) -> Outcome {
    let (schema, object) = (parse(SCHEMA), parse(OBJECT));
    let schema = Schema::read(&Datum::of(&schema, Dialect::Resource));
    let this = value::typed(&schema, &Datum::of(&object, Dialect::Resource), false);
    let expression = Expression::new(rule);
    let parsed = expression.parsed().unwrap_or_else(|refusal| panic!("{rule}: {refusal:?}"));
    Machine::new(100_000).run(parsed, &this)
}

fn hold(rules: &[&str]) {
    for rule in rules {
        assert!(matches!(run(rule), Ok(Val::Bool(true))), "{rule}: {:?}", run(rule));
    }
}

#[test]
fn values_have_the_types_of_their_schema() {
    hold(&[
        "self.n == 3 && self.x == 2.0 && type(self.x) == double && type(self.n) == int",
        "self.d > duration('1h') && self.d.getMinutes() == 90",
        "self.t < timestamp('2024-03-01T00:00:00Z') && self.t.getFullYear() == 2024 && self.t.getMonth() == 1",
        "self.m['a.b'] == 'c' && 'k' in self.m && self.m.all(k, k.size() < 4)",
        "self.o.some__dash__name == 'y' && self.o.__namespace__ == 'z'",
        "has(self.o.a) && !has(self.unknown) && self.any.deep[0] == 1",
        "type(self.q) == string && quantity(self.q).isLessThan(quantity('1'))",
    ]);
}

#[test]
fn operators_and_macros_are_cels() {
    hold(&[
        "1 + 2 * 3 == 7 && 7 / 2 == 3 && 7 % 2 == 1 && -7 / 2 == -3 && 1.5 + 1.5 == 3.0",
        "'a' + 'b' == 'ab' && [1] + [2] == [1, 2] && 'b' > 'a' && b'a' == bytes('a')",
        "self.l.exists(i, i == 1) && self.l.all(i, i > 0) && self.l.exists_one(i, i == 3)",
        "self.l.map(i, i * 2) == [6, 2, 4] && self.l.filter(i, i > 1) == [3, 2] && self.l.map(i, i > 1, i) == [3, 2]",
        "{'a': 1, 'b': 2} == {'b': 2, 'a': 1} && {'a': 1}['a'] == 1",
        "(self.missing == 1 || true) && !(self.missing == 1 && false)",
        "self.n > 2 ? true : self.missing == 1",
        "self.l.map(i, self.l.map(j, i * j)).size() == 3",
        "self.?missing.orValue(5) == 5 && self.?n.hasValue() && self.m[?'z'].orValue('d') == 'd'",
        "optional.of(2).optMap(v, v + 1).value() == 3 && !optional.none().hasValue()",
        "1 == 1.0 && 1u < 2 && !(1 == 2.0)",
    ]);
}

#[test]
fn functions_are_those_of_the_server() {
    hold(&[
        "self.s.startsWith('a') && self.s.endsWith('c') && self.s.contains('b') && self.s.matches('^[a-c]+$')",
        "'äb'.size() == 2 && size([1, 2]) == 2 && self.m.size() == 2",
        "'a,b'.split(',') == ['a', 'b'] && ['a', 'b'].join('-') == 'a-b' && 'abc'.substring(1, 2) == 'b'",
        "'abc'.charAt(1) == 'b' && 'abcb'.indexOf('b') == 1 && 'abcb'.lastIndexOf('b') == 3 && ' a '.trim() == 'a'",
        "'Ab'.lowerAscii() == 'ab' && 'aXbX'.replace('X', '-') == 'a-b-' && '%s is %d'.format(['a', 1]) == 'a is 1'",
        "'a1b22'.find('[0-9]+') == '1' && 'a1b22'.findAll('[0-9]+') == ['1', '22']",
        "self.l.min() == 1 && self.l.max() == 3 && self.l.sum() == 6 && !self.l.isSorted() && self.l.indexOf(1) == 1",
        "int('5') == 5 && string(5) == '5' && double('1.5') == 1.5 && int(2.9) == 2",
        "isURL('https://a.b:80/c?d=e') && url('https://a.b:80/c').getHost() == 'a.b:80' && url('https://a.b:80/c').getPort() == '80'",
        "isIP('::1') && ip('10.0.0.1').family() == 4 && cidr('10.0.0.0/8').containsIP('10.1.2.3') && !isIP('::ffff:1.2.3.4')",
        "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && cidr('10.1.0.0/8').masked() == cidr('10.0.0.0/8')",
        "isQuantity('1Gi') && !isQuantity('1GB') && quantity('1Ki').compareTo(quantity('1024')) == 0",
        "quantity('1').add(quantity('500m')).isGreaterThan(quantity('1.4')) && quantity('2k').asInteger() == 2000",
        "!format.dns1123Label().validate('a-b').hasValue() && format.dns1123Label().validate('A').hasValue()",
        "sets.contains(self.l, [1]) && sets.intersects([1], [1, 2]) && !sets.equivalent([1], [2])",
    ]);
}

#[test]
fn what_fails_on_the_server_fails_here() {
    for rule in [
        "self.missing == 1",
        "self.l[9] == 1",
        "1 / 0 == 1",
        "9223372036854775807 + 1 > 0",
        "[].min() == 1",
        "ip('x') == ip('x')",
    ] {
        assert!(matches!(run(rule), Err(Fault::Error(_))), "{rule}: {:?}", run(rule));
    }
}

#[test]
fn what_is_unknown_is_no_fault_of_the_object() {
    for rule in [
        "isSemver('1.0')",
        "self.s + 1 == 1",
        "authorizer.path('/x').check('get').allowed()",
        "self.set == ['b', 'a']",
    ] {
        assert!(matches!(run(rule), Err(Fault::Unsupported(_))), "{rule}: {:?}", run(rule));
    }
}

#[test]
fn old_values_are_asked_for_by_name() {
    for (rule, asks) in
        [("self == oldSelf", true), ("self.oldSelf == 1", false), ("[1].all(x, x == oldSelf.n)", true)]
    {
        assert_eq!(Expression::new(rule).parsed().unwrap().mentions_old_self, asks, "{rule}");
    }
}

#[test]
fn bombs_run_out_of_steps() {
    let nested = |levels: usize| {
        let begin: String = (0..levels).map(|level| format!("[1,2,3,4,5,6,7,8,9].all(v{level}, ")).collect();
        format!("{begin}true{}", ")".repeat(levels))
    };
    let doubled = format!(
        "{}.size() > 0",
        (0..40).fold("'x'".to_owned(), |inner, _| format!("[{inner}].map(s, s + s)[0]"))
    );
    for rule in [nested(20), doubled, "'a'.replace('', 'aaaaaaaaaaaaaaaa').replace('a', 'bbbbbbbbbbbbbbbbbbbbbbbbb').replace('b', 'cccccccccccccccccccccccccccccc').replace('c', 'dddddddddddddddddddddddddd').replace('d','eeeeeeeeeeeeeeeeeeee').replace('e','ffffffffffffffffffff') == ''".to_owned()] {
        assert!(matches!(run(&rule), Err(Fault::Exhausted | Fault::Unsupported(_))), "{}: {:?}", &rule[..40], run(&rule));
    }
}

#[test]
fn deep_and_long_rules_are_refused_or_end() {
    for rule in [
        "(".repeat(5_000),
        format!("{}1{} == 1", "(".repeat(400), ")".repeat(400)),
        format!("{}true", "!".repeat(10_000)),
        format!("1{} > 0", " + 1".repeat(1_400)),
        format!("self{}", ".a".repeat(1_400)),
        format!("self{}", ".a()".repeat(700)),
        format!("{}1{}", "[".repeat(800), "]".repeat(800)),
        format!("{}1", "true ? 1 : ".repeat(700)),
        "\"".repeat(1_000),
        "a".repeat(1 << 20),
        String::new(),
    ] {
        if let Ok(parsed) = Expression::new(&rule).parsed() {
            let _ = Machine::new(10_000).run(parsed, &Val::Null);
        }
    }
}

#[test]
fn paths_of_fields_are_split() {
    assert_eq!(steps(".spec.limits['a.b'].x"), ["spec", "limits", "a.b", "x"]);
    assert_eq!(steps(".size"), ["size"]);
}
