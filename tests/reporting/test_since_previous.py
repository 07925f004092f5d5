"""What changed between two runs of one campaign."""

from collections.abc import Callable

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.since_previous import (
    changed_files,
    changed_values,
    moved_ranks,
    new_reports,
    since_previous,
)

Changed = Callable[..., Evaluation]
Words = Callable[[object], str]


def test_without_a_run_that_is_named_nothing_is_compared(final: Evaluation, words: Words):
    """Only when --previous names one (DESIGN §6)."""
    assert "--previous" in words(since_previous(final, None))


def test_the_same_run_has_changed_nowhere(final: Evaluation, words: Words):
    """No file, figure, doubt or rank."""
    shown = words(since_previous(final, final))
    assert "Không tệp, báo cáo hay kết quả xét nào thay đổi." in shown
    assert "Không số liệu nào được dùng thay đổi." in shown
    assert "Không đơn vị nào đổi hạng." in shown


def test_a_file_is_new_other_or_gone(final: Evaluation, changed: Changed):
    """By its path and its hash."""

    def sources(**hashes: str) -> pd.DataFrame:
        return pd.DataFrame({"file": list(hashes), "sha256": list(hashes.values())})

    before = changed(final, sources=sources(a="1", b="2", c="3"))
    now = changed(final, sources=sources(b="2", c="4", d="5"))
    assert changed_files(now, before) == (["d"], ["c"], ["a"])


def test_a_report_that_came_since_is_named(final: Evaluation, changed: Changed, words: Words):
    """Gia Lâm had sent nothing before."""
    reports = final.tables["reports"].copy()
    assert reports.loc[reports["unit_code"] == "018", "file"].iloc[0]
    reports.loc[reports["unit_code"] == "018", "file"] = ""
    before = changed(final, reports=reports)
    assert new_reports(final, before) == (["018"], [])
    assert "Báo cáo mới nhận (1): Huyện Gia Lâm" in words(since_previous(final, before))
    assert "Báo cáo không còn (1): Huyện Gia Lâm" in words(since_previous(before, final))


def test_a_changed_value_stands_before_and_after(final: Evaluation, changed: Changed, words: Words):
    """1.000 accounts became 900, by a verification."""
    panel = final.tables["panel"].copy()
    row = (panel["unit_code"] == "00001") & (panel["measure"] == "accounts_active_close")
    old = {"used_value": panel["used_value"].mask(row, 1000.0)}
    new = {"used_value": panel["used_value"].mask(row, 900.0)}
    before, now = (
        changed(final, panel=panel.assign(**values, used_source=source))
        for values, source in ((old, "platform"), (new, "verified"))
    )
    [one] = changed_values(now, before).to_dict("records")
    assert (one["used_value_before"], one["used_value_after"], one["step"]) == (1000, 900, 0.1)
    assert "1.000 900 Hệ thống iHanoi → Đã thẩm định" in words(since_previous(now, before))


def test_a_value_that_is_new_or_gone_has_changed(final: Evaluation, changed: Changed, words: Words):
    """After those that were there before; small counts of residents are kept back."""
    panel = final.tables["panel"].copy()
    row = (panel["unit_code"] == "00001") & (panel["measure"] == "accounts_active_close")
    panel.loc[row, "used_value"] = 3
    now = changed(final, panel=panel)
    before = changed(final, panel=panel[~row])
    [one] = changed_values(now, before).to_dict("records")
    assert one["step"] != one["step"]
    assert "– dưới 5 không có →" in words(since_previous(now, before))


def test_doubts_are_opened_and_closed(final: Evaluation, changed: Changed, words: Words):
    """One is answered since, one is new."""
    rows = final.tables["findings"]
    rows = rows[rows["status"] == "open"]
    before, now = changed(final, findings=rows.iloc[1:5]), changed(final, findings=rows.iloc[:3])
    shown = words(since_previous(now, before))
    assert "1 / 2" in shown
    assert "cần làm rõ mới mở: 1" in shown and "cần làm rõ đã khép: 2" in shown


def test_ranks_that_moved_and_seats(final: Evaluation, changed: Changed, words: Words):
    """Two communes changed places, one of them its seat; why is for compare."""
    ranking = final.tables["ranking"].copy()
    communes = ranking[(ranking["league"] == "communes") & ranking["rank"].notna()]
    first = communes.sort_values(["rank", "unit_code"]).iloc[0]
    ranking.loc[ranking["unit_code"] == first["unit_code"], "rank"] = 9
    shortlist = final.tables["shortlist"].copy()
    shortlist.loc[shortlist["unit_code"] == first["unit_code"], "decision"] = "not_selected"
    now = changed(final, ranking=ranking, shortlist=shortlist)
    [one] = moved_ranks(now, final).to_dict("records")
    assert (one["rank_before"], one["rank_after"]) == (first["rank"], 9)
    shown = words(since_previous(now, final))
    assert f"{first['rank']:.0f} → 9" in shown and "1 đơn vị đổi hạng" in shown
    listed = final.tables["shortlist"].set_index("unit_code")["decision"]
    assert ("Ra khỏi danh sách đề nghị (1)" in shown) == (listed[first["unit_code"]] == "award")


def test_a_unit_that_lost_its_rank_has_moved(final: Evaluation, changed: Changed, words: Words):
    """To no rank."""
    ranking = final.tables["ranking"].copy()
    ranking.loc[ranking["unit_code"] == "001", "rank"] = float("nan")
    assert "→ không hạng" in words(since_previous(changed(final, ranking=ranking), final))
