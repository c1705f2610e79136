//! The text of a mail: what its writer says, and what only stands there because mails are answered and signed.

use crate::model::article::BlockKind;

use super::super::assembly::Assembly;

/// How many lines a signature has at most where its mark has lost its space.
const MAX_SIGNATURE_LINES: usize = 10;

/// Lines above a mail that is answered below, in the languages of a common program.
const ANSWERED: [&str; 6] = [
    "original message",
    "ursprüngliche nachricht",
    "message d'origine",
    "mensaje original",
    "messaggio originale",
    "oorspronkelijk bericht",
];

/// The paragraphs of a mail; quoted lines, the line that says whose they are, and the signature are furniture.
pub(super) fn body_of(text: &str) -> Assembly {
    let mut assembly = Assembly::default();
    let mut open: Vec<&str> = Vec::new();
    let mut was_quoted = false;
    let lines: Vec<&str> = text.lines().collect();
    let end = lines.iter().enumerate().position(|(idx, line)| ends_body(line, &lines[idx + 1..]));
    let (own, rest) = lines.split_at(end.unwrap_or(lines.len()));
    for line in own {
        let is_quoted = line.starts_with('>');
        if line.trim().is_empty() || is_quoted != was_quoted {
            let kind = if was_quoted || (is_quoted && names_quoted(&open)) {
                BlockKind::Furniture
            } else {
                BlockKind::Paragraph
            };
            push(&mut assembly, kind, &mut open);
        }
        if line.trim().is_empty() {
            // A blank line between a quote and the line above it parts nothing.
            continue;
        }
        if is_quoted && !was_quoted {
            make_last_furniture(&mut assembly);
        }
        was_quoted = is_quoted;
        open.push(line);
    }
    let kind = if was_quoted { BlockKind::Furniture } else { BlockKind::Paragraph };
    push(&mut assembly, kind, &mut open);
    for line in rest {
        if line.trim().is_empty() {
            push(&mut assembly, BlockKind::Furniture, &mut open);
        } else {
            open.push(line);
        }
    }
    push(&mut assembly, BlockKind::Furniture, &mut open);
    assembly.finish()
}

fn push(assembly: &mut Assembly, kind: BlockKind, lines: &mut Vec<&str>) {
    let words: Vec<&str> = lines.drain(..).map(str::trim_end).collect();
    assembly.push(kind, &words.join("\n"));
}

/// The last paragraph says whose words are quoted, if it does.
fn make_last_furniture(assembly: &mut Assembly) {
    if let Some(last) = assembly.blocks.last_mut()
        && let Ok(words) = last.range.of(&assembly.text)
        && names_quoted(&words.lines().collect::<Vec<_>>())
    {
        last.kind = BlockKind::Furniture;
    }
}

/// Whether lines are such as "On 4 March 2025, Jo Prewitt <jo@example.org> wrote:".
fn names_quoted(lines: &[&str]) -> bool {
    let is_open = lines.last().is_some_and(|line| line.trim_end().ends_with(':'));
    let has_place =
        lines.iter().any(|line| line.contains('@') || line.contains(|c: char| c.is_ascii_digit()));
    is_open && has_place && lines.len() <= 3
}

/// Whether a line ends what the writer says: the mark of a signature, or of a mail that is answered.
fn ends_body(line: &str, below: &[&str]) -> bool {
    if line == "-- " {
        return true;
    }
    let line = line.trim();
    if line == "--" {
        return below.iter().filter(|line| !line.trim().is_empty()).nth(MAX_SIGNATURE_LINES).is_none();
    }
    let Some(words) = line.strip_prefix("-----").and_then(|line| line.strip_suffix("-----")) else {
        return false;
    };
    let words = words.trim_matches(['-', ' ']).to_lowercase().replace('’', "'");
    ANSWERED.contains(&words.as_str())
}

/// Lines of `format=flowed` with those joined that a program broke.
pub(super) fn unflowed(text: &str, deletes_space: bool) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut open_depth = None;
    for line in text.lines() {
        let words = line.trim_start_matches('>');
        let depth = line.len() - words.len();
        let words = words.strip_prefix(' ').unwrap_or(words);
        let goes_on = open_depth == Some(depth) && words != "-- ";
        if !goes_on {
            if open_depth.is_some() {
                joined.push('\n');
            }
            joined.push_str(&line[..depth]);
            if depth > 0 && !words.is_empty() {
                joined.push(' ');
            }
        }
        let is_flowed = words.ends_with(' ') && words != "-- ";
        let kept = if is_flowed && deletes_space { &words[..words.len() - 1] } else { words };
        joined.push_str(kept);
        if is_flowed {
            open_depth = Some(depth);
        } else {
            joined.push('\n');
            open_depth = None;
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> String {
        let Assembly { text, blocks } = body_of(text);
        let lines: Vec<String> = blocks
            .iter()
            .map(|block| format!("{}|{}", block.kind.name(), block.range.of(&text).unwrap()))
            .collect();
        lines.join("\n")
    }

    #[test]
    fn quotes_and_signatures_are_furniture() {
        assert_eq!(
            blocks(
                "Dear all,\n\nwe agree.\nAll of us.\nOn 4 March 2025, Jo <jo@x.example> wrote:\n> Do you\n>\n> agree?\n>> I ask.\nYes:\n\n\
                 On 5 March Ada wrote:\n\n> No.\n\nSo be it.\n-- \nMara Kell\n\nThe Quay\n> more\n"
            ),
            "paragraph|Dear all,\nfurniture|we agree.\nAll of us.\nOn 4 March 2025, Jo <jo@x.example> wrote:\n\
             furniture|> Do you\n>\n> agree?\n>> I ask.\nparagraph|Yes:\nfurniture|On 5 March Ada wrote:\nfurniture|> No.\n\
             paragraph|So be it.\nfurniture|-- \nMara Kell\nfurniture|The Quay\n> more"
                .replace("-- \n", "--\n")
        );
    }

    #[test]
    fn a_rule_of_two_dashes_is_a_signature_only_near_the_end() {
        assert_eq!(blocks("One.\n--\nMara"), "paragraph|One.\nfurniture|--\nMara");
        let long = "Line.\n\n".repeat(20);
        assert!(blocks(&format!("One.\n--\n\n{long}")).starts_with("paragraph|One.\n--\nparagraph|Line."));
        assert_eq!(
            blocks("No.\n\n-----Original Message-----\nFrom: Jo"),
            "paragraph|No.\nfurniture|-----Original Message-----\nFrom: Jo"
        );
        assert_eq!(
            blocks("No.\n\n----- Prices -----\nFares"),
            "paragraph|No.\nparagraph|----- Prices -----\nFares"
        );
    }

    #[test]
    fn flowed_lines_are_joined_and_stuffing_goes() {
        assert_eq!(
            unflowed(
                "The bridge \nis closed.\n From here.\n> quoted \n> on.\n>> deeper \n> no\n-- \nMara \n",
                false
            ),
            "The bridge is closed.\nFrom here.\n> quoted on.\n>> deeper \n> no\n-- \nMara "
        );
        assert_eq!(unflowed("桥梁 \n关闭", true), "桥梁关闭\n");
    }
}
