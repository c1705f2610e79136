"""Reads our pages as a browser does, with html5lib, and looks for the nine places in their marks.

Usage: html_pages.py FOLDER, where FOLDER holds writings.html, an export of the nine places of the tests.
"""

import sys
from importlib.metadata import version
from pathlib import Path

import html5lib

PLACES = ["👩‍👩‍👧", "🇺🇦🇺🇦", "Fahnen.", "cafe\u0301", "𝔉raktur", "قال الوزير", "船は今日", "تأخرت 船", "✈️ here"]


def text_of(element):
    """The text of an element but for the links to notes."""
    if "ref" in (element.get("class") or "").split():
        return ""
    parts = [element.text or ""]
    for child in element:
        parts += [text_of(child), child.tail or ""]
    return "".join(parts)


def main(folder):
    print("html5lib", version("html5lib"))
    for path in sorted(Path(folder).glob("*.html")):
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        page = parser.parse(path.read_bytes(), transport_encoding="utf-8")
        errors = {code for _, code, _ in parser.errors}
        assert not errors, (path, errors)
        ids = [element.get("id") for element in page.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), path
        words = {}
        for mark in page.iter("mark"):
            if mark.get("data-a"):
                words[mark.get("data-a")] = words.get(mark.get("data-a"), "") + text_of(mark)
        print(f"{path.name}: {len(ids)} ids, {len(words)} annotations marked")
        if path.stem == "writings":
            assert sorted(words.values()) == sorted(PLACES), words
            print("nine places found")


if __name__ == "__main__":
    main(sys.argv[1])
