//! What is written of an item: a brief with footnotes, the table of the face that is shown, its picture.

use crate::analysis::chart::png::png;
use crate::analysis::positions::brief::{BriefOptions, brief};
use crate::analysis::positions::{BearingIndex, ItemTree, Positions};
use crate::analysis::statistics::table::CsvReader;
use crate::app::command::Command;
use crate::app::command::items::ItemsCommand;
use crate::app::fonts;
use crate::app::run::Work;
use crate::app::run::counting::picture_fonts;
use crate::app::state::document::{Document, ItemFormat};
use crate::app::state::items::{ItemsFace, ItemsLook, usual_other};
use crate::model::id::ItemId;
use crate::model::reader::CorpusReader as _;
use crate::report::Report;
use crate::store::CorpusSnapshot;

impl Work<'_> {
    /// Asks where the item that is pointed at is to be written.
    pub(super) fn export_item(&mut self) {
        let Some(item) = self.need_item() else { return };
        let items = &self.session.wide.items;
        if items.index().is_none() {
            return self.desk.say("What bears on it is being found out…");
        }
        let face = items.look.face;
        let has_other = items.face().is_some_and(|face| face.grid.is_some());
        if face == ItemsFace::Comparison && !has_other {
            return self.run(Command::Items(ItemsCommand::CompareWith));
        }
        self.open_document(Document::Item(face, item));
    }
}

/// The bytes of an item as it is looked at, beside the window.
pub(in crate::app::run) fn item_bytes(
    snapshot: &CorpusSnapshot,
    item: &ItemId,
    look: &ItemsLook,
    format: ItemFormat,
) -> Result<Vec<u8>, Report> {
    let state = snapshot.state();
    let (register, items, index) = (state.register(), ItemTree::of(state), BearingIndex::of(state));
    let positions = Positions { state, register: &register, items: &items, index: &index };
    let with = look.other.clone().or_else(|| usual_other(positions, item));
    // The earlier one stands at the left.
    let pair = with.clone().map(|other| {
        let is_later = items.predecessors(item).contains(&other);
        if is_later { (other, item.clone()) } else { (item.clone(), other) }
    });
    let none = || Report::new("there is no other item to compare it with");
    let (by, scope, rows) = (look.by, look.scope, look.rows);
    if format == ItemFormat::Brief {
        let options = BriefOptions { by, scope, rows, with, title: None, caveats: true };
        return Ok(brief(positions, item, &options, snapshot).map_err(Report::new)?.into_bytes());
    }
    if format == ItemFormat::Csv {
        let table = match look.face {
            ItemsFace::Life => positions.life_table(item, scope, by, snapshot).map_err(Report::new)?,
            ItemsFace::Matrix => positions.matrix_table(item, rows, by),
            ItemsFace::Comparison => {
                let (one, two) = pair.ok_or_else(none)?;
                positions.comparison_table(&one, &two, by, snapshot).map_err(Report::new)?
            }
            ItemsFace::Support => positions.independence_table(item, scope, by),
        };
        return Ok(table.to_csv(CsvReader::Spreadsheet).into_bytes());
    }
    let svg = match look.face {
        ItemsFace::Life | ItemsFace::Support => positions.timeline_svg(item, scope, by),
        ItemsFace::Matrix => positions.matrix_svg(item, rows, by),
        ItemsFace::Comparison => {
            let (one, two) = pair.ok_or_else(none)?;
            positions.comparison_svg(&one, &two, by, snapshot).map_err(Report::new)?
        }
    };
    if format == ItemFormat::Png {
        return png(&svg, picture_fonts(), fonts::SANS_NAME).map_err(Report::new);
    }
    Ok(svg.into_bytes())
}
