"""Checks an export of W3C Web Annotations with Python's own json, and with PyLD where it is installed.

Usage: w3c.py FOLDER, which holds w3c.jsonld with the article `writings` of the tests.
"""

import json
import sys
from importlib import metadata
from pathlib import Path

PLACES = [
    "👩‍👩‍👧", "🇺🇦🇺🇦", "Fahnen.", "cafe\u0301", "𝔉raktur", "قال الوزير", "船は今日", "تأخرت 船", "✈️ here",
]
# The names of the standard context that matter here; the context itself is on the web.
CONTEXT = {
    "oa": "http://www.w3.org/ns/oa#", "as": "http://www.w3.org/ns/activitystreams#",
    "dc": "http://purl.org/dc/elements/1.1/", "dcterms": "http://purl.org/dc/terms/",
    "dctypes": "http://purl.org/dc/dcmitype/", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "http://schema.org/", "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": "@id", "type": "@type", "Annotation": "oa:Annotation", "Text": "dctypes:Text",
    "AnnotationCollection": "as:OrderedCollection", "AnnotationPage": "as:OrderedCollectionPage",
    "items": {"@id": "as:items", "@container": "@list"}, "first": {"@id": "as:first", "@type": "@id"},
    "target": {"@id": "oa:hasTarget", "@type": "@id"}, "body": {"@id": "oa:hasBody", "@type": "@id"},
    "source": {"@id": "oa:hasSource", "@type": "@id"}, "selector": {"@id": "oa:hasSelector", "@type": "@id"},
    "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
    "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"}, "value": "rdf:value",
    "TextPositionSelector": "oa:TextPositionSelector", "SpecificResource": "oa:SpecificResource",
}


def many(value):
    return value if isinstance(value, list) else [value]


def main(folder):
    collection = json.loads((Path(folder) / "w3c.jsonld").read_text("utf-8"))
    items = collection["first"]["items"]
    assert collection["total"] == len(items)
    texts = {i["target"]["id"]: i["target"]["value"] for i in items if "value" in i["target"]}
    found, num_checked = [], 0
    for item in items:
        assert item["type"] == "Annotation" and item["id"] and item["target"]
        for part in many(item["target"]) + many(item.get("body", [])):
            for selector in many(part.get("selector", [])) if isinstance(part, dict) else []:
                text = texts[part["source"]]
                if selector["type"] == "TextPositionSelector":
                    words = text[selector["start"]:selector["end"]]
                    before, after = text[:selector["start"]], text[selector["end"]:]
                else:
                    assert selector["exact"] == words
                    assert before.endswith(selector["prefix"]) and after.startswith(selector["suffix"])
                    num_checked += 1
                    if part["source"].endswith(":writings"):
                        found.append(words)
    assert sorted(found) == sorted(PLACES), found
    print(f"json: {len(items)} annotations on {len(texts)} texts, {num_checked} quotes stand at their positions")
    try:
        from pyld import jsonld
    except ImportError:
        print("PyLD is not installed; names were not expanded")
        return
    [page] = jsonld.expand({**collection, "@context": CONTEXT})
    page = page["http://www.w3.org/ns/activitystreams#first"][0]
    nodes = page["http://www.w3.org/ns/activitystreams#items"][0]["@list"]
    assert len(nodes) == len(items)
    target = "http://www.w3.org/ns/oa#hasTarget"
    assert all(node["@type"] == ["http://www.w3.org/ns/oa#Annotation"] and node[target] for node in nodes)
    print(f"PyLD {metadata.version('pyld')}: {len(nodes)} nodes of type oa:Annotation with targets")


if __name__ == "__main__":
    main(sys.argv[1])
