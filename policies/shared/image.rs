//! The images of a pod's containers.

use overlint_policy::{Container, ImageReference, Workload};
use overlint_source::Node;

/// An image, where it is said, and who runs it.
pub(crate) struct ContainerImage<'a> {
    pub(crate) container: Container<'a>,
    pub(crate) node: &'a Node,
    pub(crate) image: ImageReference<'a>,
}

/// The images of a pod that are references; what is none is another policy's concern.
pub(crate) fn each_image<'a>(workload: &Workload<'a>) -> impl Iterator<Item = ContainerImage<'a>> + use<'a> {
    workload.containers().filter_map(|container| {
        let node = container.node.get("image")?;
        let image = ImageReference::parse(node.text()?).ok()?;
        Some(ContainerImage { container, node, image })
    })
}
