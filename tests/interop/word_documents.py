"""Opens our documents with python-docx and looks for the nine places at the anchors of their comments.

Usage: word_documents.py FOLDER, where FOLDER holds writings.docx, an export of the nine places of the tests.
"""

import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx
from docx.oxml.ns import qn

PLACES = ["👩‍👩‍👧", "🇺🇦🇺🇦", "Fahnen.", "cafe\u0301", "𝔉raktur", "قال الوزير", "船は今日", "تأخرت 船", "✈️ here"]


def anchored(document):
    """The words between the beginning and the end of each comment."""
    words, open_ids = {}, set()
    for element in document.element.body.iter():
        if element.tag == qn("w:commentRangeStart"):
            open_ids.add(element.get(qn("w:id")))
            words.setdefault(element.get(qn("w:id")), "")
        elif element.tag == qn("w:commentRangeEnd"):
            open_ids.discard(element.get(qn("w:id")))
        elif element.tag in (qn("w:t"), qn("w:tab"), qn("w:br")):
            text = {qn("w:tab"): "\t", qn("w:br"): "\n"}.get(element.tag, element.text or "")
            for comment in open_ids:
                words[comment] += text
    return words


def main(folder):
    print("python-docx", docx.__version__)
    for path in sorted(Path(folder).glob("*.docx")):
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            for name in archive.namelist():
                ElementTree.fromstring(archive.read(name))
        document = docx.Document(str(path))
        comments = {str(comment.comment_id): comment for comment in document.comments}
        words = anchored(document)
        assert words.keys() == comments.keys(), path
        for comment in comments.values():
            assert comment.author and comment.timestamp and comment.paragraphs[0].text, path
        print(f"{path.name}: {len(document.paragraphs)} paragraphs, {len(comments)} comments")
        if path.stem == "writings":
            assert sorted(words.values()) == sorted(PLACES), words
            print("nine places found")


if __name__ == "__main__":
    main(sys.argv[1])
