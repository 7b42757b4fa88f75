//! Ports by number and by name.

use super::grammar;
use super::judge::{Judge, shown};
use super::place::{IntOrString, Place};

impl Judge<'_> {
    /// Holds that a value is a port: a number, or the name of a container port.
    pub(super) fn port(&mut self, place: &Place<'_>) {
        match place.int_or_string() {
            Some(IntOrString::Int(number)) => self.port_number(place, number),
            Some(IntOrString::Text(_)) => {
                self.spelt(place, &grammar::PORT_NAME);
            }
            None => {}
        }
    }

    /// Holds that a field is there and holds a port, by number or name.
    pub(super) fn wants_port(&mut self, parent: &Place<'_>, name: &str) {
        match parent.field(name) {
            Some(port) => self.port(&port),
            None => {
                self.lacks(parent, name, format!("{} has no `{name}`", parent.describe()), "name the port")
            }
        }
    }

    /// Holds that a field is there and holds the number of a port.
    pub(super) fn wants_port_number(&mut self, parent: &Place<'_>, name: &str) {
        match parent.field(name) {
            Some(port) => self.numbered_port(&port),
            None => self.lacks(
                parent,
                name,
                format!("{} has no `{name}`", parent.describe()),
                "write the number of the port",
            ),
        }
    }

    /// Holds that a value, where it is a number, is one of a port.
    pub(super) fn numbered_port(&mut self, place: &Place<'_>) {
        if let Some(number) = place.integer() {
            self.port_number(place, number);
        }
    }

    fn port_number(&mut self, place: &Place<'_>, number: i64) {
        if !(1..=65535).contains(&number) {
            let message = format!("`{}` is no port", shown(place.text()));
            self.refuse("invalid-port", place, message, "write a number from 1 to 65535");
        }
    }
}
