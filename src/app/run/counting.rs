//! Commands of the Statistics workspace: which plot is shown, what it counts, the spans behind it, and pictures
//! of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use resvg::usvg::fontdb;

use super::{Work, row_step};
use crate::analysis::chart::png::{PictureError, png};
use crate::analysis::chart::svg::svg;
use crate::analysis::statistics::filter::{Behind, Standing as Judged, StatisticsFilter};
use crate::analysis::statistics::table::CsvReader;
use crate::analysis::statistics::tables::{Period, TableKind};
use crate::analysis::statistics::texts::TextPart;
use crate::app::command::review::ReviewCommand;
use crate::app::command::statistics::StatisticsCommand;
use crate::app::command::{Command, Way, Workspace};
use crate::app::fonts;
use crate::app::state::FocusWish;
use crate::app::state::document::{Document, PlotFormat};
use crate::app::state::review::{Picked, ReviewFilter, Standing};
use crate::model::text::numbers::counted;
use crate::model::text::visible::shown_name;

impl Work<'_> {
    /// Lets the Statistics workspace have the command. `None` if it took it.
    pub(super) fn through_statistics(&mut self, command: Command) -> Option<Command> {
        if self.desk.workspace != Workspace::Statistics {
            return Some(command);
        }
        if let Some((way, by)) = row_step(&command) {
            self.session.wide.statistics.step(way, by);
            return None;
        }
        if command == Command::BackOut {
            self.desk.focus_wish = Some(FocusWish::Statistics);
            return None;
        }
        self.through_looked_at(command, "Figures are only looked at; Enter shows the spans behind them")
    }

    /// Carries out a command of the workspace.
    pub(super) fn statistics(&mut self, command: StatisticsCommand) {
        let desk = &mut self.session.wide.statistics;
        match command {
            StatisticsCommand::Renew => {
                desk.renew();
                self.desk.say("The figures are counted again");
            }
            StatisticsCommand::Next(way) => {
                if let Some(idx) = super::next_in_ring(&TableKind::ALL, Some(&desk.kind), way) {
                    self.choose_plot(TableKind::ALL[idx]);
                }
            }
            StatisticsCommand::Choose(kind) => {
                self.choose_plot(kind);
                self.desk.focus_wish = Some(FocusWish::Statistics);
            }
            StatisticsCommand::NextPeriod if !desk.kind.is_over_time() => {
                self.desk.refuse("This plot is not cut into days, weeks or months");
            }
            StatisticsCommand::NextPeriod => {
                let next = super::next_in_ring(&Period::ALL, Some(&desk.cut.period), Way::Next);
                desk.cut.period = Period::ALL[next.unwrap_or_default()];
                self.desk.say(format!("By {}", desk.cut.period.key()));
            }
            StatisticsCommand::WholeTexts => {
                desk.cut.text = desk.cut.text.other();
                self.desk.say(match desk.cut.text {
                    TextPart::Own => "Texts are counted without notes and furniture",
                    TextPart::Whole => "Texts are counted with their notes and furniture",
                });
            }
            StatisticsCommand::Cut(period) => desk.cut.period = period,
            StatisticsCommand::Find => self.desk.focus_wish = Some(FocusWish::StatisticsFilter),
            StatisticsCommand::ShowAll if desk.cut.filter == StatisticsFilter::default() => {
                self.desk.say("Everything is counted already");
            }
            StatisticsCommand::ShowAll => desk.cut.filter = StatisticsFilter::default(),
            StatisticsCommand::Filter(filter) => desk.cut.filter = filter,
            StatisticsCommand::Point(row) => {
                desk.cursor = row;
                self.desk.focus_wish = Some(FocusWish::Statistics);
            }
            StatisticsCommand::Behind => {
                let row = desk.cursor;
                self.show_spans_behind(row, None);
            }
            StatisticsCommand::BehindFigure(row, column) => {
                desk.cursor = row;
                self.show_spans_behind(row, Some(column));
            }
            StatisticsCommand::Export => self.open_plot_export(),
        }
    }

    /// Takes what has been counted beside the window, and begins to count what is wanted. Whether a frame is to be
    /// drawn.
    pub fn poll_statistics(&mut self) -> bool {
        let desk = &mut self.session.wide.statistics;
        let has_news = desk.poll();
        if self.desk.workspace == Workspace::Statistics {
            desk.count(&self.session.corpus, self.wake);
        }
        has_news
    }

    fn choose_plot(&mut self, kind: TableKind) {
        self.session.wide.statistics.choose(kind);
        self.desk.say(kind.title());
    }

    /// Goes to Review with just the spans that a figure counts.
    fn show_spans_behind(&mut self, row: usize, column: Option<usize>) {
        let desk = &self.session.wide.statistics;
        if !desk.is_current() {
            return self.desk.say("The figures are being counted…");
        }
        let Some(figures) = desk.figures().filter(|figures| row < figures.table.rows.len()) else {
            return self.desk.refuse("There is no figure to go to");
        };
        let Some((behind, filter)) = desk.behind(row, column) else {
            return self.desk.refuse("These figures count no spans");
        };
        let spans = desk.spans_behind(&behind);
        if spans.is_empty() {
            return self.desk.refuse("No span is behind this figure");
        }
        let num = spans.len();
        let name = figures.table.row_title(row);
        let part = column
            .and_then(|column| figures.table.columns.get(column))
            .filter(|column| column.behind.as_ref().is_some_and(|behind| *behind != Behind::default()))
            .map(|column| format!(", {}", column.name))
            .unwrap_or_default();
        let name = shown_name(&format!("{name}{part}")).into_owned();
        let what = format!("{}: {name}", desk.kind.title());
        let said = format!("{what}, {}", counted(num, "span"));
        let filter = review_filter(&behind, filter).unwrap_or_else(|| ReviewFilter {
            picked: Some(Arc::new(Picked { what, keys: spans.into_iter().collect::<BTreeSet<_>>() })),
            ..ReviewFilter::default()
        });
        self.go_to(Workspace::Review);
        self.review(ReviewCommand::Filter(filter));
        self.desk.last.came_from = Some(Workspace::Statistics);
        self.desk.say(format!("{said}; Ctrl+7 goes back"));
    }

    fn open_plot_export(&mut self) {
        let desk = &self.session.wide.statistics;
        if desk.figures().is_none() {
            return self.desk.say("The figures are being counted…");
        }
        self.open_document(Document::Plot(desk.kind));
    }

    /// What makes the bytes of a plot as it is shown now, beside the window.
    pub(super) fn plot_as(
        &self,
        kind: TableKind,
        format: PlotFormat,
    ) -> Result<impl FnOnce() -> Result<Vec<u8>, PictureError> + Send + 'static, String> {
        let desk = &self.session.wide.statistics;
        if !desk.is_current() {
            return Err("The figures are being counted; try again in a moment".to_owned());
        }
        let figures = desk.figures_of(kind).ok_or("There are no figures yet")?;
        let chart = figures.chart.clone();
        // Who exports figures from the window opens them in a spreadsheet.
        let csv = (format == PlotFormat::Csv).then(|| figures.table.to_csv(CsvReader::Spreadsheet));
        Ok(move || match (csv, format) {
            (Some(csv), _) => Ok(csv.into_bytes()),
            (None, PlotFormat::Png) => png(&svg(&chart), picture_fonts(), fonts::SANS_NAME),
            (None, _) => Ok(svg(&chart).into_bytes()),
        })
    }
}

/// The filter of the Review table that shows just the spans behind a figure; `None` where it has no words for
/// them.
fn review_filter(behind: &Behind, filter: &StatisticsFilter) -> Option<ReviewFilter> {
    let Behind {
        label,
        annotator,
        outlet,
        speaker,
        published,
        made,
        words,
        standing,
        overlapping,
        reviewer,
        decision,
    } = behind;
    let has_other = outlet.is_some()
        || published.is_some()
        || made.is_some()
        || words.is_some()
        || overlapping.is_some()
        || reviewer.is_some()
        || decision.is_some()
        || !filter.outlets.is_empty()
        || filter.from.is_some()
        || filter.to.is_some()
        || filter.reviewed_only;
    if has_other {
        return None;
    }
    let standings = match standing {
        None => BTreeSet::new(),
        Some(Judged::Open) => {
            BTreeSet::from([Standing::ToReview, Standing::ChangedSince, Standing::Disputed])
        }
        Some(Judged::Deferred) => BTreeSet::from([Standing::Deferred]),
        // The table does not tell one's own decisions from those of others.
        Some(_) => return None,
    };
    Some(ReviewFilter {
        labels: one_of(label.as_ref(), &filter.labels),
        annotators: one_of(annotator.as_ref(), &filter.annotators),
        speakers: speaker.iter().cloned().collect(),
        standings,
        ..ReviewFilter::default()
    })
}

/// What one figure is about, or else everything that passes.
fn one_of<T: Clone + Ord>(one: Option<&T>, all: &BTreeSet<T>) -> BTreeSet<T> {
    one.map_or_else(|| all.clone(), |one| BTreeSet::from([one.clone()]))
}

/// The typefaces of a picture: ours, and the system's for what they lack.
pub(super) fn picture_fonts() -> fontdb::Database {
    let mut database = fontdb::Database::new();
    for face in fonts::sans_faces() {
        database.load_font_data(face.to_vec());
    }
    database.load_system_fonts();
    database
}
