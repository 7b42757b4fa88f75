//! Amounts of CPU, memory and the like: what they are worth, and which resources they may be of.
//!
//! <https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/>

use overlint_source::Node;
use overlint_source::suggest::closest;

use crate::quantity;

use super::grammar;
use super::judge::{Judge, shown};
use super::place::Place;

/// What a quantity is worth, in billionths: the server keeps no more, and rounds up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Amount(i128);

const BILLION: i128 = 1_000_000_000;

/// The server knows no more than this.
const MOST: i128 = i64::MAX as i128 * BILLION;

impl Amount {
    /// Nothing at all.
    pub(super) const ZERO: Self = Self(0);

    /// What a text is worth; none where it is no quantity.
    pub(super) fn of(text: &str) -> Option<Self> {
        if !quantity::is_quantity(text) {
            return None;
        }
        let (number, suffix) = quantity::split(text.trim_matches(' '));
        let (sign, digits) = match number.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, number.strip_prefix('+').unwrap_or(number)),
        };
        Some(Self(sign * scaled(digits, suffix).min(MOST)))
    }

    /// What the scalar of a quantity is worth.
    pub(super) fn at(node: &Node) -> Option<Self> {
        node.text().and_then(Self::of)
    }

    /// Whether it is a whole number, as the server sees it once it has rounded up to thousandths.
    fn is_whole(self) -> bool {
        (self.0 + BILLION / 1000 - 1).div_euclid(BILLION / 1000) % 1000 == 0
    }

    /// Whether it is a multiple of another, which is not nothing.
    fn is_multiple_of(self, other: Self) -> bool {
        other.0 > 0 && self.0 % other.0 == 0
    }
}

/// Digits with a point and a suffix, in billionths.
fn scaled(digits: &str, suffix: &str) -> i128 {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (base, power) = unit(suffix);
    let trimmed = whole.trim_start_matches('0');
    // More digits than these make it the most there is; behind the point, so many are enough to compare.
    let whole = if trimmed.len() > 20 { MOST } else { trimmed.parse().unwrap_or(0) };
    let fraction = &fraction[..fraction.len().min(9)];
    let places = i32::try_from(fraction.len()).unwrap_or(0);
    let unit = |amount: i128| times(amount.saturating_mul(BILLION), base, power);
    unit(whole).saturating_add(times(unit(fraction.parse().unwrap_or(0)), 10, -places))
}

/// The base and the power that a suffix stands for.
fn unit(suffix: &str) -> (i128, i32) {
    let binary = suffix.strip_suffix('i');
    let power = match binary.unwrap_or(suffix) {
        "n" => -9,
        "u" => -6,
        "m" => -3,
        "k" | "K" => 3,
        "M" => 6,
        "G" => 9,
        "T" => 12,
        "P" => 15,
        "E" => 18,
        other => exponent(other),
    };
    if binary.is_some() { (1024, power / 3) } else { (10, power) }
}

/// The exponent of `e12`, as far as it matters: with so many zeros everything is at its most, or nothing.
fn exponent(suffix: &str) -> i32 {
    let exponent = suffix.strip_prefix(['e', 'E']).and_then(|digits| digits.parse::<i64>().ok()).unwrap_or(0);
    i32::try_from(exponent.clamp(-99, 99)).unwrap_or(0)
}

/// An amount times a power, rounded up where the power is negative.
fn times(amount: i128, base: i128, power: i32) -> i128 {
    let factor = base.saturating_pow(power.unsigned_abs());
    if power >= 0 {
        return amount.saturating_mul(factor);
    }
    amount / factor + i128::from(amount % factor != 0)
}

impl Judge<'_> {
    /// Judges what a container, or a pod, asks for and is held to.
    pub(super) fn resources(&mut self, place: &Place<'_>) {
        let (limits, requests) = (place.field("limits"), place.field("requests"));
        for list in [&limits, &requests].into_iter().flatten() {
            for (name, amount) in list.entries() {
                self.container_resource(name, &amount);
                self.resource_amount(name, &amount);
                self.huge_pages(name, &amount);
            }
        }
        for (name, request) in requests.iter().flat_map(Place::entries) {
            let limit = limits.as_ref().and_then(|limits| limits.node().get(name));
            self.request(name, &request, limit, limits.as_ref().unwrap_or(place));
        }
        self.huge_pages_alone(place);
    }

    fn request(&mut self, name: &str, request: &Place<'_>, limit: Option<&Node>, limits: &Place<'_>) {
        let shared = is_native(name) && !is_huge_page(name);
        let Some(limit) = limit else {
            if !shared {
                let message = format!("the request for `{name}` has no limit: it cannot be overcommitted");
                self.lacks(limits, name, message, format!("set the same limit for `{name}`"));
            }
            return;
        };
        let (Some(asked), Some(most)) = (Amount::at(request.node()), Amount::at(limit)) else { return };
        let (asked_text, most_text) = (shown(request.text()), shown(limit.text().unwrap_or_default()));
        if asked > most {
            let message = format!("the request of `{asked_text}` {name} is above the limit of `{most_text}`");
            let told = self.refuse("out-of-range", request, message, "lower the request, or raise the limit");
            told.related(limit.origin, "the limit is set here");
        } else if asked != most && !shared {
            let message =
                format!("the request of `{asked_text}` {name} must equal the limit of `{most_text}`");
            let told = self.refuse("out-of-range", request, message, "set both to the same amount");
            told.related(limit.origin, "the limit is set here");
        }
    }

    /// Judges the name of a resource that a container can ask for.
    pub(super) fn container_resource(&mut self, name: &str, value: &Place<'_>) {
        let known = match name.split_once('/') {
            None => OF_CONTAINERS.contains(&name) || is_huge_page(name),
            Some(_) => is_native(name) || is_extended(name),
        };
        if !self.key_spelt(name, value, &grammar::QUALIFIED) || known {
            return;
        }
        let message = format!("`{}` is no resource of a container", shown(name));
        if let Some(meant) = closest(name, OF_CONTAINERS.into_iter()) {
            let message = format!("{message}; did you mean `{meant}`?");
            let help = format!("rename it to `{meant}`");
            return self
                .refuse_key("unsupported-value", value, message, help)
                .meant(value.pointer_beside(meant));
        }
        let help = "write `cpu`, `memory`, `ephemeral-storage`, `hugepages-<size>`, or a name with a domain such as `example.com/gpu`";
        self.refuse_key("unsupported-value", value, message, help);
    }

    /// Judges an amount of a resource: not negative, and whole where the resource comes in pieces.
    pub(super) fn resource_amount(&mut self, name: &str, value: &Place<'_>) {
        let Some(amount) = Amount::at(value.node()) else { return };
        let text = shown(value.text());
        if amount < Amount::ZERO {
            let message = format!("the amount `{text}` of {name} is negative");
            self.refuse("out-of-range", value, message, "write an amount that is not negative");
        } else if (COUNTED.contains(&name) || is_extended(name)) && !amount.is_whole() {
            let message = format!("`{text}` is no whole number: {name} comes in pieces");
            self.refuse("out-of-range", value, message, "write a whole number");
        }
    }

    fn huge_pages(&mut self, name: &str, value: &Place<'_>) {
        let Some(size) = name.strip_prefix(HUGE_PAGES) else { return };
        let Some(amount) = Amount::at(value.node()) else { return };
        if !Amount::of(size).is_some_and(|size| size.is_whole() && amount.is_multiple_of(size)) {
            let message =
                format!("`{}` is no multiple of the page size `{}`", shown(value.text()), shown(size));
            self.refuse(
                "out-of-range",
                value,
                message,
                "write a multiple of the page size in the name of the resource",
            );
        }
    }

    fn huge_pages_alone(&mut self, place: &Place<'_>) {
        let lists = ["limits", "requests"].into_iter().filter_map(|name| place.node().get(name));
        let mut names = lists.flat_map(Node::entries).map(|entry| entry.key.text());
        let (mut huge, mut plain) = (false, false);
        names.all(|name| {
            huge |= is_huge_page(name);
            plain |= matches!(name, "cpu" | "memory");
            true
        });
        if huge && !plain {
            let message = "huge pages are asked for without `cpu` or `memory`";
            self.refuse_key("conflicting-fields", place, message, "set `cpu` or `memory` as well");
        }
    }
}

const HUGE_PAGES: &str = "hugepages-";

/// What a container can ask for of Kubernetes' own resources, huge pages aside.
pub(crate) const OF_CONTAINERS: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];

/// What comes in whole numbers.
const COUNTED: [&str; 9] = [
    "configmaps",
    "persistentvolumeclaims",
    "pods",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "services",
    "services.loadbalancers",
    "services.nodeports",
];

pub(super) fn is_huge_page(name: &str) -> bool {
    name.starts_with(HUGE_PAGES)
}

/// Whether a resource is Kubernetes' own.
fn is_native(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

/// Whether a resource is one that a device plugin brings.
fn is_extended(name: &str) -> bool {
    !is_native(name)
        && !name.starts_with("requests.")
        && name.split_once('/').is_some_and(|(domain, _)| domain.len() + "requests.".len() <= 253)
        && grammar::is_label_key(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_compare_across_units() {
        let equal = [
            ("1", "1000m"),
            ("1Ki", "1024"),
            ("1e3", "1k"),
            ("0.5Gi", "512Mi"),
            ("1.5", "1500m"),
            (".5", "500m"),
        ];
        for (one, other) in equal {
            assert_eq!(Amount::of(one), Amount::of(other), "{one} {other}");
        }
        for (less, more) in [
            ("-1", "0"),
            ("500m", "1"),
            ("1G", "1Gi"),
            ("100n", "1u"),
            ("1E", "1e100"),
            ("9E", "1e30"),
            ("1.5E", "1.6E"),
        ] {
            assert!(Amount::of(less) < Amount::of(more), "{less} {more}");
        }
        assert_eq!(Amount::of("1e2147483649"), Amount::of("9223372036854775807"));
        assert_eq!(Amount::of("."), Some(Amount::ZERO));
        assert_eq!(Amount::of("1.5.5"), None);
    }

    #[test]
    fn whole_numbers_and_multiples_are_known() {
        for text in ["1", "1k", "1000m", "0", "1e3", "1Ki"] {
            assert!(Amount::of(text).unwrap().is_whole(), "{text}");
        }
        for text in ["1m", "0.5", "1n", "1.0001"] {
            assert!(!Amount::of(text).unwrap().is_whole(), "{text}");
        }
        let page = Amount::of("2Mi").unwrap();
        assert!(Amount::of("4Mi").unwrap().is_multiple_of(page));
        assert!(!Amount::of("3Mi").unwrap().is_multiple_of(page));
        assert!(!page.is_multiple_of(Amount::ZERO));
    }
}
