"""A made-up panel of reports whose admissions, returns and answers are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from toolkit.analysis.problems import find_problems
from toolkit.tables import DOCUMENTS, REJECTED, Corpus, make_table

Reports = Mapping[tuple[str, int], tuple[Sequence[str], Sequence[str]]]


def make_panel(reports: Reports, *, kind: str = "annual report") -> tuple[Corpus, pd.DataFrame]:
    """Make a corpus of (region, year): (admissions, plans), and its problems, all of task A4."""
    documents, paragraphs = [], []
    for number, ((region, year), (admitted, planned)) in enumerate(reports.items()):
        doc_id, text = f"d{number:03d}", "开展执法检查十二次。\n"
        parts = [("work", 0, len(text) - 1)]
        for section, told in (("problems", admitted), ("plans", planned)):
            if told:
                line = "。".join(told) + "。"
                parts.append((section, len(text), len(text) + len(line)))
                text += line + "\n"
        for place, (section, start, end) in enumerate(parts):
            row = {"paragraph_id": f"{doc_id}-{place}", "doc_id": doc_id, "section": section}
            words = text[start:end]
            row |= {"start": start, "text": words, "n_chars": len(words), "line": place + 1}
            paragraphs.append(row)
        told = {column.name: None for column in DOCUMENTS}
        told |= {"doc_id": doc_id, "region": region, "region_code_today": region, "text": text}
        told |= {"year": year, "year_to": year, "covers": year, "level": "county", "kind": kind}
        told |= {"issuer_type": "government", "n_chars": len(text), "outline": "outline-2015"}
        documents.append(told | {"title": f"{region}{year}", "path": f"{doc_id}.txt"})
    rejected = make_table("rejected", pd.DataFrame(columns=[one.name for one in REJECTED]))
    corpus = Corpus(make_table("documents", documents), pd.DataFrame(paragraphs), rejected)
    found = find_problems(corpus.paragraphs, documents=corpus.documents)
    return corpus, found.assign(category="A4")
