"""Reads our Markdown with markdown-it-py and its footnotes and looks for the nine places between their brackets.

Usage: markdown_notes.py FOLDER, where FOLDER holds writings.md, an export of the nine places of the tests.
"""

import sys
from importlib.metadata import version
from pathlib import Path

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

PLACES = ["👩‍👩‍👧", "🇺🇦🇺🇦", "Fahnen.", "cafe\u0301", "𝔉raktur", "قال الوزير", "船は今日", "تأخرت 船", "✈️ here"]
SMALL = "⁰¹²³⁴⁵⁶⁷⁸⁹"


def fragments(inline):
    """The words between brackets, by the number of their note."""
    found, begun, text = {}, {}, ""
    for token in inline.children:
        if token.type == "footnote_ref":
            number = int(token.meta["label"])
            assert text.endswith("⟧"), text
            text = text[:-1]
            found.setdefault(number, []).append(text[begun.pop(number) :])
        elif token.type in ("hardbreak", "softbreak"):
            text += "\n"
        else:
            for character in token.content:
                if character == "⟦":
                    kept = text.rstrip(SMALL)
                    number = int("".join(str(SMALL.index(digit)) for digit in text[len(kept) :]))
                    text = kept
                    begun[number] = len(text)
                else:
                    text += character
    assert not begun, begun
    return found


def main(folder):
    print("markdown-it-py", version("markdown-it-py"), "mdit-py-plugins", version("mdit-py-plugins"))
    markdown = MarkdownIt("commonmark").use(footnote_plugin)
    for path in sorted(Path(folder).glob("*.md")):
        tokens = markdown.parse(path.read_text(encoding="utf-8"))
        notes = {token.meta["label"] for token in tokens if token.type == "footnote_open"}
        end = next(idx for idx, token in enumerate(tokens) if token.type == "hr")
        print(f"{path.name}: {len(notes)} notes")
        if path.stem == "writings":
            words = []
            for token in tokens[:end]:
                if token.type == "inline":
                    words += ["".join(parts) for parts in fragments(token).values()]
            assert sorted(words) == sorted(PLACES), words
            assert len(notes) == 9, notes
            print("nine places found")


if __name__ == "__main__":
    main(sys.argv[1])
