"""Checks exports of brat standoff by what Python itself calls a character: every folder below the one that is given is
read as brat's server reads it, and the nine places of the tests must stand where the offsets say.

Usage: brat.py FOLDER
"""

import codecs
import pathlib
import platform
import re
import sys

PLACES = [
    "👩‍👩‍👧", "🇺🇦🇺🇦", "Fahnen.", "cafe\u0301", "𝔉raktur", "قال الوزير", "船は今日", "تأخرت 船", "✈️ here",
]
LINE_ENDS = re.compile("[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
SHAPES = {
    "T": re.compile(r"T\d+\t[\w-]+ \d+ \d+(;\d+ \d+)*\t.+"),
    "E": re.compile(r"E\d+\t[\w-]+:T\d+( [\w-]+:[TE]\d+)*"),
    "R": re.compile(r"R\d+\t[\w-]+ [\w-]+:[TE]\d+ [\w-]+:[TE]\d+"),
    "*": re.compile(r"\*\t[\w-]+( [TE]\d+){2,}"),
    "A": re.compile(r"A\d+\t[\w-]+ [TE]\d+( \S+)?"),
    "N": re.compile(r"N\d+\t[\w-]+ [TE]\d+ \S+:\S+\t.*"),
    "#": re.compile(r"#\d+\t[\w-]+ [TER]\d+\t.*"),
}


def read(path):
    """The text of a file with its line ends as they are, as brat opens it."""
    with codecs.open(str(path), "r", "utf-8") as file:
        return file.read()


def check(annotations):
    """The words of every annotation of a file; an error where they are not those beside the offsets."""
    text = read(annotations.with_suffix(".txt"))
    words, ids = [], set()
    for line in read(annotations).splitlines():
        assert SHAPES[line[0]].fullmatch(line), f"{annotations}: not a line of brat's: {line!r}"
        name, data, *tail = line.split("\t")
        assert name == "*" or name not in ids, f"{annotations}: {name} stands twice"
        ids.add(name)
        if name[0] != "T":
            continue
        spans = [tuple(map(int, span.split(" "))) for span in data.split(" ", 1)[1].split(";")]
        for (_, end), (start, _) in zip(spans, spans[1:]):
            assert end < start, f"{annotations}: spans of {name} touch"
        covered = [text[start:end] for start, end in spans]
        expected = LINE_ENDS.sub(" ", " ".join(covered))
        assert tail == [expected], f"{annotations}: {name} says {tail}, {expected!r} stands there"
        words.extend(covered)
    return words


def main():
    folder = pathlib.Path(sys.argv[1])
    print("Python", platform.python_version())
    files = sorted(folder.rglob("*.ann"))
    found = [word for file in files for word in check(file)]
    sections = {"[entities]", "[relations]", "[events]", "[attributes]"}
    for configuration in folder.rglob("annotation.conf"):
        missing = sections - set(read(configuration).splitlines())
        assert not missing, f"{configuration}: no {missing}"
    print(len(files), "files,", len(found), "spans")
    missing = [place for place in PLACES if place not in found]
    assert not missing, f"not found: {missing}"
    print("all nine places stand where the offsets say")


if __name__ == "__main__":
    main()
