//! The header of a file: its layers, and a column for each of their features.

use crate::formats::reading::Reading;
use crate::formats::report::Effect;

use super::name_elsewhere;

/// A layer of annotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// The full name of its type.
    pub type_name: String,
    /// Whether its annotations are relations.
    pub is_relation: bool,
}

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The number of its layer.
    pub layer: usize,
    /// The feature.
    pub feature: String,
    /// What stands in its cells.
    pub kind: Kind,
}

/// What stands in the cells of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing, only that there is an annotation.
    Placeholder,
    /// A value.
    Primitive,
    /// The roles of links, which are of the type that is named.
    SlotRole(String),
    /// Where the links of the column before lead to; the type is that of what they lead to.
    SlotTarget(String),
    /// Where a relation comes from; the type is that of its ends.
    Source(String),
    /// What an element of a chain is, with the number of its chain.
    ChainElement,
    /// What leads from it to the next element.
    ChainLink,
}

/// The layers and columns that header lines declare.
#[derive(Debug, Default)]
pub struct Header {
    /// The layers, in the order of their columns.
    pub layers: Vec<Layer>,
    /// The columns after the first three.
    pub columns: Vec<Column>,
    /// Whether texts are escaped as before version 3.2.
    pub is_old: bool,
}

impl Header {
    /// Takes the first line of a file; false if it is none of this format.
    pub fn take_format(&mut self, line: &str) -> bool {
        let version = line.strip_prefix("#FORMAT=WebAnno TSV 3.");
        let minor = version.and_then(|minor| minor.trim().parse::<u32>().ok());
        self.is_old = minor.is_some_and(|minor| minor < 2);
        minor.is_some()
    }

    /// Takes a line that declares a layer; false if it is none.
    pub fn take_layer(&mut self, line: &str, reading: &mut Reading<'_>) -> bool {
        let kinds = [
            ("#T_SP=", Kind::Primitive),
            ("#T_CH=", Kind::ChainElement),
            ("#T_RL=", Kind::Source(String::new())),
        ];
        let Some((rest, kind)) =
            kinds.into_iter().find_map(|(start, kind)| Some((line.strip_prefix(start)?, kind)))
        else {
            return false;
        };
        let mut fields = rest.trim_end().split('|').filter(|field| !field.is_empty());
        let type_name = name_elsewhere(fields.next().unwrap_or_default());
        let layer = self.layers.len();
        let is_relation = matches!(kind, Kind::Source(_));
        self.layers.push(Layer { type_name, is_relation });
        let num_before = self.columns.len();
        for field in fields {
            let column = self.column(layer, field, &kind);
            if matches!(column.kind, Kind::SlotTarget(_)) && column.feature.is_empty() {
                reading.tell(Effect::LeftOut, format!("column {field} left out"), "no role stands before it");
            }
            self.columns.push(column);
        }
        if self.columns.len() == num_before {
            self.columns.push(Column { layer, feature: String::new(), kind: Kind::Placeholder });
        }
        true
    }

    fn column(&self, layer: usize, field: &str, kind: &Kind) -> Column {
        let column = |feature: &str, kind: Kind| Column { layer, feature: feature.to_owned(), kind };
        match kind {
            Kind::Source(_) => match field.strip_prefix("BT_") {
                Some(base) => column("Governor", Kind::Source(name_elsewhere(base))),
                None => column(field, Kind::Primitive),
            },
            Kind::ChainElement if field == "referenceRelation" => column(field, Kind::ChainLink),
            Kind::ChainElement => column(field, Kind::ChainElement),
            _ => {
                if let Some(rest) = field.strip_prefix("ROLE_") {
                    let (role, link) = rest.split_once('_').unwrap_or((rest, ""));
                    let feature = role.rsplit(':').next().unwrap_or(role);
                    return column(feature, Kind::SlotRole(name_elsewhere(link)));
                }
                let before = self.columns.last().filter(|before| matches!(before.kind, Kind::SlotRole(_)));
                let target = || Kind::SlotTarget(name_elsewhere(field));
                match before {
                    Some(before) => column(&before.feature, target()),
                    None if field.contains('.') => column("", target()),
                    None => column(field, Kind::Primitive),
                }
            }
        }
    }
}
