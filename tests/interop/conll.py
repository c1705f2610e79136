"""Checks exports of CoNLL columns with spaCy's own converter: the nine places of the tests must come out as the tokens
that their labels stand at. spaCy knows of no white space between tokens, and reads the last column only; so every
column of tags is given to it in turn, and places are compared without their white space. Of the schemes it knows IOB
and BILOU; the letters of IOBES are put into those of BILOU for it.

Usage: conll.py FOLDER
"""

import pathlib
import sys

import spacy
from spacy.training.converters import conll_ner_to_docs

PLACES = [
    ("👩‍👩‍👧", "claim"), ("🇺🇦🇺🇦", "quote"), ("Fahnen.", "proposal"), ("cafe\u0301", "caveat"), ("𝔉raktur", "claim"),
    ("قال الوزير", "quote"), ("船は今日", "proposal"), ("تأخرت 船", "caveat"), ("✈️ here", "claim"),
]
START = "-DOCSTART- -X- O O"


def with_last_column(text, column):
    """The file with only one of its columns of tags."""
    rows = []
    for line in text.split("\n"):
        fields = line.split(" ")
        is_row = line and line != START
        if is_row:
            tag = fields[3 + column]
            tag = {"E-": "L-", "S-": "U-"}.get(tag[:2], tag[:2]) + tag[2:]
            line = " ".join(fields[:3] + [tag])
        rows.append(line)
    return "\n".join(rows)


def main():
    print("spaCy", spacy.__version__)
    files = sorted(pathlib.Path(sys.argv[1]).rglob("*.conll"))
    found = set()
    for file in files:
        text = file.read_bytes().decode("utf-8")
        rows = [line.split(" ") for line in text.split("\n") if line and line != START]
        widths = {len(row) for row in rows}
        assert len(widths) == 1, f"{file}: rows of {widths} columns"
        for column in range(widths.pop() - 3):
            docs = list(conll_ner_to_docs(with_last_column(text, column), no_print=True))
            assert len(docs) == text.count(START), f"{file}: {len(docs)} documents"
            tokens = [token.text for doc in docs for token in doc]
            assert tokens == [row[0] for row in rows], f"{file}: other tokens than in the file"
            found |= {("".join(token.text for token in span), span.label_) for doc in docs for span in doc.ents}
    print(len(files), "files,", len(found), "different spans")
    missing = [place for place in PLACES if ("".join(place[0].split()), place[1]) not in found]
    assert not missing, f"not found: {missing}"
    print("all nine places come out with their labels")


if __name__ == "__main__":
    main()
