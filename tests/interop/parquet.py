"""Parquet tables, read by pyarrow, Polars and DuckDB.

Takes a folder of exports that holds `parquet/`, made of a corpus with the article `writings`. Checks that the nine
places come out by slicing code points and bytes, that every table opens in every reader, and the types of columns.
"""

import sys
from pathlib import Path

import duckdb
import polars
import pyarrow
import pyarrow.parquet

PLACES = ["👩‍👩‍👧", "🇺🇦🇺🇦", "Fahnen.", "cafe\u0301", "𝔉raktur", "قال الوزير", "船は今日", "تأخرت 船", "✈️ here"]
TABLES = ["articles", "annotations", "fragments", "relations", "decisions", "states"]


def check_places(reader, texts, rows):
    """Rows are (article, start, end, start_byte, end_byte, text)."""
    found = []
    for article, start, end, start_byte, end_byte, text in rows:
        whole = texts[article]
        assert whole[start:end] == text, (reader, text)
        assert whole.encode()[start_byte:end_byte].decode() == text, (reader, text)
        if article == "writings":
            found.append(text)
    assert sorted(found) == sorted(PLACES), (reader, found)
    print(f"{reader}: {len(rows)} annotations, the nine places among them")


def main(folder):
    folder = Path(folder) / "parquet"
    columns = ["article_id", "start", "end", "start_byte", "end_byte", "text"]

    tables = {name: pyarrow.parquet.read_table(folder / f"{name}.parquet") for name in TABLES}
    texts = dict(zip(tables["articles"]["id"].to_pylist(), tables["articles"]["text"].to_pylist()))
    rows = [tuple(row[name] for name in columns) for row in tables["annotations"].to_pylist()]
    check_places(f"pyarrow {pyarrow.__version__}", texts, rows)
    schema = tables["annotations"].schema
    assert str(schema.field("created").type) == "timestamp[ms, tz=UTC]", schema.field("created")
    assert str(tables["articles"].schema.field("date").type) == "date32[day]"
    known = pyarrow.parquet.read_metadata(folder / "annotations.parquet").metadata
    assert known[b"redletter.offset_unit"] == b"code_point", known
    for annotation in tables["annotations"].to_pylist():
        assert len(annotation["fragments"]) == annotation["num_fragments"] > 0
        for part in annotation["fragments"]:
            assert texts[annotation["article_id"]][part["start"] : part["end"]] == part["text"]
    print("  " + ", ".join(f"{table.num_rows} {name}" for name, table in tables.items()))

    frames = {name: polars.read_parquet(folder / f"{name}.parquet") for name in TABLES}
    texts = dict(frames["articles"].select("id", "text").iter_rows())
    check_places(f"Polars {polars.__version__}", texts, frames["annotations"].select(columns).rows())
    assert frames["fragments"].height == sum(frames["annotations"]["num_fragments"])

    joined = duckdb.sql(
        f"""
        select a.article_id, a.start, a."end", a.start_byte, a.end_byte, a.text
        from '{folder}/annotations.parquet' a join '{folder}/articles.parquet' t on t.id = a.article_id
        """
    ).fetchall()
    check_places(f"DuckDB {duckdb.__version__}", texts, joined)
    for name in TABLES:
        duckdb.sql(f"select * from '{folder}/{name}.parquet'").fetchall()


if __name__ == "__main__":
    main(sys.argv[1])
