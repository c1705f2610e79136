//! Markdown as guidelines use it: headings, paragraphs, lists, emphasis, code, quotations.

use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Ui};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::app::fonts;
use crate::app::theme::{self, Theme};

/// How far a list or a quotation is set in, for each level.
const INDENT: f32 = 14.0;

/// Draws a text in Markdown.
pub fn show(ui: &mut Ui, theme: &Theme, markdown: &str) {
    let mut page = Page { theme, job: LayoutJob::default(), style: Style::default(), marker: String::new() };
    // Offered by other people's files, so that nothing in it may cost more than a page does.
    for event in Parser::new(markdown).take(20_000) {
        match event {
            Event::Start(tag) => page.start(ui, &tag),
            Event::End(tag) => page.end(ui, tag),
            Event::Text(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::FootnoteReference(text) => page.push(&text),
            Event::Code(text) => page.push_code(&text),
            Event::SoftBreak => page.push(" "),
            Event::HardBreak => page.push("\n"),
            Event::Rule => {
                ui.separator();
            }
            Event::TaskListMarker(done) => page.push(if done { "[x] " } else { "[ ] " }),
        }
    }
    page.flush(ui);
}

#[derive(Clone, Copy, Default)]
struct Style {
    heading: bool,
    strong: usize,
    emphasis: usize,
    quotation: usize,
    list: usize,
    /// The number of the next entry of a numbered list.
    number: Option<u64>,
}

struct Page<'t> {
    theme: &'t Theme,
    job: LayoutJob,
    style: Style,
    marker: String,
}

impl Page<'_> {
    fn start(&mut self, ui: &mut Ui, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                self.flush(ui);
                self.style.heading = true;
            }
            Tag::Strong => self.style.strong += 1,
            Tag::Emphasis => self.style.emphasis += 1,
            Tag::BlockQuote(_) => {
                self.flush(ui);
                self.style.quotation += 1;
            }
            Tag::List(first) => {
                self.flush(ui);
                self.style.list += 1;
                self.style.number = *first;
            }
            Tag::Item => {
                self.flush(ui);
                self.marker = match &mut self.style.number {
                    Some(number) => {
                        let marker = format!("{number}.");
                        *number += 1;
                        marker
                    }
                    None => "•".to_owned(),
                };
            }
            _ => {}
        }
    }

    fn end(&mut self, ui: &mut Ui, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.style.strong = self.style.strong.saturating_sub(1),
            TagEnd::Emphasis => self.style.emphasis = self.style.emphasis.saturating_sub(1),
            TagEnd::Heading(_) => {
                self.flush(ui);
                self.style.heading = false;
            }
            TagEnd::BlockQuote(_) => {
                self.flush(ui);
                self.style.quotation = self.style.quotation.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.flush(ui);
                self.style.list = self.style.list.saturating_sub(1);
                self.style.number = None;
            }
            TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock => self.flush(ui),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        let Style { heading, strong, emphasis, quotation, .. } = self.style;
        let font_id = if heading || strong > 0 {
            FontId::new(theme::BODY, fonts::sans_semibold())
        } else {
            FontId::proportional(theme::BODY)
        };
        let color = if quotation > 0 { self.theme.ink.quiet } else { self.theme.ink.text };
        let italics = emphasis > 0 || quotation > 0;
        self.job.append(text, 0.0, TextFormat { font_id, color, italics, ..TextFormat::default() });
    }

    fn push_code(&mut self, text: &str) {
        let font_id = FontId::monospace(theme::SMALL);
        let format = TextFormat {
            font_id,
            color: self.theme.ink.text,
            background: self.theme.ground.raised,
            ..TextFormat::default()
        };
        self.job.append(text, 0.0, format);
    }

    /// Draws what has been collected as one block.
    fn flush(&mut self, ui: &mut Ui) {
        let job = std::mem::take(&mut self.job);
        let marker = std::mem::take(&mut self.marker);
        if job.text.trim().is_empty() {
            self.marker = marker;
            return;
        }
        let indent = INDENT * (self.style.list + self.style.quotation) as f32;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            if indent > 0.0 {
                ui.allocate_ui(egui::vec2(indent, 16.0), |ui| {
                    ui.set_min_width(indent);
                    ui.label(egui::RichText::new(marker).color(self.theme.ink.quiet));
                });
            }
            ui.vertical(|ui| ui.label(job));
        });
    }
}
