"""Reads exports as Label Studio JSON with label-studio-sdk and looks for the nine places.

Usage: label_studio.py FOLDER, which holds pairs of NAME.json and NAME.config.xml. The configuration is parsed by the
SDK's own parser, every annotation is validated against it, and the tasks go through the SDK's converter, whose
offsets are Python's. Exits with 1 if anything is refused or one of the nine places is missing.
"""

import json
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from label_studio_sdk.converter import Converter
from label_studio_sdk.label_interface import LabelInterface

PLACES = sorted([
    "👩‍👩‍👧", "🇺🇦🇺🇦", "Fahnen.", "cafe\u0301", "𝔉raktur", "قال الوزير", "船は今日", "تأخرت 船", "✈️ here",
])


def check(path, config):
    xml = config.read_text("utf-8")
    interface = LabelInterface(xml)
    interface.validate()
    tasks = json.loads(path.read_text("utf-8"))
    num_results = 0
    for task in tasks:
        for annotation in task["annotations"]:
            errors = interface._validate_object(annotation, return_errors=True)
            assert not errors, errors
            num_results += len(annotation["result"])
    found = []
    with tempfile.TemporaryDirectory() as folder:
        Converter(xml, folder, download_resources=False).convert_to_json_min(str(path), folder, is_dir=False)
        for record in json.loads((Path(folder) / "result.json").read_text("utf-8")):
            for region in record.get("label", []):
                words = record["text"][region["start"]:region["end"]]
                assert words == region["text"], region
                found.append(words)
        Converter(xml, folder, download_resources=False).convert_to_conll2003(str(path), folder, is_dir=False)
        num_lines = len((Path(folder) / "result.conll").read_text("utf-8").splitlines())
    print(f"{path.name}: {len(tasks)} tasks, {num_results} results, {len(found)} regions, "
          f"{len(interface.controls)} controls, {num_lines} lines of CoNLL")
    return sorted(found)


def main(folder):
    print("label-studio-sdk", version("label-studio-sdk"))
    failed = False
    for config in sorted(Path(folder).glob("*.config.xml")):
        found = check(config.with_name(config.name.removesuffix(".config.xml") + ".json"), config)
        if found != PLACES:
            failed = True
            print("expected the nine places, found", found)
    sys.exit(failed)


if __name__ == "__main__":
    main(sys.argv[1])
