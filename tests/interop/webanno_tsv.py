"""Rebuilds texts and spans from exports of WebAnno TSV as INCEpTION's reader does, and looks for the nine places.

Usage: webanno_tsv.py FOLDER, where somewhere in FOLDER are .tsv files. No package reads all of the format, so this
follows INCEpTION's user guide and the steps of its reader by itself: sentences with a line end after each, the gap
to the next one filled up with spaces, offsets in UTF-16, annotations over several rows by their number. Exits with 1
if a place is missing or another word stands there.
"""

import re
import sys
from pathlib import Path

PLACES = {
    "👩‍👩‍👧", "🇺🇦🇺🇦", "Fahnen.", "cafe\u0301", "𝔉raktur", "قال الوزير", "船は今日", "تأخرت 船", "✈️ here",
}
SPAN = "webanno.custom.RedletterTsvSpan"
LETTERS = {"t": "\t", "n": "\n", "f": "\f", "r": "\r", "b": "\b", "\\": "\\"}


def unescape(text):
    return re.sub(r"\\([tnfrb\\]|[\x00-\x07\x0e-\x1f])", lambda found: LETTERS.get(found[1], found[1]), text)


def units(text):
    return text.encode("utf-16-le")


def read(path):
    lines = path.read_bytes().decode("utf-8").split("\n")
    assert lines[0] == "#FORMAT=WebAnno TSV 3.3", lines[0]
    column, columns = 3, {}
    at = 1
    while lines[at]:
        kind, rest = lines[at].split("=", 1)
        name, *features = rest.split("|")
        for feature in features:
            columns[(name, feature)] = column
            column += 1
        at += 1
    assert lines[at] == lines[at + 1] == "" and lines[at + 2].startswith("#Text="), "two empty lines end the header"
    label = columns[(SPAN, "label")]
    text, sentence, spans = b"", "", {}
    for line in lines[at + 2:]:
        if line.startswith("#Text="):
            sentence += unescape(line[len("#Text="):]) + "\n"
        elif line:
            fields = line.split("\t")
            assert len(fields) == column + 1 and fields[-1] == "", line
            begin, end = map(int, fields[1].split("-"))
            if sentence:
                # The assertions of INCEpTION's reader.
                if len(text) // 2 > begin:
                    assert len(text) // 2 == begin + 1 and text.endswith(units("\n"))
                    text = text[:-2]
                text += units(" ") * (begin - len(text) // 2)
                text += units(sentence)
                sentence = ""
            assert text[begin * 2:end * 2].decode("utf-16-le") == unescape(fields[2]), line
            if fields[label] == "_":
                continue
            for value in re.split(r"(?<!\\)\|", fields[label]):
                found = re.fullmatch(r"(.*)\[(\d+)\]", value)
                key = found[2] if found else fields[0]
                first = spans.get(key, (begin, end, None))[0]
                spans[key] = (first, end, found[1] if found else value)
    return text, [(text[a * 2:b * 2].decode("utf-16-le"), name) for a, b, name in spans.values()]


def main():
    files = sorted(Path(sys.argv[1]).rglob("*.tsv"))
    is_right = []
    for path in files:
        text, spans = read(path)
        print(f"{path.name}: {len(text) // 2} UTF-16 units, {len(spans)} annotations")
        for covered, label in spans:
            print(f"  {label} “{covered}”")
        is_right.append({covered for covered, _ in spans} == PLACES and len(spans) == len(PLACES))
        print(repr(text.decode("utf-16-le")))
    print(f"{sum(is_right)} of {len(files)} files have the nine places")
    return 0 if files and all(is_right) else 1


if __name__ == "__main__":
    sys.exit(main())
