"""Reads exports of UIMA CAS XMI and JSON CAS with dkpro-cassis and looks for the nine places.

Usage: uima_cas.py FOLDER, where somewhere in FOLDER are .xmi files with a TypeSystem.xml, .json files, or both.
cassis turns UTF-16 offsets into those of Python itself. Exits with 1 if a place is missing or another word stands
there.
"""

import sys
from importlib.metadata import version
from pathlib import Path

import cassis

PLACES = {
    "👩‍👩‍👧", "🇺🇦🇺🇦", "Fahnen.", "cafe\u0301", "𝔉raktur", "قال الوزير", "船は今日", "تأخرت 船", "✈️ here",
}
SPAN = "webanno.custom.RedletterSpan"
RELATION = "webanno.custom.RedletterRelation"
DKPRO = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type."


def load(path):
    if path.suffix == ".xmi":
        with open(path.parent / "TypeSystem.xml", "rb") as file:
            types = cassis.load_typesystem(file)
        # INCEpTION's own types must live beside ours.
        types = cassis.merge_typesystems(types, cassis.load_dkpro_core_typesystem())
        with open(path, "rb") as file:
            return cassis.load_cas_from_xmi(file, typesystem=types)
    with open(path, "rb") as file:
        return cassis.load_cas_from_json(file)


def check(path):
    cas = load(path)
    covered = [span.get_covered_text() for span in cas.select(SPAN)]
    print(f"{path.name}: {len(covered)} annotations, {len(list(cas.select(RELATION)))} relations, "
          f"{len(list(cas.select(DKPRO + 'Sentence')))} sentences, {len(list(cas.select(DKPRO + 'Token')))} tokens")
    for span in cas.select(SPAN):
        more = [f"{name}={list(getattr(span, name).elements)}"
                for name in ("speaker", "via", "addressee") if getattr(span, name)]
        for name in ("source", "cue", "fragments"):
            links = getattr(span, name)
            if links:
                more.append(f"{name}={[link.target.get_covered_text() for link in links.elements]}")
        print(f"  {span.id} {span.label} {span.begin}-{span.end} “{span.get_covered_text()}”", *more)
    for relation in cas.select(RELATION):
        print(f"  {relation.Governor.id} {relation.label} {relation.Dependent.id}")
    tokens = [token.get_covered_text() for token in cas.select(DKPRO + "Token")]
    has_space = [token for token in tokens if token != token.strip()]
    # What cassis writes again must be what it read.
    again = cassis.load_cas_from_json(cas.to_json()) if path.suffix == ".json" else None
    if again is not None:
        assert [span.get_covered_text() for span in again.select(SPAN)] == covered
    return set(covered) == PLACES and len(covered) == len(PLACES) and not has_space


def main():
    folder = Path(sys.argv[1])
    print("dkpro-cassis", version("dkpro-cassis"))
    files = sorted(folder.rglob("*.xmi")) + sorted(folder.rglob("*.json"))
    is_right = [check(path) for path in files]
    print(f"{sum(is_right)} of {len(files)} files have the nine places")
    return 0 if files and all(is_right) else 1


if __name__ == "__main__":
    sys.exit(main())
