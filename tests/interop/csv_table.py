"""CSV and TSV, read by pandas and by Python's own reader.

Takes a folder of exports that holds `csv.csv` and `tsv.tsv`, made of a corpus with the article `writings`, whose text
is given again here. Checks the nine places by slicing code points.
"""

import csv
import sys
from pathlib import Path

import pandas

WRITINGS = (
    "Straße 👩‍👩‍👧 und 🇺🇦🇺🇦 Fahnen.\r\ncafe\u0301 𝔉raktur 𝒷 x\n\nقال الوزير إن السفن تأخرت 船は今日遅れています。\r\nEnd ✈️ here.\n"
)
PLACES = ["👩‍👩‍👧", "🇺🇦🇺🇦", "Fahnen.", "cafe\u0301", "𝔉raktur", "قال الوزير", "船は今日", "تأخرت 船", "✈️ here"]


def check(how, rows):
    found = []
    for article, start, end, text in rows:
        if article == "writings":
            assert WRITINGS[int(start) : int(end)] == text, (how, text)
            found.append(text)
    assert sorted(found) == sorted(PLACES), (how, found)
    print(f"{how}: the nine places")


def main(folder):
    columns = ["article", "start_code_point", "end_code_point", "text"]
    for name, separator in [("csv.csv", ","), ("tsv.tsv", "\t")]:
        path = Path(folder) / name
        frame = pandas.read_csv(path, sep=separator, keep_default_na=False)
        check(f"pandas {pandas.__version__}, {name}", frame[columns].itertuples(index=False))
        with open(path, encoding="utf-8", newline="") as file:
            rows = [[row[column] for column in columns] for row in csv.DictReader(file, delimiter=separator)]
        check(f"csv of Python {sys.version.split()[0]}, {name}", rows)


if __name__ == "__main__":
    main(sys.argv[1])
