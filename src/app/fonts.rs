//! The typefaces of the window: Source Serif 4 to read, Inter for controls, a naskh and a Hebrew face for what they
//! lack, egui's own as fallback.

use std::sync::{Arc, LazyLock};

use egui::{FontData, FontDefinitions, FontFamily};

/// Family, file. The first sans face also leads egui's proportional family.
const FACES: [(&str, &[u8]); 6] = [
    ("serif", include_bytes!("../../assets/fonts/SourceSerif4-Regular.ttf")),
    ("serif-italic", include_bytes!("../../assets/fonts/SourceSerif4-It.ttf")),
    ("serif-semibold", include_bytes!("../../assets/fonts/SourceSerif4-Semibold.ttf")),
    ("sans", include_bytes!("../../assets/fonts/Inter-Regular.otf")),
    ("sans-medium", include_bytes!("../../assets/fonts/Inter-Medium.otf")),
    ("sans-semibold", include_bytes!("../../assets/fonts/Inter-SemiBold.otf")),
];

/// Faces for scripts from right to left, behind every other of ours: of the system's own there may be none, or one
/// that was not made for reading.
const RTL_FACES: [(&str, &[u8]); 2] = [
    ("naskh", include_bytes!("../../assets/fonts/NotoNaskhArabic-Regular.ttf")),
    ("hebrew", include_bytes!("../../assets/fonts/NotoSerifHebrew-Regular.ttf")),
];

/// What the sans faces call themselves.
pub const SANS_NAME: &str = "Inter";

/// The files of the sans faces, for pictures.
pub fn sans_faces() -> impl Iterator<Item = &'static [u8]> {
    FACES.iter().filter(|(name, _)| name.starts_with("sans")).map(|(_, bytes)| *bytes)
}

/// Families by name, made once: egui wants an `Arc<str>` for each use.
static FAMILIES: LazyLock<[FontFamily; 6]> =
    LazyLock::new(|| FACES.map(|(name, _)| FontFamily::Name(name.into())));

/// Everything egui needs to know about our faces.
pub fn definitions() -> FontDefinitions {
    let mut definitions = FontDefinitions::default();
    let own_fallbacks = definitions.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let rtl_faces = RTL_FACES.map(|(name, bytes)| {
        definitions.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
        name.to_owned()
    });
    let fallbacks: Vec<String> = rtl_faces.iter().cloned().chain(own_fallbacks).collect();
    for (name, bytes) in FACES {
        definitions.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
        // A named family inherits no fallback of egui's.
        let family = [name.to_owned()].into_iter().chain(fallbacks.iter().cloned()).collect();
        definitions.families.insert(FontFamily::Name(name.into()), family);
    }
    if let Some(proportional) = definitions.families.get_mut(&FontFamily::Proportional) {
        *proportional = ["sans".to_owned()].into_iter().chain(fallbacks).collect();
    }
    definitions
}

/// Reading text.
pub fn serif() -> FontFamily {
    FAMILIES[0].clone()
}

/// Reading text that stands in for a title.
pub fn serif_italic() -> FontFamily {
    FAMILIES[1].clone()
}

/// Titles and headings of articles.
pub fn serif_semibold() -> FontFamily {
    FAMILIES[2].clone()
}

/// Names in lists.
pub fn sans_medium() -> FontFamily {
    FAMILIES[4].clone()
}

/// Headings of panels.
pub fn sans_semibold() -> FontFamily {
    FAMILIES[5].clone()
}

/// What comes of a frame with our faces, for tests.
#[cfg(test)]
pub(super) fn in_a_frame<R>(draw: impl Fn(&mut egui::Ui) -> R) -> R {
    let ctx = egui::Context::default();
    ctx.set_fonts(definitions());
    let mut drawn = None;
    let output = ctx.run_ui(egui::RawInput::default(), |ui| drawn = Some(draw(ui)));
    output.drop_without_applying_deltas();
    drawn.expect("a frame is drawn at least once")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_has_a_face_and_a_fallback() {
        let definitions = definitions();
        for family in FAMILIES.iter() {
            let faces = &definitions.families[family];
            assert!(faces.len() > 1, "{family}");
            assert!(faces.iter().all(|face| definitions.font_data.contains_key(face)), "{family}");
        }
    }
}
