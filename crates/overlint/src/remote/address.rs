//! Which addresses a host may have: those of other machines on the public network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is that of a machine anyone can reach: not this one, not its network, not where clouds keep what
/// only the machine may know.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let is_shared = first == 100 && second & 0xc0 == 64;
    !(first == 0
        || first >= 224
        || is_shared
        || address.is_loopback()
        || address.is_private()
        || address.is_link_local())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    // Addresses with one of version 4 in them are as public as that.
    if let [0x64, 0xff9b, 0, 0, 0, 0, high, low] = segments {
        return is_public_v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
    }
    segments[0] & 0xe000 == 0x2000 && segments[0] != 0x2002
}

#[cfg(test)]
mod tests {

    #[test]
    fn addresses_of_this_machine_and_its_network_are_not_public() {
        let is_public = |text: &str| super::is_public(text.parse().expect("an address"));
        for address in
            ["140.82.121.3", "8.8.8.8", "2606:50c0:8000::154", "::ffff:8.8.8.8", "64:ff9b::808:808"]
        {
            assert!(is_public(address), "{address}");
        }
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
        ] {
            assert!(!is_public(address), "{address}");
        }
    }
}
