//! What the window remembers from one run to the next, as RON in the user's data folder.
//!
//! Reading is tolerant: a file that can't be understood is kept aside under another name and reported, and
//! the defaults hold. Where the file lies, and how it is written, `store` knows.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::theme;

/// What the window remembers. Plain data, written as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light, dark, or as the system has it.
    pub appearance: Appearance,
    /// Size of reading text in points.
    pub reading_size: f32,
    /// The corpus that was open last.
    pub last_corpus: Option<PathBuf>,
    /// Width and height of the window in points.
    pub window: Option<(f32, f32)>,
    /// Whether single letters and digits are commands (WCAG 2.1.4 asks for a way to turn them off).
    pub single_keys: bool,
}

/// Which appearance the window has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Appearance {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            appearance: Appearance::System,
            reading_size: theme::READING,
            last_corpus: None,
            window: None,
            single_keys: true,
        }
    }
}

impl Settings {
    /// The settings a file holds, or what is wrong with it and where.
    pub fn from_ron(text: &str) -> Result<Self, String> {
        let mut settings: Self = ron::from_str(text).map_err(|err| err.to_string())?;
        settings.reading_size = if settings.reading_size.is_finite() {
            settings
                .reading_size
                .clamp(*theme::READING_RANGE.start(), *theme::READING_RANGE.end())
        } else {
            theme::READING
        };
        settings.window = settings.window.filter(|(width, height)| {
            [width, height]
                .iter()
                .all(|side| side.is_finite() && (100.0..=20_000.0).contains(*side))
        });
        Ok(settings)
    }

    /// The settings as their file holds them.
    pub fn to_ron(&self) -> String {
        let pretty = ron::ser::PrettyConfig::new().struct_names(true);
        // A struct of plain fields can always be written; an empty file would be read as the defaults.
        ron::ser::to_string_pretty(self, pretty)
            .map(|text| text + "\n")
            .unwrap_or_default()
    }
}

impl Appearance {
    /// What egui calls it.
    pub fn preference(self) -> egui::ThemePreference {
        match self {
            Self::System => egui::ThemePreference::System,
            Self::Light => egui::ThemePreference::Light,
            Self::Dark => egui::ThemePreference::Dark,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_as_written() {
        let settings = Settings {
            appearance: Appearance::Dark,
            reading_size: 22.0,
            last_corpus: Some("/home/mk/harbour".into()),
            window: Some((1440.0, 900.0)),
            single_keys: false,
        };
        assert_eq!(Settings::from_ron(&settings.to_ron()), Ok(settings));
    }

    #[test]
    fn what_a_file_leaves_out_has_its_default() {
        let settings = Settings::from_ron("(reading_size: 99.0, window: Some((NaN, 3.0)))").unwrap();
        assert_eq!(
            settings,
            Settings {
                reading_size: 40.0,
                ..Settings::default()
            }
        );
        assert!(Settings::from_ron("(reading_size: ").is_err());
    }
}
