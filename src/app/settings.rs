//! What the window remembers from one run to the next, as RON in the user's data folder.
//!
//! Reading is tolerant: a file that can't be understood is kept aside under another name and reported, and
//! the defaults hold. Where the file lies, and how it is written, `store` knows.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::jobs::{Job, Wake};
use super::state::review::ReviewPreferences;
use super::theme;
use crate::store::disk::Disk;
use crate::store::user_folder::UserFolder;

/// The file's name in the user's folder.
const FILE: &str = "settings.ron";

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
    /// The corpora that were open, the last one first.
    pub recent: Vec<PathBuf>,
    /// The size of everything, in percent.
    pub scale: u16,
    /// What becomes of the selection when it has been tagged.
    pub after_tagging: AfterTagging,
    /// What left and right arrows go by where words run from right to left.
    pub arrows: Arrows,
    /// Keys that were changed, by the command's id, as [`crate::app::command::Chord`] writes them. A command
    /// that is not here has its own.
    pub keys: BTreeMap<String, Vec<String>>,
    /// The table of the Review workspace.
    pub review: ReviewPreferences,
}

/// How small and large everything can be, in percent.
pub const SCALES: std::ops::RangeInclusive<u16> = 75..=250;

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

/// What becomes of the selection when it has been tagged. The new span is in focus either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AfterTagging {
    /// It goes; the caret stands behind its words.
    #[default]
    Goes,
    /// It stays, so that another digit tags the same words again.
    Stays,
}

/// What left and right arrows go by where words run from right to left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Arrows {
    /// What is seen: to the left is to the left.
    #[default]
    BySight,
    /// The text: to the left is back.
    ByText,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            appearance: Appearance::System,
            reading_size: theme::READING,
            last_corpus: None,
            window: None,
            single_keys: true,
            recent: Vec::new(),
            scale: 100,
            after_tagging: AfterTagging::Goes,
            arrows: Arrows::BySight,
            keys: BTreeMap::new(),
            review: ReviewPreferences::default(),
        }
    }
}

impl Settings {
    /// The settings a file holds, or what is wrong with it and where.
    pub fn from_ron(text: &str) -> Result<Self, String> {
        let mut settings: Self = ron::from_str(text).map_err(|err| err.to_string())?;
        settings.reading_size = if settings.reading_size.is_finite() {
            settings.reading_size.clamp(*theme::READING_RANGE.start(), *theme::READING_RANGE.end())
        } else {
            theme::READING
        };
        settings.review = settings.review.tidied();
        settings.scale = settings.scale.clamp(*SCALES.start(), *SCALES.end());
        settings.window = settings.window.filter(|(width, height)| {
            [width, height].iter().all(|side| side.is_finite() && (100.0..=20_000.0).contains(*side))
        });
        Ok(settings)
    }

    /// The settings as their file holds them.
    pub fn to_ron(&self) -> String {
        let pretty = ron::ser::PrettyConfig::new().struct_names(true);
        // A struct of plain fields can always be written; an empty file would be read as the defaults.
        ron::ser::to_string_pretty(self, pretty).map(|text| text + "\n").unwrap_or_default()
    }
}

/// The settings of the last run, or the defaults with what there is to complain about.
pub fn read(folder: &UserFolder, disk: &dyn Disk) -> (Settings, Option<String>) {
    let bytes = match folder.read(disk, FILE) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return (Settings::default(), None),
        Err(err) => {
            return (Settings::default(), Some(format!("The settings can't be read: {err}")));
        }
    };
    let text = String::from_utf8_lossy(&bytes);
    let why = match Settings::from_ron(&text) {
        Ok(settings) => return (settings, None),
        Err(why) => why,
    };
    let complaint = match folder.set_aside(disk, FILE) {
        Ok(aside) => {
            format!("The settings can't be understood ({why}); they are kept as {aside}, and begun anew")
        }
        Err(err) => format!("The settings can't be understood ({why}), and can't be put aside: {err}"),
    };
    (Settings::default(), Some(complaint))
}

/// Writes the settings.
pub fn write(settings: &Settings, folder: &UserFolder, disk: &dyn Disk) -> Result<(), String> {
    folder.write(disk, FILE, settings.to_ron().as_bytes()).map_err(|err| err.to_string())
}

/// Keeps settings; called on a thread of its own.
pub type KeepSettings = Arc<dyn Fn(&Settings) -> Result<(), String> + Send + Sync>;

/// Settings with what of them is kept. They are written one at a time, so that none overtakes another.
pub struct KeptSettings {
    /// The settings as they are.
    pub current: Settings,
    kept: Settings,
    keep: KeepSettings,
    job: Option<Job<Result<(), String>>>,
}

impl KeptSettings {
    /// Settings as they were read.
    pub fn new(settings: Settings, keep: KeepSettings) -> Self {
        Self { kept: settings.clone(), current: settings, keep, job: None }
    }

    /// Has them written if they have changed; the error of the last time, if there was one.
    pub fn poll(&mut self, wake: &Wake) -> Option<String> {
        let mut complaint = None;
        if let Some(outcome) = self.job.as_ref().and_then(Job::poll) {
            self.job = None;
            complaint = match outcome {
                Ok(Ok(())) => None,
                Ok(Err(why)) => Some(why),
                Err(err) => Some(err.to_string()),
            };
        }
        if self.job.is_none() && self.current != self.kept {
            self.kept = self.current.clone();
            let (keep, settings) = (Arc::clone(&self.keep), self.current.clone());
            match Job::start("keep settings", Arc::clone(wake), move || keep(&settings)) {
                Ok(job) => self.job = Some(job),
                Err(err) => complaint = Some(err.to_string()),
            }
        }
        complaint
    }

    /// Writes them now, at the end.
    pub fn finish(&mut self) -> Result<(), String> {
        let Some(job) = self.job.take() else {
            return if self.current == self.kept { Ok(()) } else { (self.keep)(&self.current) };
        };
        job.wait().map_err(|err| err.to_string())??;
        if self.current == self.kept { Ok(()) } else { (self.keep)(&self.current) }
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
    use crate::store::disk::RealDisk;

    #[test]
    fn settings_come_back_as_written() {
        let settings = Settings {
            appearance: Appearance::Dark,
            reading_size: 22.0,
            last_corpus: Some("/home/mk/harbour".into()),
            window: Some((1440.0, 900.0)),
            single_keys: false,
            recent: vec!["/home/mk/harbour".into()],
            scale: 150,
            after_tagging: AfterTagging::Stays,
            arrows: Arrows::ByText,
            keys: [("undo".to_owned(), vec!["Ctrl+U".to_owned()])].into(),
            review: ReviewPreferences { is_blind: true, ..ReviewPreferences::default() },
        };
        assert_eq!(Settings::from_ron(&settings.to_ron()), Ok(settings));
    }

    #[test]
    fn a_file_that_is_not_understood_is_kept_aside() {
        let folder = tempfile::tempdir().unwrap();
        let user_folder = UserFolder::new(folder.path());
        assert_eq!(read(&user_folder, &RealDisk), (Settings::default(), None));
        user_folder.write(&RealDisk, FILE, b"(reading_size: big)").unwrap();
        let (settings, complaint) = read(&user_folder, &RealDisk);
        assert_eq!(settings, Settings::default());
        assert!(complaint.unwrap().contains("settings.ron.bad"));
        assert!(folder.path().join("settings.ron.bad").exists());
        assert_eq!(read(&user_folder, &RealDisk).1, None);
    }

    #[test]
    fn what_a_file_leaves_out_has_its_default() {
        let settings = Settings::from_ron("(reading_size: 99.0, window: Some((NaN, 3.0)))").unwrap();
        assert_eq!(settings, Settings { reading_size: 40.0, ..Settings::default() });
        assert!(Settings::from_ron("(reading_size: ").is_err());
    }
}
