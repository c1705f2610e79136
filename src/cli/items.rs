//! `redletter items`: the items that are followed, and what is known of one.

use serde_json::json;

use super::arguments::{ItemDate, ItemFace, Items as Arguments};
use super::session::{failure, print_open_report};
use super::{Failure, Outcome, Output, Printed as _, Session, counted, print_json};
use crate::analysis::positions::brief::{BriefOptions, brief};
use crate::analysis::positions::{BearingIndex, DateBy, ItemTree, Positions, Rows, Scope};
use crate::analysis::statistics::table::{Cell, CsvReader, Table};
use crate::model::id::ItemId;
use crate::model::reader::{CorpusReader, ReadError};
use crate::model::text::fold::name_key;
use crate::model::text::likely::{did_you_mean, nearest};
use crate::model::text::visible::shown_name;
use crate::store::disk::{RealDisk, write_atomically};

pub(super) fn run(
    arguments: &Arguments,
    session: &Session,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (corpus, report) = session.open_to_read(&arguments.corpus)?;
    print_open_report(&report, output)?;
    let corpus = corpus.snapshot();
    let state = corpus.state();
    let (register, items, index) = (state.register(), ItemTree::of(state), BearingIndex::of(state));
    let positions = Positions { state, register: &register, items: &items, index: &index };
    let Some(typed) = &arguments.item else { return list(positions, arguments, output) };
    let item = wanted(&items, typed)?;
    let with = arguments.with.as_deref().map(|typed| wanted(&items, typed)).transpose()?;
    if arguments.show == ItemFace::Brief {
        if arguments.form.csv || arguments.form.json || arguments.form.svg {
            return Err(failure("a brief is Markdown: it has no --csv, no --json and no --svg"));
        }
        let options = BriefOptions {
            by: by(arguments),
            scope: scope(arguments),
            rows: rows(arguments),
            with,
            title: None,
            caveats: !arguments.without_caveats,
        };
        let text = brief(positions, &item, &options, &corpus).map_err(unread)?;
        return put(arguments, &text, output);
    }
    if arguments.form.svg {
        let picture = picture(positions, arguments, &item, with, &corpus)?;
        return put(arguments, &picture, output);
    }
    let table = table(positions, arguments, &item, with, &corpus)?;
    put_table(arguments, &table, output)?;
    Ok(Outcome::Done)
}

fn by(arguments: &Arguments) -> DateBy {
    match arguments.by {
        ItemDate::Said => DateBy::Said,
        ItemDate::Published => DateBy::Published,
    }
}

fn scope(arguments: &Arguments) -> Scope {
    if arguments.alone { Scope::Item } else { Scope::WithTerms }
}

fn rows(arguments: &Arguments) -> Rows {
    if arguments.rolled_up { Rows::RolledUp } else { Rows::Voices }
}

fn unread(err: ReadError) -> Failure {
    failure(err)
}

/// The item that was meant: by id, by name, or by another name it goes by.
fn wanted(items: &ItemTree, typed: &str) -> Result<ItemId, Failure> {
    if let Some(item) = ItemId::new(typed).ok().and_then(|id| items.get(&id)) {
        return Ok(item.id.clone());
    }
    let key = name_key(typed);
    let named = |is_meant: &dyn Fn(&ItemId) -> bool| -> Vec<ItemId> {
        items.all().map(|item| item.id.clone()).filter(|id| is_meant(id)).collect()
    };
    let by_name = named(&|id: &ItemId| items.get(id).is_some_and(|item| name_key(&item.name) == key));
    let found = if by_name.is_empty() {
        named(&|id: &ItemId| items.names(id).any(|name| name_key(name) == key))
    } else {
        by_name
    };
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => {
            let known: Vec<&str> =
                items.all().flat_map(|item| items.names(&item.id).chain([item.id.as_str()])).collect();
            let near = nearest(typed, known);
            Err(failure(format!(
                "no item here is called “{}”{}",
                shown_name(typed),
                did_you_mean(near.as_deref())
            )))
        }
        several => {
            let told: Vec<String> = several.iter().map(|id| told(items, id)).collect();
            Err(failure(format!(
                "“{}” may be {}: say which by its id",
                shown_name(typed),
                told.join(", or ")
            )))
        }
    }
}

/// An item by id and name, with what it is a term of.
fn told(items: &ItemTree, id: &ItemId) -> String {
    let name =
        |id: &ItemId| items.get(id).map_or_else(String::new, |item| shown_name(&item.name).into_owned());
    match items.parent(id) {
        Some(parent) => format!("{id} ({}, a term of {})", name(id), name(parent)),
        None => format!("{id} ({})", name(id)),
    }
}

/// What was asked of an item.
fn table(
    positions: Positions<'_>,
    arguments: &Arguments,
    item: &ItemId,
    with: Option<ItemId>,
    reader: &dyn CorpusReader,
) -> Result<Table, Failure> {
    let (by, scope) = (by(arguments), scope(arguments));
    Ok(match arguments.show {
        ItemFace::Positions => positions.matrix_table(item, rows(arguments), by),
        ItemFace::Voices => positions.independence_table(item, scope, by),
        ItemFace::Terms => match pair(positions.items, item, with) {
            Some((one, two)) => positions.comparison_table(&one, &two, by, reader).map_err(unread)?,
            None => positions.terms_table(item, by),
        },
        ItemFace::Life | ItemFace::Brief => positions.life_table(item, scope, by, reader).map_err(unread)?,
    })
}

/// An item and the one it is set beside, the earlier one first; `None` if there is none.
fn pair(tree: &ItemTree, item: &ItemId, with: Option<ItemId>) -> Option<(ItemId, ItemId)> {
    let usual = || tree.predecessors(item).first().or(tree.successors(item).first()).cloned();
    let other = with.or_else(usual)?;
    let is_later = tree.predecessors(item).contains(&other);
    Some(if is_later { (other, item.clone()) } else { (item.clone(), other) })
}

/// What was asked of an item, as an SVG picture.
fn picture(
    positions: Positions<'_>,
    arguments: &Arguments,
    item: &ItemId,
    with: Option<ItemId>,
    reader: &dyn CorpusReader,
) -> Result<String, Failure> {
    let (by, scope) = (by(arguments), scope(arguments));
    match arguments.show {
        ItemFace::Life => Ok(positions.timeline_svg(item, scope, by)),
        ItemFace::Positions => Ok(positions.matrix_svg(item, rows(arguments), by)),
        ItemFace::Terms => {
            let (one, two) = pair(positions.items, item, with)
                .ok_or_else(|| failure("there is nothing to compare it with; --with names another item"))?;
            positions.comparison_svg(&one, &two, by, reader).map_err(unread)
        }
        ItemFace::Voices | ItemFace::Brief => {
            Err(failure("there are pictures of --show life, positions and terms only"))
        }
    }
}

/// Every item below what it is a term of, then what is wrong.
fn list(
    positions: Positions<'_>,
    arguments: &Arguments,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let items = positions.items;
    let order: Vec<ItemId> = items.roots().iter().flat_map(|root| items.with_terms(root)).collect();
    let table = positions.items_table(&order, by(arguments));
    let faults = faults(items);
    if arguments.form.json {
        let value = json!({ "items": table.to_json(), "faults": faults });
        put(arguments, &format!("{value}\n"), output)?;
    } else if arguments.form.csv {
        put_table(arguments, &table, output)?;
    } else {
        let cell = |row: usize, key: &str| {
            let column = table.column(key)?;
            table.rows.get(row)?.cells.get(column).map(Cell::to_text)
        };
        let mut text = String::new();
        for (row, id) in order.iter().enumerate() {
            let depth = std::iter::successors(items.parent(id), |id| items.parent(id)).count();
            let days = match (cell(row, "first").unwrap_or_default(), cell(row, "last").unwrap_or_default()) {
                (first, _) if first.is_empty() => "—".to_owned(),
                (first, last) if first == last => first,
                (first, last) => format!("{first} to {last}"),
            };
            let name = shown_name(&positions.item_name(id)).into_owned();
            let (indent, spans) = ("  ".repeat(depth.min(8)), cell(row, "spans").unwrap_or_default());
            text.push_str(&line(&format!("{days:<24}  {spans:>5}  {indent}{name}  ({id})")));
        }
        put(arguments, &text, output)?;
        if order.is_empty() {
            writeln!(output.err, "The corpus has no items yet; I in the window makes one of a span.")
                .printed()?;
        }
    }
    for fault in &faults {
        writeln!(output.err, "warning: {fault}").printed()?;
    }
    Ok(if faults.is_empty() { Outcome::Done } else { Outcome::Problems })
}

/// What is wrong among the items, in sentences.
fn faults(items: &ItemTree) -> Vec<String> {
    let faults = items.faults();
    let listed = |ids: &[ItemId]| ids.iter().map(|id| told(items, id)).collect::<Vec<_>>().join(", ");
    let mut sentences = Vec::new();
    for link in &faults.orphaned_terms {
        let from = told(items, &link.from);
        sentences.push(format!("{from} is a term of {}, which is not there", link.to));
    }
    for circle in &faults.term_circles {
        sentences.push(format!("these are terms of one another: {}", listed(circle)));
    }
    for circle in &faults.replacement_circles {
        sentences.push(format!("these take one another’s place in a circle: {}", listed(circle)));
    }
    for link in &faults.missing_replaced {
        let from = told(items, &link.from);
        sentences.push(format!("{from} takes the place of {}, which is not there", link.to));
    }
    for group in &faults.namesakes {
        sentences.push(format!("these of several annotators may be one: {}", listed(group)));
    }
    sentences
}

/// A table as it was asked for; for people one line a row.
fn put_table(arguments: &Arguments, table: &Table, output: &mut Output<'_>) -> Result<(), Failure> {
    if arguments.form.json && arguments.out.is_none() {
        return print_json(output, &table.to_json());
    }
    let text = if arguments.form.json {
        format!("{}\n", table.to_json())
    } else if arguments.form.csv {
        let reader = if arguments.form.for_spreadsheet { CsvReader::Spreadsheet } else { CsvReader::Program };
        table.to_csv(reader)
    } else {
        let shown: Vec<usize> = table.shown_columns().collect();
        let row = |row: &crate::analysis::statistics::table::Row| {
            let cells = shown.iter().filter_map(|column| row.cells.get(*column)).map(Cell::to_text);
            line(&cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("  "))
        };
        table.rows.iter().map(row).collect()
    };
    put(arguments, &text, output)?;
    if arguments.out.is_none() && !arguments.form.csv && !arguments.form.json {
        writeln!(output.err, "{}", counted(table.rows.len(), "row")).printed()?;
    }
    Ok(())
}

/// One line for people, whatever stands in it.
fn line(words: &str) -> String {
    format!("{}\n", crate::model::text::visible::visible(words).trim_end())
}

fn put(arguments: &Arguments, text: &str, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    match &arguments.out {
        Some(path) => {
            write_atomically(&RealDisk, path, text.as_bytes())
                .map_err(|err| failure(format!("writing failed: {err}: {}", path.display())))?;
            writeln!(output.out, "Wrote {}", path.display()).printed()?;
        }
        None => output.out.write_all(text.as_bytes()).printed()?,
    }
    Ok(Outcome::Done)
}
