"""Reads exports as spaCy DocBin, spaCy JSON Lines and Prodigy JSON Lines with spaCy, and looks for the nine places.

Usage: spacy_formats.py FOLDER, which holds .spacy files, .jsonl files, or both; a .jsonl whose lines have neither
groups of spans nor tokens with `ws` is none of these and passed over. Prodigy itself is not free to install; its
tokens are rebuilt as a spaCy document, as its recipes do. Exits with 1 if a document's text is not the text of the
file, a span of DocBin does not lie on tokens, or one of the nine places is missing.
"""

import json
import sys
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin

PLACES = sorted([
    "👩‍👩‍👧", "🇺🇦🇺🇦", "Fahnen.", "cafe\u0301", "𝔉raktur", "قال الوزير", "船は今日", "تأخرت 船", "✈️ here",
])


def check_spans(doc, spans):
    for span in spans:
        assert doc.char_span(span.start_char, span.end_char) is not None, span
        assert span.text == doc.text[span.start_char:span.end_char], span
    return [span.text for span in spans]


def docbin(path):
    """Texts of the spans of all documents; each annotator's group must be a part of the group of all."""
    found = []
    for doc in DocBin().from_disk(path).get_docs(spacy.blank("xx").vocab):
        every = doc.spans.get("sc", [])
        found += check_spans(doc, every)
        told = {(span.start, span.end, span.label_, span.id_) for span in every}
        for name, group in doc.spans.items():
            own = {(span.start, span.end, span.label_, span.id_) for span in group}
            assert own <= told, name
        assert isinstance(doc.user_data["id"], str)
    return found


def spacy_json(line):
    doc = Doc(spacy.blank("xx").vocab).from_json(line, validate=True)
    assert doc.text == line["text"]
    found = check_spans(doc, doc.spans.get("sc", []))
    assert found == [line["text"][span["start"]:span["end"]] for span in line["spans"].get("sc", [])]
    return found


def prodigy(line):
    tokens = line["tokens"]
    doc = Doc(
        spacy.blank("xx").vocab,
        words=[token["text"] for token in tokens],
        spaces=[token["ws"] for token in tokens],
    )
    assert doc.text == line["text"]
    for token, made in zip(tokens, doc):
        assert (token["start"], token["end"], token["id"]) == (made.idx, made.idx + len(made), made.i)
    found = []
    for span in line["spans"]:
        made = doc.char_span(span["start"], span["end"], label=span["label"])
        assert (made.start, made.end - 1) == (span["token_start"], span["token_end"])
        found.append(made.text)
    for relation in line.get("relations", []):
        for end, span in [("head", "head_span"), ("child", "child_span")]:
            assert relation[end] == relation[span]["token_end"]
            assert relation[span] in line["spans"]
    return found


def main(folder):
    print("spaCy", spacy.__version__)
    failed = False
    for path in sorted(Path(folder).iterdir()):
        if path.suffix == ".spacy":
            kind, found = "DocBin", docbin(path)
        elif path.suffix == ".jsonl":
            with open(path, encoding="utf-8", newline="\n") as file:
                lines = [json.loads(line) for line in file]
            tokens = [token for line in lines for token in line.get("tokens", [])]
            if tokens and all("ws" in token for token in tokens):
                kind, found = "Prodigy JSONL", [text for line in lines for text in prodigy(line)]
            elif tokens and all(isinstance(line.get("spans"), dict) for line in lines):
                kind, found = "spaCy JSONL", [text for line in lines for text in spacy_json(line)]
            else:
                continue
        else:
            continue
        is_right = sorted(found) == PLACES
        failed |= not is_right
        print(path.name, kind, len(found), "spans", "as expected" if is_right else sorted(found))
    sys.exit(failed)


if __name__ == "__main__":
    main(sys.argv[1])
