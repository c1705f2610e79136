"""Checks an export of REFI-QDA against the standard's schemas, and its positions by slicing.

Usage: refi.py FOLDER [PROJECT.XSD [CODEBOOK.XSD]]. The folder holds refi-qda.qdpx and refi-qdc.qdc with the article
`writings` of the tests. The schemas are those that https://www.qdasoftware.org/ publishes.
"""

import sys
import zipfile
from importlib import metadata
from pathlib import Path

from lxml import etree

PLACES = [
    "👩‍👩‍👧", "🇺🇦🇺🇦", "Fahnen.", "cafe\u0301", "𝔉raktur", "قال الوزير", "船は今日", "تأخرت 船", "✈️ here",
]
QDA = "{urn:QDA-XML:project:1.0}"


def validate(schema, tree, what):
    schema = etree.XMLSchema(etree.parse(schema))
    schema.assertValid(tree)
    print(f"lxml {metadata.version('lxml')}: {what} is valid by the schema")


def main(folder, project_xsd=None, codebook_xsd=None):
    archive = zipfile.ZipFile(Path(folder) / "refi-qda.qdpx")
    assert archive.testzip() is None
    project = etree.fromstring(archive.read("project.qde"))
    if project_xsd:
        validate(project_xsd, project, "project.qde")
    guids = [element.get("guid") for element in project.iter() if element.get("guid")]
    assert len(guids) == len(set(guids)), "a GUID stands twice"
    for element in project.iter():
        for name in ("targetGUID", "originGUID", "creatingUser"):
            assert element.get(name) is None or element.get(name) in guids, (element.tag, element.attrib)
    found, num_all = [], 0
    for source in project.iter(QDA + "TextSource"):
        path = source.get("plainTextPath").replace("internal://", "sources/")
        # As QualCoder opens them: UTF-8, Python's own line ends.
        text = archive.read(path).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        for selection in source.iter(QDA + "PlainTextSelection"):
            words = text[int(selection.get("startPosition")):int(selection.get("endPosition"))]
            name = selection.get("name")
            assert words == name or words.startswith(name[:-1]), (words, name)
            num_all += 1
            if source.get("name") == "writings":
                found.append(words)
    assert sorted(found) == sorted(PLACES), found
    print(f"{len(archive.namelist())} files, {len(guids)} GUIDs, {num_all} selections are the words they name")
    codebook = etree.parse(Path(folder) / "refi-qdc.qdc").getroot()
    names = [code.get("name") for code in codebook.iter("{urn:QDA-XML:codebook:1.0}Code")]
    print(f"codebook: {', '.join(names)}")
    if codebook_xsd:
        validate(codebook_xsd, codebook, "the codebook")


if __name__ == "__main__":
    main(*sys.argv[1:])
