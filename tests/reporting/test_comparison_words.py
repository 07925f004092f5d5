"""What a comparison says at a terminal."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from ihanoi_eval.evaluation import Evaluation, rejudge
from ihanoi_eval.reporting.comparison import compare
from ihanoi_eval.reporting.comparison_words import tell
from ihanoi_eval.reporting.rule_changes import rule_changes


@pytest.fixture(scope="module")
def smaller(final: Evaluation) -> Evaluation:
    """No gate on staff, one more district, four points less for one commune by a document."""
    awards = final.rules.awards
    gates = tuple(one for one in awards.gates if one.code != "staff")
    districts = awards.quotas["districts"].model_copy(update={"level": 2})
    quotas = {**awards.quotas, "districts": districts}
    row = {"unit_code": ["00006"], "document_no": ["9/QĐ"], "points": [-4.0]}
    more = pd.DataFrame({**row, "reason": ["Nhắc nhở"]})
    added = pd.concat([final.tables["adjustments"], more], ignore_index=True)
    tables = {**final.tables, "adjustments": added}
    return rejudge(
        replace(final, tables=tables),
        awards=awards.model_copy(update={"gates": gates, "quotas": quotas}),
        tries_firmness=False,
    )


def test_rules_seats_and_ranks_are_told_with_what_moved_them(
    final: Evaluation, smaller: Evaluation
):
    """51,87 − 4 = 47,87, by a document, so by data; without the gate Ba Đình has the new seat."""
    text = tell(compare(final, smaller))
    assert "QUY ĐỊNH KHÁC NHAU: 2\n  awards.yaml: gates[staff]: có → không có\n" in text
    assert "  awards.yaml: quotas.districts.level: 1 → 2\n" in text
    assert "51,87 → 47,87 điểm (−4,00: quy định 0,00, số liệu −4,00; chủ yếu ở điểm thưởng" in text
    assert "Được thêm suất: Quận Ba Đình: hạng 2 → 2, 58,33 → 58,33 điểm (0,00)." in text
    assert "Quận, huyện, thị xã: 0 trong 3 đơn vị đổi hạng" in text
    assert not {"nan", "None", "gained", "award"} & set(re.findall(r"\w+", text))


def test_where_only_data_changed_it_is_said(final: Evaluation):
    """No rule differs, and every seat is kept: twelve of them."""
    text = tell(compare(final, final))
    assert "Không có; khác nhau chỉ do số liệu và văn bản gửi đến." in text
    held = (
        final.tables["shortlist"]
        .query("unit_code != ''")["decision"]
        .isin(["award", "council"])
        .sum()
    )
    assert f"Giữ suất: {held} đơn vị." in text
    assert "hạng 1 → " not in text


def test_a_long_list_of_rules_is_cut_with_its_length(final: Evaluation):
    """Forty keys are read; more are counted."""
    measures = tuple(
        one.model_copy(update={"definition": f"{one.definition} (mới)"})
        for one in final.rules.campaign.measures
    )
    campaign = final.rules.campaign.model_copy(update={"measures": measures})
    found = compare(final, final)
    rules = final.rules.model_copy(update={"campaign": campaign})
    text = tell(replace(found, rules=rule_changes(final.rules, rules)))
    assert f"… và {len(measures) - 40} khóa khác" in text
