"""What a call would do to a run, part by part, and why; the same plan is then done."""

from dataclasses import dataclass
from pathlib import Path

from ihanoi_eval.rules.loading import Rules
from ihanoi_eval.running.freshness import (
    Planned,
    documents_from,
    manifest_of,
    plan_documents,
    plan_index,
    plan_pages,
    results_of,
)
from ihanoi_eval.running.page_sets import Order, pages_of


@dataclass(frozen=True)
class Plan:
    """Why each part of a run has to be made; what has no reason stands.

    evaluation: a sentence each. index: why pages are put together anew though none has changed.
    standing: the run whose pages are kept.
    """

    evaluation: tuple[str, ...]
    pages: tuple[Planned, ...]
    index: str
    documents: str
    standing: Path

    @property
    def reports(self) -> bool:
        """Whether the folder of pages changes."""
        return bool(self.index) or any(one.why for one in self.pages)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.evaluation or self.reports or self.documents)

    @property
    def lines(self) -> list[str]:
        """The plan as an officer reads it: a line a part, then the sum of it."""
        made = [one for one in self.pages if one.why]
        parts = [
            ("số liệu, điểm, danh sách", "; ".join(self.evaluation)),
            *((one.page.name, one.why) for one in self.pages),
            ("mục lục", self.index or ("có trang lập lại" if made else "")),
            ("hồ sơ khen thưởng", self.documents),
        ]
        return [
            *(f"{name}: {f'làm – {why}' if why else 'giữ nguyên'}" for name, why in parts),
            f"Sẽ lập {len(made)} trang, giữ {len(self.pages) - len(made)} trang; chưa ghi gì.",
        ]


def plan_run(
    rules: Rules,
    order: Order,
    *,
    folder: Path,
    standing: Path,
    evaluation: tuple[str, ...] = (),
    templates: Path | None = None,
) -> Plan:
    """The plan for a run in `folder`, where the one that stands may be another.

    evaluation: why its tables are still to be made, if they are. templates: the campaign's own
    documents/; without it the dossier is nobody's wish.
    """
    results = "" if evaluation else results_of(manifest_of(folder))
    pages = plan_pages(
        pages_of(rules.campaign, order, run=folder), order, standing=standing, results=results
    )
    documents = ""
    if templates is not None and rules.awards.quotas:
        documents = plan_documents(folder, documents_from(templates, results=results))
    return Plan(
        evaluation=evaluation,
        pages=tuple(pages),
        index=plan_index(pages, standing=standing, level=order.level),
        documents=documents,
        standing=standing,
    )
