//! The libraries that Kubernetes adds to CEL: quantities, URLs, addresses and named formats.
//!
//! <https://kubernetes.io/docs/reference/using-api/cel/#cel-options-language-features-and-libraries>

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::rc::Rc;

use super::super::format::{Strings, is_cidr, is_uri};
use super::evaluate::{Fault, Outcome, unsupported};
use super::quantity::{Quantity, Read};
use super::value::Val;

/// The value of a function that is called on nothing.
pub(super) fn global(name: &str, arguments: &[Val]) -> Outcome {
    let Some(Val::Text(text)) = arguments.first() else { return named_format(name, arguments) };
    match (name, arguments.len()) {
        ("quantity", 1) => match Quantity::read(text) {
            Read::Is(quantity) => Ok(Val::Quantity(quantity)),
            Read::IsNot => Err(Fault::Error(format!("`{text}` is no quantity"))),
            Read::TooLarge => Err(unsupported("quantity")),
        },
        ("isQuantity", 1) => Ok(Val::Bool(!matches!(Quantity::read(text), Read::IsNot))),
        ("isURL", 1) => Ok(Val::Bool(is_url(text))),
        ("url", 1) if is_url(text) => Ok(Val::Url(text.clone())),
        ("url", 1) => Err(Fault::Error(format!("`{text}` is no URL"))),
        ("isIP", 1) => Ok(Val::Bool(address(text).is_some())),
        ("ip", 1) => {
            address(text).map(Val::Ip).ok_or_else(|| Fault::Error(format!("`{text}` is no address")))
        }
        ("ip.isCanonical", 1) => match address(text) {
            Some(address) => Ok(Val::Bool(address.to_string() == **text)),
            None => Err(Fault::Error(format!("`{text}` is no address"))),
        },
        ("isCIDR", 1) => Ok(Val::Bool(network(text).is_some())),
        ("cidr", 1) => match network(text) {
            Some((address, length)) => Ok(Val::Cidr(address, length)),
            None => Err(Fault::Error(format!("`{text}` is no network"))),
        },
        _ => Err(unsupported(name)),
    }
}

fn named_format(name: &str, arguments: &[Val]) -> Outcome {
    const NAMES: [&str; 11] = [
        "format.dns1123Label",
        "format.dns1123Subdomain",
        "format.dns1035Label",
        "format.labelValue",
        "format.qualifiedName",
        "format.uri",
        "format.uuid",
        "format.byte",
        "format.date",
        "format.datetime",
        "format.dns1123LabelPrefix",
    ];
    let known = NAMES.into_iter().find(|known| *known == name && arguments.is_empty());
    known.map(Val::Format).ok_or_else(|| unsupported(name))
}

/// The value of a function that is called on a value.
pub(super) fn member(name: &str, target: &Val, arguments: &[Val]) -> Outcome {
    match (target, arguments) {
        (Val::Quantity(quantity), _) => of_quantity(name, *quantity, arguments),
        (Val::Url(url), []) => of_url(name, url),
        (Val::Ip(address), []) => of_address(name, *address),
        (Val::Cidr(address, length), _) => of_network(name, (*address, *length), arguments),
        (Val::Format(format), [Val::Text(text)]) if name == "validate" => validate(format, text),
        _ => Err(unsupported(name)),
    }
}

fn of_quantity(name: &str, quantity: Quantity, arguments: &[Val]) -> Outcome {
    let other = match arguments {
        [Val::Quantity(other)] => Some(*other),
        [Val::Int(other)] => Some(Quantity::of(*other)),
        _ => None,
    };
    let no_integer = || Fault::Error("a quantity is no integer".to_owned());
    let too_large = || unsupported(name);
    match (name, other) {
        ("isInteger", None) => Ok(Val::Bool(quantity.whole().is_some())),
        ("asInteger", None) => quantity.whole().map(Val::Int).ok_or_else(no_integer),
        ("asApproximateFloat", None) => Ok(Val::Double(quantity.approximate())),
        ("sign", None) => Ok(Val::Int(i64::from(quantity.0 > 0) - i64::from(quantity.0 < 0))),
        ("isGreaterThan", Some(other)) => Ok(Val::Bool(quantity > other)),
        ("isLessThan", Some(other)) => Ok(Val::Bool(quantity < other)),
        ("compareTo", Some(other)) => Ok(Val::Int(quantity.cmp(&other) as i64)),
        ("add", Some(other)) => {
            quantity.0.checked_add(other.0).map(|sum| Val::Quantity(Quantity(sum))).ok_or_else(too_large)
        }
        ("sub", Some(other)) => {
            quantity.0.checked_sub(other.0).map(|rest| Val::Quantity(Quantity(rest))).ok_or_else(too_large)
        }
        _ => Err(unsupported(name)),
    }
}

/// As Go's `url.ParseRequestURI` reads it, and absolute or a path.
fn is_url(text: &str) -> bool {
    is_uri(text)
}

fn of_url(name: &str, url: &str) -> Outcome {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let rest = rest.split('#').next().unwrap_or_default();
    let (before, _query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = if scheme.is_empty() {
        ("", before)
    } else {
        before.find('/').map_or((before, ""), |at| before.split_at(at))
    };
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (name_of_host, port) = match host.rfind(']') {
        Some(end) => (&host[1..end], host[end + 1..].trim_start_matches(':')),
        None => host.rsplit_once(':').unwrap_or((host, "")),
    };
    Ok(Val::text(match name {
        "getScheme" => scheme.to_ascii_lowercase(),
        "getHost" => host.to_owned(),
        "getHostname" => name_of_host.to_owned(),
        "getPort" => port.to_owned(),
        "getEscapedPath" => path.to_owned(),
        _ => return Err(unsupported(name)),
    }))
}

/// An address as Kubernetes takes it: without a zone, and no IPv4 address in an IPv6 one.
fn address(text: &str) -> Option<IpAddr> {
    match text.parse().ok()? {
        IpAddr::V6(address) if address.to_ipv4_mapped().is_some() => None,
        address => Some(address),
    }
}

fn network(text: &str) -> Option<(IpAddr, u8)> {
    let (start, length) = text.split_once('/').filter(|_| is_cidr(text))?;
    Some((address(start)?, length.parse().ok()?))
}

fn of_address(name: &str, address: IpAddr) -> Outcome {
    Ok(Val::Bool(match name {
        "family" => return Ok(Val::Int(if address.is_ipv4() { 4 } else { 6 })),
        "isUnspecified" => address.is_unspecified(),
        "isLoopback" => address.is_loopback(),
        "isLinkLocalMulticast" => match address {
            IpAddr::V4(address) => address.octets()[..3] == [224, 0, 0],
            IpAddr::V6(address) => address.segments()[0] & 0xff0f == 0xff02,
        },
        "isLinkLocalUnicast" => match address {
            IpAddr::V4(address) => address.is_link_local(),
            IpAddr::V6(address) => address.segments()[0] & 0xffc0 == 0xfe80,
        },
        "isGlobalUnicast" => {
            let broadcast = address == IpAddr::V4(Ipv4Addr::BROADCAST);
            let link_local = matches!(of_address("isLinkLocalUnicast", address)?, Val::Bool(true));
            !(broadcast
                || link_local
                || address.is_unspecified()
                || address.is_loopback()
                || address.is_multicast())
        }
        _ => return Err(unsupported(name)),
    }))
}

fn of_network(name: &str, (start, length): (IpAddr, u8), arguments: &[Val]) -> Outcome {
    let masked = |address: IpAddr, length: u8| match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from(u32::from(address) & mask))
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from(u128::from(address) & mask))
        }
    };
    let holds =
        |other: IpAddr| other.is_ipv4() == start.is_ipv4() && masked(other, length) == masked(start, length);
    let inner = match arguments {
        [Val::Text(text)] if name == "containsIP" => address(text).map(|address| (address, u8::MAX)),
        [Val::Text(text)] => network(text),
        [Val::Ip(address)] => Some((*address, u8::MAX)),
        [Val::Cidr(address, length)] => Some((*address, *length)),
        [] => None,
        _ => return Err(unsupported(name)),
    };
    match (name, inner, arguments.len()) {
        ("prefixLength", None, 0) => Ok(Val::Int(i64::from(length))),
        ("ip", None, 0) => Ok(Val::Ip(start)),
        ("masked", None, 0) => Ok(Val::Cidr(masked(start, length), length)),
        ("containsIP", Some((address, _)), 1) => Ok(Val::Bool(holds(address))),
        ("containsCIDR", Some((address, inner)), 1) => Ok(Val::Bool(inner >= length && holds(address))),
        ("containsIP" | "containsCIDR", None, 1) => {
            Err(Fault::Error("a text is no address or network".to_owned()))
        }
        _ => Err(unsupported(name)),
    }
}

/// What is wrong with a text as an optional list of messages; nothing where it is of the format.
fn validate(format: &str, text: &str) -> Outcome {
    let of = |kind: Strings| kind.accepts(text);
    let fits = match format {
        "format.dns1123Label" => is_label(text, false),
        "format.dns1123LabelPrefix" => is_label(text.trim_end_matches('-'), false),
        "format.dns1035Label" => is_label(text, true),
        "format.dns1123Subdomain" => text.len() <= 253 && text.split('.').all(|part| is_label_part(part)),
        "format.labelValue" => text.is_empty() || is_name(text),
        "format.qualifiedName" => match text.split_once('/') {
            Some((prefix, name)) => {
                prefix.len() <= 253 && prefix.split('.').all(is_label_part) && is_name(name)
            }
            None => is_name(text),
        },
        "format.uri" => of(Strings::Uri),
        "format.uuid" => of(Strings::Uuid(None)),
        "format.byte" => of(Strings::Byte),
        "format.date" => of(Strings::Date),
        "format.datetime" => of(Strings::DateTime),
        _ => return Err(unsupported(format)),
    };
    let message = || Rc::new(Val::list(vec![Val::text(format!("it must be of the format {format}"))]));
    Ok(Val::Optional((!fits).then(message)))
}

fn is_label(text: &str, begins_with_letter: bool) -> bool {
    text.len() <= 63
        && is_label_part(text)
        && (!begins_with_letter || text.starts_with(|c: char| c.is_ascii_lowercase()))
}

fn is_label_part(text: &str) -> bool {
    let is_end =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let bytes = text.as_bytes();
    is_end(bytes.first())
        && is_end(bytes.last())
        && bytes.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-')
}

fn is_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.len() <= 63
        && bytes.first().is_some_and(u8::is_ascii_alphanumeric)
        && bytes.last().is_some_and(u8::is_ascii_alphanumeric)
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}
