//! The images of a pod's containers.

use overlint_policy::{Container, ImageReference, Workload, WorkloadKind};
use overlint_source::Node;

/// An image, where it is said, and who runs it.
pub(crate) struct ContainerImage<'a> {
    pub(crate) container: Container<'a>,
    pub(crate) node: &'a Node,
    pub(crate) image: ImageReference<'a>,
}

/// The images of a pod that are references; what is none is another policy's concern, and what `OpenShift` writes is nobody's.
pub(crate) fn each_image<'a>(workload: &Workload<'a>) -> impl Iterator<Item = ContainerImage<'a>> + use<'a> {
    let workload = *workload;
    workload.containers().filter_map(move |container| {
        let node = container.node.get("image").filter(|_| !is_set_by_trigger(&workload, &container))?;
        let image = ImageReference::parse(node.text()?).ok()?;
        Some(ContainerImage { container, node, image })
    })
}

/// Whether `OpenShift` writes the image of a container when that of a stream changes, whatever the manifest says.
/// <https://docs.openshift.com/container-platform/latest/applications/deployments/managing-deployment-processes.html>
pub(crate) fn is_set_by_trigger(workload: &Workload<'_>, container: &Container<'_>) -> bool {
    let triggers = workload.object.node.at(&["spec", "triggers"]).map_or(&[][..], Node::items);
    let names = triggers.iter().filter_map(|trigger| trigger.at(&["imageChangeParams", "containerNames"]));
    workload.kind == WorkloadKind::DeploymentConfig
        && names.flat_map(Node::items).any(|name| name.text() == Some(container.name()))
}
