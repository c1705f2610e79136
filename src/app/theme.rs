//! Every colour and size of the window, light and dark, and how egui is told of them. Nothing else in
//! `app` names a colour or a size of type.

use egui::style::ScrollStyle;
use egui::{Color32, CornerRadius, FontId, Margin, Shadow, Stroke, TextStyle, Vec2};

use super::fonts;
use crate::model::tagset::LabelColour;

/// Size of text in controls, in points.
pub const BODY: f32 = 13.0;
/// Size of small text.
pub const SMALL: f32 = 11.5;
/// Size of a span's words in the inspector, and of their lines.
pub const WORDS: (f32, f32) = (15.0, 21.0);
/// Size of the words on a page that has nothing else on it.
pub const PAGE_TITLE: f32 = 22.0;
/// Size of headings in capitals.
pub const CAPS: f32 = 11.0;
/// Size of reading text that has not been changed.
pub const READING: f32 = 18.0;
/// The smallest and largest size of reading text.
pub const READING_RANGE: std::ops::RangeInclusive<f32> = 12.0..=40.0;
/// Line height of reading text, as a multiple of its size (31 points at 18).
pub const READING_LINE: f32 = 31.0 / 18.0;
/// Size of an article's title, as a multiple of the reading size (27 points at 18).
pub const TITLE_SCALE: f32 = 1.5;
/// Line height of titles and headings, as a multiple of their own size.
pub const TITLE_LINE: f32 = 1.3;
/// Size of headings inside an article, as a multiple of the reading size.
pub const HEADING_SCALE: f32 = 1.1;
/// Characters in a full line of reading text.
pub const COLUMN_CHARS: f32 = 68.0;
/// Characters a line of reading text never goes under while there is any room to give.
pub const COLUMN_MIN_CHARS: f32 = 52.0;
/// Corners of buttons and fields.
pub const CORNER: CornerRadius = CornerRadius::same(6);
/// Height of the top bar.
pub const TOP_BAR: f32 = 44.0;
/// Height of the status bar.
pub const STATUS_BAR: f32 = 28.0;
/// Height of a row of the article list.
pub const ARTICLE_ROW: f32 = 54.0;
/// Width of the article list.
pub const LIST_WIDTH: f32 = 268.0;
/// Width of the inspector.
pub const INSPECTOR_WIDTH: f32 = 312.0;
/// Below this width of the window the article list becomes a drawer.
pub const DRAWER_BELOW: f32 = 1280.0;
/// Below this width of the window the cards in the margin become ticks.
pub const TICKS_BELOW: f32 = 1100.0;
/// Below this width of the window the inspector slides over the text.
pub const SLIDE_BELOW: f32 = 900.0;
/// The least width in which the text can be read.
pub const LEAST_TEXT: f32 = 500.0;

/// The colours of one appearance.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// Whether the ground is dark.
    pub is_dark: bool,
    /// What things lie on.
    pub ground: Grounds,
    /// What is written.
    pub ink: Inks,
    /// Lines between things.
    pub line: Color32,
    /// Borders of fields and buttons.
    pub border: Color32,
    /// Opacity of the tint behind tagged words.
    tint_opacity: f32,
}

/// What things lie on.
#[derive(Clone, Debug, PartialEq)]
pub struct Grounds {
    /// Under bars.
    pub window: Color32,
    /// Under the reading column, fields and buttons.
    pub paper: Color32,
    /// Under side panels.
    pub panel: Color32,
    /// Under what is selected or under the pointer in a list.
    pub raised: Color32,
    /// Under selected words.
    pub selection: Color32,
    /// Under words shown after undo.
    pub flash: Color32,
    /// Under words that were looked for.
    pub hit: Color32,
    /// Under those of them one is at.
    pub current_hit: Color32,
}

/// What is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Inks {
    /// Text.
    pub text: Color32,
    /// Text that stands back.
    pub quiet: Color32,
    /// Text that stands back further.
    pub faint: Color32,
    /// The red of the name.
    pub brand: Color32,
    /// Things are well.
    pub good: Color32,
    /// Things want a look.
    pub warning: Color32,
    /// Things are wrong.
    pub bad: Color32,
    /// Around the words one has found, and where such words stand.
    pub hit: Color32,
}

/// The light appearance.
pub static LIGHT: Theme = Theme {
    is_dark: false,
    ground: Grounds {
        window: rgb(0x00F6_F4EF),
        paper: rgb(0x00FF_FEFB),
        panel: rgb(0x00FB_FAF6),
        raised: rgb(0x00EF_EDE5),
        selection: rgb(0x00FF_E7A0),
        flash: rgb(0x00F3_D3D0),
        hit: rgb(0x00E4_E4DE),
        current_hit: rgb(0x00CF_CFC6),
    },
    ink: Inks {
        text: rgb(0x001E_2126),
        quiet: rgb(0x005D_6168),
        faint: rgb(0x0069_6D74),
        brand: rgb(0x00A4_161A),
        good: rgb(0x0009_7352),
        warning: rgb(0x008F_5F00),
        bad: rgb(0x00B4_2318),
        hit: rgb(0x0045_453D),
    },
    line: rgb(0x00E3_DFD6),
    border: rgb(0x008F_8B82),
    tint_opacity: 0.13,
};

/// The dark appearance.
pub static DARK: Theme = Theme {
    is_dark: true,
    ground: Grounds {
        window: rgb(0x0015_171A),
        paper: rgb(0x001B_1E22),
        panel: rgb(0x0019_1C20),
        raised: rgb(0x0026_292E),
        selection: rgb(0x005A_4A12),
        flash: rgb(0x0058_2A2A),
        hit: rgb(0x0030_302D),
        current_hit: rgb(0x0044_4440),
    },
    ink: Inks {
        text: rgb(0x00E4_E2DC),
        quiet: rgb(0x009C_A0A6),
        faint: rgb(0x0085_8A91),
        brand: rgb(0x00E5_605C),
        good: rgb(0x0057_C7A0),
        warning: rgb(0x00E0_B252),
        bad: rgb(0x00F2_726B),
        hit: rgb(0x00C8_C8C0),
    },
    line: rgb(0x002C_3036),
    border: rgb(0x0064_6A73),
    tint_opacity: 0.17,
};

/// A colour from its 24 bits, 0xRRGGBB.
const fn rgb(bits: u32) -> Color32 {
    let [_, red, green, blue] = bits.to_be_bytes();
    Color32::from_rgb(red, green, blue)
}

impl Theme {
    /// The theme that `ctx` shows.
    pub fn of(ctx: &egui::Context) -> &'static Self {
        match ctx.theme() {
            egui::Theme::Light => &LIGHT,
            egui::Theme::Dark => &DARK,
        }
    }

    /// A label's colour on this ground.
    pub fn label(&self, colour: LabelColour) -> Color32 {
        rgb(if self.is_dark { colour.dark } else { colour.light })
    }

    /// The tint behind words tagged in `colour`.
    pub fn tint(&self, colour: Color32) -> Color32 {
        colour.gamma_multiply(self.tint_opacity)
    }

    /// The one shadow: under pop-ups.
    fn shadow(&self) -> Shadow {
        let alpha = if self.is_dark { 120 } else { 40 };
        Shadow { offset: [0, 4], blur: 16, spread: 0, color: Color32::from_black_alpha(alpha) }
    }

    /// The look of egui's own widgets in this appearance.
    fn visuals(&self) -> egui::Visuals {
        let mut visuals = if self.is_dark { egui::Visuals::dark() } else { egui::Visuals::light() };
        // One value in both, so that changing the theme does not throw the font atlas away.
        visuals.text_options = egui::Visuals::light().text_options;
        visuals.panel_fill = self.ground.panel;
        visuals.window_fill = self.ground.panel;
        visuals.window_stroke = Stroke::new(1.0, self.line);
        visuals.window_corner_radius = CORNER;
        visuals.menu_corner_radius = CORNER;
        visuals.window_shadow = self.shadow();
        visuals.popup_shadow = self.shadow();
        visuals.extreme_bg_color = self.ground.paper;
        visuals.text_edit_bg_color = Some(self.ground.paper);
        visuals.faint_bg_color = self.ground.raised;
        visuals.weak_text_color = Some(self.ink.quiet);
        visuals.hyperlink_color = self.ink.brand;
        visuals.error_fg_color = self.ink.bad;
        visuals.warn_fg_color = self.ink.warning;
        visuals.selection.bg_fill = self.ground.selection;
        visuals.selection.stroke = Stroke::new(1.5, self.ink.text);
        // A blinking caret would keep frames coming for ever.
        visuals.text_cursor.blink = false;
        visuals.text_cursor.stroke = Stroke::new(1.5, self.ink.text);
        let widgets = &mut visuals.widgets;
        for (widget, fill, stroke) in [
            (&mut widgets.noninteractive, self.ground.panel, self.line),
            (&mut widgets.inactive, self.ground.paper, self.border),
            (&mut widgets.hovered, self.ground.raised, self.border),
            (&mut widgets.active, self.ground.raised, self.ink.text),
            (&mut widgets.open, self.ground.raised, self.border),
        ] {
            widget.bg_fill = fill;
            widget.weak_bg_fill = fill;
            widget.bg_stroke = Stroke::new(1.0, stroke);
            widget.fg_stroke = Stroke::new(1.0, self.ink.text);
            widget.corner_radius = CORNER;
            widget.expansion = 0.0;
        }
        visuals
    }
}

/// Gives egui the fonts, both appearances, and the options the window relies on.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts::definitions());
    for (egui_theme, theme) in [(egui::Theme::Light, &LIGHT), (egui::Theme::Dark, &DARK)] {
        ctx.style_mut_of(egui_theme, |style| {
            style.visuals = theme.visuals();
            style.text_styles = text_styles();
            style.spacing.scroll = scroll_bars();
            style.spacing.item_spacing = Vec2::new(8.0, 6.0);
            style.spacing.button_padding = Vec2::new(10.0, 5.0);
            style.spacing.interact_size = Vec2::new(32.0, 28.0);
            style.spacing.menu_margin = Margin::same(6);
            style.spacing.window_margin = Margin::same(14);
            style.interaction.selectable_labels = false;
        });
    }
    ctx.options_mut(|options| {
        // Ctrl with + and − changes the reading size; the whole window's scale is a setting.
        options.zoom_with_keyboard = false;
        options.fallback_theme = egui::Theme::Light;
    });
}

/// Bars that are always there, beside what they scroll, and never too short to be taken.
fn scroll_bars() -> ScrollStyle {
    ScrollStyle {
        bar_width: 8.0,
        floating_width: 6.0,
        floating_allocated_width: 8.0,
        handle_min_length: 28.0,
        foreground_color: true,
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.0,
        interact_background_opacity: 0.0,
        dormant_handle_opacity: 0.2,
        active_handle_opacity: 0.3,
        interact_handle_opacity: 0.5,
        ..ScrollStyle::thin()
    }
}

fn text_styles() -> std::collections::BTreeMap<TextStyle, FontId> {
    [
        (TextStyle::Small, FontId::proportional(SMALL)),
        (TextStyle::Body, FontId::proportional(BODY)),
        (TextStyle::Button, FontId::proportional(BODY)),
        (TextStyle::Monospace, FontId::monospace(BODY)),
        (TextStyle::Heading, FontId::new(CAPS, fonts::sans_semibold())),
    ]
    .into()
}

/// Contrast of two opaque colours by WCAG 2.1.
pub fn contrast(one: Color32, two: Color32) -> f64 {
    let luminance = |colour: Color32| {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
    };
    let (one, two) = (luminance(one), luminance(two));
    (one.max(two) + 0.05) / (one.min(two) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tagset::default::default_tagset;
    use crate::model::tagset::presets::COLOURS;

    #[test]
    fn text_stands_out_from_its_ground() {
        for theme in [&LIGHT, &DARK] {
            let Grounds { window, paper, panel, raised, selection, flash, hit, current_hit } = theme.ground;
            let mut pairs = vec![];
            for ground in [window, paper, panel, raised, selection, flash, hit, current_hit] {
                pairs.push((theme.ink.text, ground));
            }
            for ground in [window, paper, panel, raised, hit] {
                pairs.push((theme.ink.quiet, ground));
            }
            for ground in [window, paper, panel] {
                for ink in
                    [theme.ink.faint, theme.ink.brand, theme.ink.good, theme.ink.warning, theme.ink.bad]
                {
                    pairs.push((ink, ground));
                }
                pairs.extend(COLOURS.iter().map(|(_, colour)| (theme.label(*colour), ground)));
                let labels = default_tagset();
                pairs.extend(labels.labels.values().map(|label| (theme.label(label.colour), ground)));
            }
            for (ink, ground) in pairs {
                let contrast = contrast(ink, ground);
                assert!(contrast >= 4.5, "{ink:?} on {ground:?}: {contrast:.2}, dark: {}", theme.is_dark);
            }
        }
    }

    #[test]
    fn tagged_words_stay_readable_under_two_tints() {
        for theme in [&LIGHT, &DARK] {
            for label in default_tagset().labels.values() {
                let tint = theme.tint(theme.label(label.colour));
                let once = theme.ground.paper.blend(tint);
                assert!(contrast(theme.ink.text, once.blend(tint)) >= 4.5, "{}", label.name);
            }
        }
    }

    #[test]
    fn hits_are_told_from_what_is_around_them() {
        for theme in [&LIGHT, &DARK] {
            let Grounds { paper, selection, hit, current_hit, .. } = theme.ground;
            // The ring and the marks at the edge; a ground alone tells nothing.
            for ground in [paper, selection, hit, current_hit] {
                let contrast = contrast(theme.ink.hit, ground);
                assert!(contrast >= 3.0, "{ground:?}: {contrast:.2}, dark: {}", theme.is_dark);
            }
        }
    }

    #[test]
    fn borders_of_controls_can_be_seen() {
        for theme in [&LIGHT, &DARK] {
            for ground in [theme.ground.paper, theme.ground.panel] {
                let contrast = contrast(theme.border, ground);
                assert!(contrast >= 3.0, "{contrast:.2}, dark: {}", theme.is_dark);
            }
        }
    }
}
