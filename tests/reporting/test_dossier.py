"""What the dossier says: bodies, status, what it rests on."""

from dataclasses import replace
from datetime import date

from ihanoi_eval.reporting.dossier import documents_of


def values(evaluation, name="to_trinh"):
    """What the template of a document may name."""
    return next(one.values for one in documents_of(evaluation) if one.name == name)


def test_the_dossier_has_its_documents_in_the_order_of_filing(final):
    """Submission, five appendices, minutes, report."""
    names = [document.name for document in documents_of(final)]
    assert names[:3] == ["to_trinh", "phu_luc_1_tap_the", "phu_luc_2_ca_nhan"]
    assert names[-2:] == ["bien_ban_hop", "bao_cao_tong_ket"] and len(names) == 8


def test_a_proposed_rubric_says_so_until_a_document_approves_it(final):
    """ĐỀ XUẤT stands on every document; synthetic data say so too (DESIGN §8)."""
    assert "ĐỀ XUẤT" in values(final)["draft"]
    assert ("GIẢ LẬP" in values(final)["draft"]) == final.is_synthetic


def test_bases_are_those_in_force_on_the_day_and_the_last_ends_with_a_full_stop(final):
    """DOMAIN §1–2: the law by date; what was not verified says so; element 10 of the decree."""
    bases = values(final)["bases"]
    assert bases[0] == "Căn cứ Luật Thi đua, khen thưởng số 06/2022/QH15;"
    assert all(one.endswith(";") for one in bases[:-1]) and bases[-1].endswith(".")
    assert any("32/2024/QĐ-UBND (cần kiểm tra)" in one for one in bases)
    assert not any("152/2025" in one for one in bases)


def test_another_day_rests_on_another_law(final):
    """The expected day of the decision is a rule, not the clock."""
    awards = final.rules.awards
    bonus = awards.bonus.model_copy(update={"decided_on": date(2025, 9, 1)})
    rules = final.rules.model_copy(update={"awards": awards.model_copy(update={"bonus": bonus})})
    bases = values(replace(final, rules=rules))["bases"]
    assert any("152/2025" in one for one in bases)
    assert not any(one.startswith("Căn cứ Nghị định số 98/2023/NĐ-CP") for one in bases)
