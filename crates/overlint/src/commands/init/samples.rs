//! The policies that a new crate of tests begins with. They are compiled here, to see which hold, and written there.

use crate::testing::prelude::*;

// The crate has everything below this line.

/// An image without a version of its own is another one tomorrow.
pub(super) fn images_have_a_version(overlay: &Overlay, expect: &Expect) {
    for container in overlay.containers() {
        let image = container.image();
        let text = image.as_str().unwrap_or_default();
        let name = text.rsplit('/').next().unwrap_or_default();
        let tag = name.split_once(':').map_or("latest", |(_, tag)| tag);
        expect
            .that(text.contains('@') || tag != "latest", &image, format!("the image `{text}` has no version"))
            .help("give it a tag or a digest, here or under `images` of the overlay");
    }
}

/// What a Service selects has to be in the overlay, or it sends traffic nowhere.
pub(super) fn services_select_pods(overlay: &Overlay, expect: &Expect) {
    let workloads = overlay.workloads();
    for service in overlay.kind("Service").group("") {
        let field = service.at("/spec/selector");
        let Ok(selector) = LabelSelector::of_labels(&field) else { continue };
        let is_selected = |workload: &Workload<'_>| {
            workload.object().namespace() == service.namespace()
                && selector.matches(|key| workload.pod_label(key))
        };
        expect
            .that(field.is_none() || workloads.iter().any(is_selected), &field, "the Service selects no pods")
            .help("let `selector` say what the labels of the pods say");
    }
}
