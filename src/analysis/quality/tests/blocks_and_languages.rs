//! Quotations as the language of the article sets them, and what belongs to the page.

use super::*;
use crate::analysis::quality::Budget;
use crate::model::article::{Block, BlockKind};
use crate::report::quality::{Offers, names_of};

impl Corpus {
    /// Changes an article, and gives the edits that do.
    pub(super) fn change_article(&mut self, id: &str, change: impl FnOnce(&mut Article)) -> [Edit; 2] {
        let id = ArticleId::new(id).unwrap();
        let before = Arc::clone(&self.articles[&id]);
        let mut after = Article::clone(&before);
        change(&mut after);
        let metadata = |article: &Article| Some(Record::Metadata(Arc::new(article.metadata.clone())));
        let blocks = |article: &Article| Some(Record::Blocks(Arc::new(article.blocks.clone())));
        self.state.put_article(&after);
        let edits = [
            Edit::Put(Put::new(Key::Metadata(id.clone()), metadata(&before), metadata(&after))),
            Edit::Put(Put::new(Key::Blocks(id.clone()), blocks(&before), blocks(&after))),
        ];
        self.articles.insert(id, Arc::new(after));
        edits
    }

    fn words_found(&self, check: &str) -> Vec<String> {
        self.found(check).iter().map(|finding| finding.context.words.clone()).collect()
    }
}

#[test]
fn untagged_quotations_are_those_of_the_language_of_the_article() {
    for (language, drawn, expected) in [
        ("de", "[a„Ja“], sagte er. „Nein“sagte sie. Dann »doch«.", &["„Nein“", "»doch«"][..]),
        (
            "fr",
            "[a«\u{a0}Oui\u{a0}»], dit-il à l’« ami ». Puis «\u{202f}non\u{202f}».",
            &["« ami »", "«\u{202f}non\u{202f}»"],
        ),
        ("es", "[a«Sí»], dijo, y “no”.\n\n—Vamos —dijo ella—. A casa.", &["“no”", "Vamos", "A casa."]),
        ("ru", "[a«Да»], сказал он.\n\n— Пойдём, — сказала она. — Домой.", &["Пойдём", "Домой."]),
        ("uk", "[a«Так»], сказав він.\n\n– Де пором? – запитала вона.", &["Де пором?"]),
        ("ar", "قال: [a«نعم»]، ثم ”ربما“.", &["”ربما“"]),
        ("zh", "他说[a“好”]然后说‘不’然后走了，「是吧」。", &["‘不’", "「是吧」"]),
    ] {
        let mut corpus = Corpus::new();
        corpus.drawn("x", drawn, &[("a", "quote")]);
        corpus.done("x", &["quote"]);
        let neutral = corpus.words_found("untagged-quotation");
        assert_ne!(neutral, expected, "{language}: the rules of no language would do");
        let mut quality = corpus.quality();
        let edits = corpus.change_article("x", |article| article.metadata.language = language.to_owned());
        assert_eq!(corpus.words_found("untagged-quotation"), expected, "{language}");
        // What is kept up notices the language.
        assert!(quality.follow(&edits, &corpus, &NoOffers, Budget::ALL).is_empty());
        assert_eq!(quality.open(|_| true), corpus.quality().open(|_| true), "{language}");
    }
}

#[test]
fn a_quotation_of_the_page_lacks_no_tag() {
    let mut corpus = Corpus::new();
    let text =
        "[a“Yes,”] he said, “and no.”\n\nRead more: “Ferry fares explained”\n\nThe pier: “Marrow’s pride”";
    corpus.drawn("x", text, &[("a", "quote")]);
    corpus.done("x", &["quote"]);
    assert_eq!(corpus.words_found("untagged-quotation").len(), 3);
    let mut quality = corpus.quality();
    let edits = corpus.change_article("x", |article| {
        for (line, kind) in [("Read more", BlockKind::Furniture), ("The pier", BlockKind::Note)] {
            let text = article.text.as_str();
            let start = text.find(line).unwrap();
            let end = text[start..].find('\n').map_or(text.len(), |len| start + len);
            article.blocks.push(Block { range: TextRange::new(start, end).unwrap(), kind });
        }
    });
    assert_eq!(corpus.words_found("untagged-quotation"), ["“and no.”", "“Marrow’s pride”"]);
    assert!(quality.follow(&edits, &corpus, &NoOffers, Budget::ALL).is_empty());
    assert_eq!(quality.open(|_| true), corpus.quality().open(|_| true));
}

#[test]
fn nobody_is_proposed_from_the_furniture_and_verbs_are_those_of_the_language() {
    let said = |language: &str, drawn: &str, furniture: Option<&str>| -> Vec<String> {
        let mut corpus = Corpus::new();
        corpus.drawn("x", drawn, &[("a", "quote")]);
        corpus.change_article("x", |article| {
            article.metadata.language = language.to_owned();
            if let Some(line) = furniture {
                let start = article.text.as_str().find(line).unwrap();
                let range = TextRange::new(start, start + line.len()).unwrap();
                article.blocks.push(Block { range, kind: BlockKind::Furniture });
            }
        });
        let names = names_of(&corpus.state);
        let offers = Offers { names: &names, state: &corpus.state };
        let quality = Quality::of(&corpus, &offers, &mut |_| ControlFlow::Continue(())).unwrap();
        let at = CHECKS.iter().position(|check| check.about().id == "untaken-offer").unwrap();
        quality.open(|_| true).swap_remove(at).iter().map(|finding| finding.say.clone()).collect()
    };
    let menu = "Pavel Oru said the ferry is late.";
    let drawn = format!("It was late.\n\n{menu}\n\n[a“More time is needed.”]");
    assert_eq!(said("en", &drawn, None), ["Pavel Oru may have said it"]);
    assert!(said("en", &drawn, Some(menu)).is_empty());
    let german = "[a„Wir fahren im Mai“], sagte Lidia Ferran dem Pavel Oru.";
    assert_eq!(said("de", german, None), ["Lidia Ferran may have said it"]);
}
