"""Why the rows of two releases differ: what their manifests say went into them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.tables.codes import Code


class Reason(Code):
    """Why a row differs from the release before, as far as the manifests can tell."""

    NEW_DOCUMENT = "new_document", "The row's document is new"
    CHANGED_DOCUMENT = "changed_document", "The bytes of the row's document changed"
    WITHDRAWN_DOCUMENT = "withdrawn_document", "The row's document is gone"
    OTHER_DOCUMENTS = (
        "other_documents",
        "The row belongs to no one document, or to one that is the same, and nothing but documents changed",
    )
    NEW_CODE = "new_code", "The row's document, if it has one, is the same; the code changed"
    NEW_REFERENCE_DATA = "new_reference_data", "The row's document, if it has one, is the same; reference data changed"
    NEW_SETTINGS = "new_settings", "The row's document, if it has one, is the same; settings or corrections changed"
    NEW_PACKAGES = "new_packages", "Nothing but the versions of Python, pandas or pyarrow changed"
    SEVERAL = (
        "several",
        "More than one of documents, code, reference data, settings and corrections changed, and any may be why",
    )
    UNKNOWN = "unknown", "The manifests name no difference"


@dataclass(frozen=True, slots=True)
class Causes:
    """What differs between the inputs of two releases.

    ``documents`` has the reason for each raw file that is new, changed or gone, sorted by id. ``general`` are the
    reasons that concern every row: of code, reference data, settings or, where nothing else differs, packages.
    """

    documents: Mapping[str, Reason]
    general: tuple[Reason, ...]

    def of_document(self) -> Reason:
        """The reason for a row of a document that is the same in both."""
        return self._one(self.general) if self.general else self.of_none()

    def of_none(self) -> Reason:
        """The reason for a row that belongs to no one document."""
        documents = (Reason.OTHER_DOCUMENTS,) if self.documents else ()
        return self._one((*documents, *self.general))

    @staticmethod
    def _one(reasons: tuple[Reason, ...]) -> Reason:
        if not reasons:
            return Reason.UNKNOWN
        return reasons[0] if len(reasons) == 1 else Reason.SEVERAL


def compare_inputs(old: Mapping[str, Any], new: Mapping[str, Any]) -> Causes:
    """What differs between two manifests.

    Manifests that do not tell the code's hash from that of the reference data count, when the code version differs,
    as differing in both.
    """
    before, after = _documents(old), _documents(new)
    documents = {}
    for document_id in sorted({*before, *after}):
        if document_id not in before:
            documents[document_id] = Reason.NEW_DOCUMENT
        elif document_id not in after:
            documents[document_id] = Reason.WITHDRAWN_DOCUMENT
        elif before[document_id] != after[document_id]:
            documents[document_id] = Reason.CHANGED_DOCUMENT
    general = [
        reason
        for reason, part in ((Reason.NEW_CODE, "code_hash"), (Reason.NEW_REFERENCE_DATA, "reference_hash"))
        if old.get("code_version") != new.get("code_version")
        and (part not in old or part not in new or old[part] != new[part])
    ]
    if old.get("settings") != new.get("settings"):
        general.append(Reason.NEW_SETTINGS)
    if not documents and not general and old.get("packages") != new.get("packages"):
        general.append(Reason.NEW_PACKAGES)
    return Causes(documents, tuple(general))


def _documents(manifest: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """Path and hash by document; a raw file that cannot be a document may share the id of one that is."""
    found: dict[str, list[tuple[str, str]]] = {}
    for each in manifest["inputs"]:
        found.setdefault(str(each["document_id"]), []).append((str(each["path"]), str(each["sha256"])))
    return {document_id: sorted(files) for document_id, files in found.items()}
