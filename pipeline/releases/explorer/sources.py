"""The documents' texts with what is shown in them, in packets of which the page opens those that it needs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.releases.explorer.columns import pack
from pipeline.releases.explorer.rows import Chosen, Rows, batches_of, rows_of, statement_topics

# Texts of all documents together, in code points. With more, only the paragraphs that hold statements are embedded.
MAX_TEXT_CHARS = 32_000_000
# A packet is closed by the document that brings it to so many code points: a good size to deflate, quick to inflate.
PACKET_CHARS = 64_000
# Documents whose rows are held at once while packets are made.
BATCH_DOCUMENTS = 500


@dataclass(frozen=True, slots=True)
class Sources:
    """``packets`` hold the documents in order, ``sizes`` says how many each; ``excerpts`` that texts are cut."""

    packets: list[str]
    sizes: list[int]
    excerpts: bool


def source_packets(chosen: Chosen, max_chars: int = MAX_TEXT_CHARS) -> Sources:
    """Pack the chosen documents: text, layout, topic terms, evidence and issues.

    Args:
        chosen: what the page holds.
        max_chars: code points of text above which only paragraphs with statements are kept.
    """
    excerpts = sum(row["n_chars"] for row in chosen.documents) > max_chars
    packets: list[str] = []
    sizes: list[int] = []
    pending: list[dict[str, Any]] = []
    pending_chars = 0
    for document, n_chars in _documents(chosen, excerpts):
        pending.append(document)
        pending_chars += n_chars
        if pending_chars >= PACKET_CHARS:
            packets.append(pack(pending))
            sizes.append(len(pending))
            pending, pending_chars = [], 0
    if pending:
        packets.append(pack(pending))
        sizes.append(len(pending))
    return Sources(packets, sizes, excerpts)


def _documents(chosen: Chosen, excerpts: bool) -> Iterator[tuple[dict[str, Any], int]]:
    """Each document as the page reads it, with the code points of text that it keeps.

    ``text`` is a list of ``[char_start, text]``; ``blocks`` of ``[kind, level, char_start, char_end, meeting]``, the
    last as the id without the document's; ``terms`` of ``[statement, topic_id, term, char_start, char_end]``, the
    statement as its place among all; ``evidence`` of ``[row, column, char_start, char_end, method]``, the row as its id
    without the document's; ``issues`` of ``[severity, code, message, char_start, char_end]``.
    """
    statements = {row["statement_id"]: index for index, row in enumerate(chosen.statements)}
    document_of = {row["statement_id"]: row["document_id"] for row in chosen.statements}
    terms: dict[str, list[list[Any]]] = {}
    for row in statement_topics(chosen.files, statements):
        entry = [statements[row["statement_id"]], row["topic_id"], row["term"], row["char_start"], row["char_end"]]
        terms.setdefault(document_of[row["statement_id"]], []).append(entry)
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in chosen.statements:
        spans.setdefault(row["document_id"], []).append((row["char_start"], row["char_end"]))
    ids = [str(row["document_id"]) for row in chosen.documents]
    for start in range(0, len(ids), BATCH_DOCUMENTS):
        batch = ids[start : start + BATCH_DOCUMENTS]
        texts = {
            row["document_id"]: str(row["text"])
            for rows in batches_of(chosen.files["texts"], "document_id", batch)
            for row in rows
        }
        blocks = rows_of(chosen.files["blocks"], batch)
        evidence = rows_of(chosen.files["evidence"], batch)
        issues = rows_of(chosen.files["issues"], batch)
        for document in batch:
            layout = sorted(blocks[document], key=lambda row: int(row["block"]))
            if excerpts:
                layout = [block for block in layout if _holds_any(block, spans.get(document, []))]
                pieces = [
                    [each["char_start"], texts[document][each["char_start"] : each["char_end"]]] for each in layout
                ]
            else:
                pieces = [[0, texts[document]]]
            yield (
                {
                    "text": pieces,
                    "blocks": [_block(document, each) for each in layout],
                    "terms": terms.get(document, []),
                    "evidence": _evidence(document, evidence[document]),
                    "issues": _issues(issues[document]),
                },
                sum(len(text) for _, text in pieces),
            )


def _holds_any(block: Mapping[str, Any], spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < block["char_end"] and end > block["char_start"] for start, end in spans)


def _block(document: str, row: Mapping[str, Any]) -> list[Any]:
    meeting = None if row["meeting_id"] is None else str(row["meeting_id"]).removeprefix(document)
    return [row["kind"], row["level"], row["char_start"], row["char_end"], meeting]


def _evidence(document: str, rows: Rows) -> list[list[Any]]:
    rows = sorted(rows, key=lambda row: (row["row_id"], row["column_name"], row["char_start"], row["char_end"]))
    return [
        [
            str(row["row_id"]).removeprefix(document),
            row["column_name"],
            row["char_start"],
            row["char_end"],
            row["method"],
        ]
        for row in rows
    ]


def _issues(rows: Rows) -> list[list[Any]]:
    rows = sorted(rows, key=lambda row: (row["char_start"] or 0, row["code"], row["message"]))
    return [[row["severity"], row["code"], row["message"], row["char_start"], row["char_end"]] for row in rows]
