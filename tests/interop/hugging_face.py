"""A dataset, loaded by the `datasets` library of Hugging Face.

Takes a folder of exports that holds `hugging-face/`, made of a corpus with the article `writings`. Checks that labels
are a ClassLabel, whether they come from the card or from the Parquet file alone, and the nine places by code points. Where
the export was split, its sides have to come out as splits, with as many rows as the card says and no article twice.
"""

import sys
import tempfile
from pathlib import Path

import datasets

PLACES = ["👩‍👩‍👧", "🇺🇦🇺🇦", "Fahnen.", "cafe\u0301", "𝔉raktur", "قال الوزير", "船は今日", "تأخرت 船", "✈️ here"]


def annotation_features(features):
    inner = features["annotations"]
    inner = inner[0] if isinstance(inner, list) else getattr(inner, "feature", inner)
    return inner


def check(splits, how):
    found = []
    for name, rows in splits.items():
        label = annotation_features(rows.features)["label"]
        assert isinstance(label, datasets.ClassLabel), label
        assert {"claim", "quote", "proposal", "caveat"} <= set(label.names), label.names
        for row in rows:
            for annotation in row["annotations"]:
                assert row["text"][annotation["start"] : annotation["end"]] == annotation["text"]
                assert label.int2str(annotation["label"]) in label.names
                for part in annotation["fragments"]:
                    assert row["text"][part["start"] : part["end"]] == part["text"]
                if row["id"] == "writings":
                    found.append(annotation["text"])
    assert sorted(found) == sorted(PLACES), found
    ids = [row["id"] for rows in splits.values() for row in rows]
    assert len(ids) == len(set(ids)), ids
    num_rows = {name: len(rows) for name, rows in splits.items()}
    print(f"datasets {datasets.__version__}, {how}: rows {num_rows}, labels {label.names}, the nine places")


def main(folder):
    folder = Path(folder) / "hugging-face"
    by_split = {path.name.split("-")[0]: [str(path)] for path in sorted((folder / "data").glob("*.parquet"))}
    assert by_split and set(by_split) <= {"train", "validation", "test"}, by_split
    with tempfile.TemporaryDirectory() as cache:
        loaded = datasets.load_dataset(str(folder), cache_dir=cache)
        assert isinstance(loaded, datasets.DatasetDict) and set(loaded) == set(by_split), loaded
        check(loaded, "load_dataset(folder)")
        check(datasets.load_dataset("parquet", data_files=by_split, cache_dir=cache), "Parquet alone")
        for name, rows in loaded.items():
            stream = datasets.load_dataset(str(folder), streaming=True, split=name)
            assert len(list(stream)) == len(rows), name
    # What the card says of the splits is what the library takes them for.
    told = datasets.load_dataset_builder(str(folder)).info.splits
    assert {name: split.num_examples for name, split in told.items()} == {
        name: len(rows) for name, rows in loaded.items()
    }, told
    try:
        from huggingface_hub import DatasetCard
    except ImportError:
        return
    card = DatasetCard.load(folder / "README.md")
    assert card.data.license == "unknown" and card.data.dataset_info, card.data
    assert {split["name"] for split in card.data.dataset_info["splits"]} == set(by_split), card.data
    print(f"card: licence {card.data.license}, languages {card.data.language}")


if __name__ == "__main__":
    main(sys.argv[1])
