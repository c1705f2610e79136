"""Checks an export of TEI: well-formed, valid by TEI's schema where it is given, and pointers by slicing.

Usage: tei.py FOLDER [TEI_ALL.RNG]. The folder holds tei.xml with the article `writings` of the tests. The schema is
tei_all.rng of a release of TEI P5, from https://tei-c.org/.
"""

import re
import sys
from importlib import metadata
from pathlib import Path

from lxml import etree

PLACES = [
    "👩‍👩‍👧", "🇺🇦🇺🇦", "Fahnen.", "cafe\u0301", "𝔉raktur", "قال الوزير", "船は今日", "تأخرت 船", "✈️ here",
]
TEI = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"


def main(folder, schema=None):
    corpus = etree.parse(Path(folder) / "tei.xml")
    ids = [element.get(ID) for element in corpus.iter() if element.get(ID)]
    assert len(ids) == len(set(ids)), "an xml:id stands twice"
    ids = set(ids)
    found, num_spans, texts = [], 0, []
    for document in corpus.getroot().iter(TEI + "TEI"):
        body = document.find(f"{TEI}text/{TEI}body")
        text = "".join(body.itertext())
        texts.append(text)
        for span in document.iter(TEI + "span"):
            num_spans += 1
            name, numbers = re.fullmatch(r"#string-range\(([^,]+),([\d,]+)\)", span.get("target")).groups()
            assert name == body.get(ID)
            numbers = list(map(int, numbers.split(",")))
            pieces = [text[at:at + num] for at, num in zip(numbers[::2], numbers[1::2])]
            assert all(len(piece) == num for piece, num in zip(pieces, numbers[1::2]))
            for pointer in (span.get("ana") or "").split() + (span.get("corresp") or "").split():
                assert pointer[1:] in ids, pointer
            if document.get(ID) == "article.writings":
                found += pieces
        for link in document.iter(TEI + "link"):
            for pointer in link.get("target").split():
                assert pointer[1:] in ids, pointer
    assert sorted(found) == sorted(PLACES), found
    print(f"lxml {metadata.version('lxml')}: {len(texts)} texts, {num_spans} spans stand where they point to")
    if schema:
        grammar = etree.RelaxNG(etree.parse(schema))
        if not grammar.validate(corpus):
            print(grammar.error_log)
            sys.exit(1)
        version = re.search(r"Version\s+([\d.]*\d)", Path(schema).read_text("utf-8")).group(1)
        print(f"valid by tei_all.rng of TEI P5 {version}")


if __name__ == "__main__":
    main(*sys.argv[1:])
