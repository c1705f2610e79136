"""A dataset, loaded by the `datasets` library of Hugging Face.

Takes a folder of exports that holds `hugging-face/`, made of a corpus with the article `writings`. Checks that labels
are a ClassLabel, whether they come from the card or from the Parquet file alone, and the nine places by code points.
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


def check(rows, how):
    label = annotation_features(rows.features)["label"]
    assert isinstance(label, datasets.ClassLabel), label
    assert {"claim", "quote", "proposal", "caveat"} <= set(label.names), label.names
    found = []
    for row in rows:
        for annotation in row["annotations"]:
            assert row["text"][annotation["start"] : annotation["end"]] == annotation["text"]
            assert label.int2str(annotation["label"]) in label.names
            for part in annotation["fragments"]:
                assert row["text"][part["start"] : part["end"]] == part["text"]
            if row["id"] == "writings":
                found.append(annotation["text"])
    assert sorted(found) == sorted(PLACES), found
    print(f"datasets {datasets.__version__}, {how}: {len(rows)} rows, labels {label.names}, the nine places")


def main(folder):
    folder = Path(folder) / "hugging-face"
    with tempfile.TemporaryDirectory() as cache:
        loaded = datasets.load_dataset(str(folder), cache_dir=cache)
        assert list(loaded) == ["train"], loaded
        check(loaded["train"], "load_dataset(folder)")
        file = sorted((folder / "data").glob("train-*.parquet"))
        files = [str(path) for path in file]
        check(datasets.load_dataset("parquet", data_files=files, cache_dir=cache, split="train"), "Parquet alone")
        stream = datasets.load_dataset(str(folder), streaming=True, split="train")
        assert len(list(stream)) == len(loaded["train"])
    try:
        from huggingface_hub import DatasetCard
    except ImportError:
        return
    card = DatasetCard.load(folder / "README.md")
    assert card.data.license == "unknown" and card.data.dataset_info, card.data
    print(f"card: licence {card.data.license}, languages {card.data.language}")


if __name__ == "__main__":
    main(sys.argv[1])
