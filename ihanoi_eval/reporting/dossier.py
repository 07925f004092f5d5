"""What the dossier says; every figure is a cell of the run or a number of its rules."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.dossier_changes import changes_of, is_compared
from ihanoi_eval.reporting.dossier_lists import (
    collectives_of,
    dossiers_of,
    individuals_of,
    others_of,
)
from ihanoi_eval.reporting.dossier_minutes import minutes_of
from ihanoi_eval.reporting.dossier_money import bonus_of
from ihanoi_eval.reporting.dossier_people import BLANK, Row
from ihanoi_eval.reporting.dossier_proposal import proposal_of
from ihanoi_eval.reporting.dossier_results import results_of
from ihanoi_eval.reporting.wording import lower_first
from ihanoi_eval.vietnamese import format_seal


@dataclass(frozen=True)
class Document:
    """One document of the dossier: its file name, its title, and what its template may name."""

    name: str
    title: str
    values: Mapping[str, Any]


def documents_of(evaluation: Evaluation) -> list[Document]:
    """Every Word document of the dossier in the order in which it is filed."""
    shared = {**_shared(evaluation), **results_of(evaluation), **proposal_of(evaluation)}
    lists = {**collectives_of(evaluation), **individuals_of(evaluation)}
    changes = [("phu_luc_6_thay_doi", "Phụ lục VI: thay đổi", changes_of(evaluation))]
    return [
        Document(name, title, {**shared, **more, "title": title})
        for name, title, more in (
            ("to_trinh", "Tờ trình", {}),
            ("phu_luc_1_tap_the", "Phụ lục I: tập thể", lists),
            ("phu_luc_2_ca_nhan", "Phụ lục II: cá nhân", lists),
            ("phu_luc_3_chua_de_nghi", "Phụ lục III: chưa đề nghị", others_of(evaluation)),
            ("phu_luc_4_ho_so", "Phụ lục IV: hồ sơ", dossiers_of(evaluation)),
            ("phu_luc_5_tien_thuong", "Phụ lục V: tiền thưởng", bonus_of(evaluation)),
            *(changes if is_compared(evaluation) else []),
            ("bien_ban_hop", "Biên bản họp xét", minutes_of(evaluation)),
            ("bao_cao_tong_ket", "Báo cáo tổng kết", {}),
        )
    ]


def _shared(evaluation: Evaluation) -> Row:
    """What every document may name: bodies, campaign, status, the year that stays open."""
    campaign = evaluation.rules.campaign
    draft = [] if evaluation.rules.rubric.is_approved else ["ĐỀ XUẤT – BỘ TIÊU CHÍ CHƯA PHÊ DUYỆT"]
    if evaluation.is_synthetic:
        draft.append("SỐ LIỆU GIẢ LẬP")
    seal = format_seal(evaluation.facts.get("seal", "")).replace(" ", "\xa0")
    return {
        "issuer_parent": kept_together(campaign.issuer_parent),
        "issuer": campaign.issuer,
        "issuer_full": campaign.issuer_name or BLANK,
        "keeper": _initials(campaign.issuer),
        "place": campaign.place or BLANK,
        "year": BLANK,
        "campaign_lower": kept_together(lower_first(campaign.title)),
        "addressee": campaign.addressee or BLANK,
        "draft": " · ".join(draft),
        "footer": f"Lần chạy {evaluation.run_id} · NỘI BỘ: có tên cá nhân · mã\xa0{seal}",
        "bases": _bases(evaluation),
    }


def _bases(evaluation: Evaluation) -> list[str]:
    """The instruments in force on the decision's day, then the campaign's own; the last ends so."""
    awards, campaign = evaluation.rules.awards, evaluation.rules.campaign
    day = awards.decision_day(evaluation.as_of)
    laws = [one.cited for one in awards.law if one.holds_on(day)]
    known = {one.name for one in awards.law}
    own = [
        basis for basis in campaign.legal_basis if not any(basis.startswith(name) for name in known)
    ]
    cited = [f"Căn cứ {one};" for one in [*laws, *own]]
    return [*cited[:-1], f"{cited[-1].removesuffix(';')}."] if cited else []


def kept_together(words: str) -> str:
    """Words in which no line of a heading ends inside a month, or inside THÀNH PHỐ.

    >>> kept_together("thi đua tháng 11/2024").split(" ")
    ['thi', 'đua', 'tháng\\xa011/2024']
    """
    return re.sub(r"(?<=\btháng) (?=\d)|(?<=\bTHÀNH) (?=PHỐ\b)", "\xa0", words)


def _initials(body: str) -> str:
    """The letters under which a body keeps its files.

    >>> _initials("VĂN PHÒNG")
    'VP'
    """
    return "".join(word[0] for word in body.split())
