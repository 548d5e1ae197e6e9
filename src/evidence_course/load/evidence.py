"""The register of evidence: one record in each file of `course/evidence/`, named by its file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evidence_course.load.records import did_you_mean, mark_at, read_record
from evidence_course.load.source import Source, read_source
from evidence_course.load.yaml_reader import YamlTree, read_yaml
from evidence_course.model.course import EvidenceFile
from evidence_course.model.evidence import Approach, Review, Study
from evidence_course.problems import Problem

FOLDER = "course/evidence"
ENDING = ".yml"
KINDS: Mapping[str, type[Study] | type[Review] | type[Approach]] = {
    "study": Study,
    "review": Review,
    "approach": Approach,
}


def load_evidence(root: Path) -> tuple[dict[str, EvidenceFile], list[Problem]]:
    """The register's records by id, and every fault; a file with a fault is missing."""
    files: dict[str, EvidenceFile] = {}
    problems = _strays(root)
    for name in evidence_names(root):
        source, faults = read_source(root, f"{FOLDER}/{name}{ENDING}")
        problems += faults
        if source is not None:
            file, faults = parse_evidence(source, name)
            problems += faults
            if file is not None:
                files[name] = file
    return files, problems


def evidence_names(root: Path) -> list[str]:
    """The ids of all records that have a file, readable or not."""
    folder = root / FOLDER
    files = folder.glob(f"*{ENDING}") if folder.is_dir() else []
    return sorted(file.stem for file in files if not file.name.startswith("."))


def _strays(root: Path) -> list[Problem]:
    """Files whose ending keeps them from being read, so that no record goes missing unseen."""
    folder = root / FOLDER
    strays = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    message = "ends in '.yaml' and is not read: name it '.yml'"
    return [Problem(f"{FOLDER}/{file.name}", 1, 1, message, "not-read") for file in strays]


def parse_evidence(source: Source, name: str) -> tuple[EvidenceFile | None, list[Problem]]:
    """The record in a file, or every fault that keeps it from being read."""
    tree, problems = read_yaml(source.text, source.path)
    if tree is None:
        return None, problems
    model, refused = _model(tree, source.path)
    if model is None:
        return None, [*problems, *refused]
    record, faults = read_record(tree, source.path, model)
    problems += faults
    if record is None:
        return None, problems
    file = EvidenceFile(
        id=name,
        path=source.path,
        record=record,
        text=source.text,
        data=tree.data,
        marks=tree.marks,
        keys=tree.keys,
        blocks=tree.blocks,
    )
    return file, problems


def _model(
    tree: YamlTree, path: str
) -> tuple[type[Study] | type[Review] | type[Approach] | None, list[Problem]]:
    """The model of the kind of record that a file says it holds."""
    if not isinstance(tree.data, dict):
        message = "must begin with 'id: …' and 'kind: study', 'review' or 'approach'"
        return None, [Problem(path, 1, 1, message, "not-a-group")]
    kind = tree.data.get("kind")
    if isinstance(kind, str) and kind in KINDS:
        return KINDS[kind], []
    mark = mark_at(tree.marks, ("kind",))
    if "kind" not in tree.data:
        message, code = f"field 'kind' is missing: add it{did_you_mean('', KINDS)}", "missing-field"
    else:
        message, code = f"'kind' cannot be '{kind}'{did_you_mean(kind, KINDS)}", "unknown-value"
    return None, [Problem(path, mark.line, mark.column, message, code)]
