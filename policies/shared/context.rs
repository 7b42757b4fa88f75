//! What a container has to say itself in its security context.

use overlint_policy::{Container, Place, Workload};
use overlint_source::Node;

/// The containers on Linux whose own security context does not give a field this value, each with the place to write it.
pub(crate) fn without<'w>(
    workload: &'w Workload<'w>,
    field: &'static str,
    wanted: bool,
) -> impl Iterator<Item = (Container<'w>, Place)> {
    workload.linux_containers().filter_map(move |container| {
        let field = container.context(field);
        let is_set = field.value().and_then(Node::as_bool) == Some(wanted);
        (!is_set).then(|| (container, field.place(workload, &container)))
    })
}
