//! What a container requests and is limited to, with what the cluster fills in.

use overlint_source::{Entry, Node};

use super::{Amount, Container, Object, Overlay, Quantity, Workload};
use crate::place::{Place, push_segment};

/// An amount that counts for a container.
#[derive(Clone, Copy, Debug)]
pub struct Effective<'a> {
    /// How much.
    pub quantity: Quantity,
    /// Where it is written: in the container, or in a `LimitRange`.
    pub node: &'a Node,
    /// What the container has it from.
    pub source: AmountSource,
}

/// What a container has an amount from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountSource {
    /// It says so itself.
    Own,
    /// Its limit, which the API server copies where no request is set.
    OwnLimit,
    /// A `LimitRange` of the overlay.
    LimitRange,
}

/// One of the items of a `LimitRange`.
#[derive(Clone, Copy, Debug)]
pub struct LimitRangeItem<'a> {
    /// The `LimitRange`.
    pub object: Object<'a>,
    /// The tree of the item.
    pub node: &'a Node,
}

impl<'a> LimitRangeItem<'a> {
    /// The amounts in one of its fields, such as `max`, by resource.
    pub fn amounts(&self, field: &str) -> &'a [Entry] {
        self.node.get(field).map_or(&[], Node::entries)
    }
}

impl<'a> Container<'a> {
    /// The node of an amount that the container sets itself.
    pub fn amount(&self, amount: Amount, resource: &str) -> Option<&'a Node> {
        self.node.at(&["resources", amount.field(), resource]).filter(|node| !node.is_null())
    }

    /// Where to edit an amount that the container sets itself.
    pub fn amount_place(&self, node: &Node, amount: Amount, resource: &str) -> Place {
        let mut pointer = self.pointer() + "/resources/" + amount.field();
        push_segment(&mut pointer, resource);
        Place::of(node, pointer)
    }
}

impl<'a> Overlay<'a> {
    /// The items for containers of the overlay's `LimitRange`s in a namespace.
    pub fn container_limits<'s>(
        &'s self,
        namespace: &'s str,
    ) -> impl Iterator<Item = LimitRangeItem<'a>> + use<'a, 's> {
        let ranges = self.of_kind("LimitRange").filter(move |object| object.namespace == namespace);
        let items = ranges.flat_map(|object| {
            let items = object.node.at(&["spec", "limits"]).map_or(&[][..], Node::items);
            items.iter().map(move |node| LimitRangeItem { object, node })
        });
        items.filter(|item| item.node.get("type").and_then(Node::text) == Some("Container"))
    }

    /// The amount that counts for a container: its own; for a request its limit; what a `LimitRange` of the overlay fills
    /// in. `None` where there is none, or where it is no quantity.
    /// <https://kubernetes.io/docs/concepts/policy/limit-range/>
    pub fn effective<'b>(
        &'b self,
        workload: &Workload<'_>,
        container: &Container<'b>,
        amount: Amount,
        resource: &str,
    ) -> Option<Effective<'b>> {
        let of = |node, source| Some(Effective { quantity: Quantity::of(node)?, node, source });
        if let Some(node) = container.amount(amount, resource) {
            return of(node, AmountSource::Own);
        }
        let limit = container.amount(Amount::Limit, resource);
        if let (Amount::Request, Some(node)) = (amount, limit) {
            return of(node, AmountSource::OwnLimit);
        }
        let namespace = workload.object.namespace;
        let mut defaults =
            self.container_limits(namespace).filter_map(|item| default(item, amount, resource));
        defaults.next().and_then(|node| of(node, AmountSource::LimitRange))
    }
}

/// What an item fills in, by the first of its fields that has the resource.
fn default<'a>(item: LimitRangeItem<'a>, amount: Amount, resource: &str) -> Option<&'a Node> {
    amount.limit_range_fields().iter().find_map(|field| item.node.at(&[field, resource]))
}
