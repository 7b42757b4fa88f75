//! IP addresses and blocks of them.

use std::net::{IpAddr, Ipv4Addr};

use super::judge::{Judge, shown};
use super::place::Place;

/// A block of addresses such as `10.0.0.0/8`: the address, and how many of its bits count.
#[derive(Clone, Copy)]
struct Block {
    address: IpAddr,
    bits: u8,
}

impl Judge<'_> {
    /// Holds that a value is an IP address; returns it.
    pub(super) fn address(&mut self, place: &Place<'_>) -> Option<IpAddr> {
        let address = parse(place.text());
        if address.is_none() {
            let message = format!("`{}` is no IP address", shown(place.text()));
            self.refuse("malformed-value", place, message, "write it like `10.9.8.7` or `2001:db8::1`");
        }
        address
    }

    /// Holds that a value is the address of an endpoint, which others can reach.
    pub(super) fn endpoint_address(&mut self, place: &Place<'_>) {
        let reason = match self.address(place) {
            Some(address) if address.is_unspecified() => "stands for no address",
            Some(address) if address.is_loopback() => "leads each machine to itself",
            Some(address) if is_link_local(address) => "is local to one link",
            _ => return,
        };
        let message = format!("`{}` {reason}", shown(place.text()));
        self.refuse("malformed-value", place, message, "write an address that other machines can reach");
    }

    /// Holds that a value is a block of addresses.
    pub(super) fn block(&mut self, place: &Place<'_>) {
        if parse_block(place.text().trim()).is_none() {
            let message = format!("`{}` is no block of IP addresses", shown(place.text()));
            self.refuse("malformed-value", place, message, "write it like `10.9.8.0/24` or `2001:db8::/64`");
        }
    }

    /// Holds that a block lies within another, and is smaller.
    pub(super) fn block_within(&mut self, inner: &Place<'_>, outer: &Place<'_>) {
        let (Some(block), Some(around)) = (parse_block(inner.text()), parse_block(outer.text())) else {
            return;
        };
        if !around.contains(block.address) || around.bits >= block.bits {
            let message = format!("`{}` is no part of `{}`", shown(inner.text()), shown(outer.text()));
            let told =
                self.refuse("out-of-range", inner, message, "except a smaller block that lies within `cidr`");
            told.related(outer.node().origin, "the block around it");
        }
    }
}

impl Block {
    fn contains(self, other: IpAddr) -> bool {
        let (one, bits) = bits_of(self.address);
        let (other, length) = bits_of(other);
        let shift = bits - u32::from(self.bits);
        bits == length && one.checked_shr(shift).unwrap_or(0) == other.checked_shr(shift).unwrap_or(0)
    }
}

fn bits_of(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
        IpAddr::V6(address) => (u128::from(address), 128),
    }
}

/// An address. Zeros before the numbers of IPv4 may stand: the server took them up to 1.35.
pub(super) fn parse(text: &str) -> Option<IpAddr> {
    text.parse().ok().or_else(|| with_leading_zeros(text))
}

fn with_leading_zeros(text: &str) -> Option<IpAddr> {
    let mut parts = text.split('.').map(|part| {
        let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<u8>().ok()).flatten()
    });
    let mut next = || parts.next().flatten();
    let address = Ipv4Addr::new(next()?, next()?, next()?, next()?);
    parts.next().is_none().then_some(IpAddr::V4(address))
}

fn parse_block(text: &str) -> Option<Block> {
    let (address, bits) = text.split_once('/')?;
    let address = parse(address)?;
    let digits = !bits.is_empty() && bits.bytes().all(|byte| byte.is_ascii_digit());
    let bits = digits.then(|| bits.parse::<u8>().ok()).flatten()?;
    (u32::from(bits) <= bits_of(address).1).then_some(Block { address, bits })
}

fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local() || address.octets()[..3] == [224, 0, 0],
        IpAddr::V6(address) => address.is_unicast_link_local() || address.segments()[0] & 0xff0f == 0xff02,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_the_server() {
        for text in ["1.2.3.4", "010.0.0.1", "::1", "2001:db8::ffff", "::ffff:1.2.3.4"] {
            assert!(parse(text).is_some(), "{text}");
        }
        for text in
            ["", "1.2.3", "1.2.3.4.5", "256.0.0.1", "1.2.3.+4", "fe80::1%eth0", "localhost", "1.2.3.4/8"]
        {
            assert!(parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn blocks_know_what_is_in_them() {
        for text in ["10.0.0.0/8", "0.0.0.0/0", "10.1.2.3/32", "::/0", "2001:db8::/64"] {
            assert!(parse_block(text).is_some(), "{text}");
        }
        for text in ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "/8", "10.0.0.0/+8", "::/129"] {
            assert!(parse_block(text).is_none(), "{text}");
        }
        let contains =
            |block: &str, address: &str| parse_block(block).unwrap().contains(parse(address).unwrap());
        assert!(
            contains("10.0.0.0/8", "10.255.0.1")
                && contains("0.0.0.0/0", "1.2.3.4")
                && contains("::/0", "::1")
        );
        assert!(!contains("10.0.0.0/8", "11.0.0.1") && !contains("0.0.0.0/0", "::1"));
    }
}
