"""What the pages of districts and of other units show alike."""

from collections.abc import Callable

import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import unit_sections as sections
from ihanoi_eval.reporting.facts import see_unit
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.reporting.levels import at_level

RANKED_ONLY = (sections.points_section, sections.ladder_section, sections.peers_section)


@pytest.mark.parametrize("section", RANKED_ONLY, ids=lambda section: section.__name__)
def test_who_has_no_rank_is_told_so_in_each_section(
    final: Evaluation,
    changed: Callable[..., Evaluation],
    words: Callable[[object], str],
    section: Callable[..., Html],
):
    """A body outside the leagues, and a district of which nothing was measured."""
    ranking = final.tables["ranking"].copy()
    row = ranking["unit_code"] == "001"
    ranking.loc[row, ["points", "total_points", "rank", "peer_rank"]] = float("nan")
    for code in ("CQ01", "001"):
        assert section(see_unit(changed(final, ranking=ranking), code)) == sections.UNRANKED
    assert section(see_unit(final, "001")) != sections.UNRANKED


def test_who_is_on_hold_reads_beside_its_gates_what_a_release_would_give(
    final: Evaluation, words: Callable[[object], str]
):
    """Plainly, not in a note below a table; on a page for everybody not at all."""
    said = "Tạm dừng xét Nếu chỉ đơn vị này hết tạm dừng"
    shown = words(sections.gates_section(see_unit(final, "00580")))
    assert said in shown.replace(":", "")
    for view in (see_unit(final, "00001"), see_unit(at_level(final, "public"), "00580")):
        assert "Nếu chỉ đơn vị này" not in words(sections.gates_section(view))
    assert sections.gates_section(see_unit(final, "CQ01")) == sections.UNRANKED


def test_without_a_rate_there_is_no_funnel(final: Evaluation, words: Callable[[object], str]):
    """Who is outside has no such section; a ward has its funnel."""
    assert sections.petitions_section(see_unit(final, "CQ01")) == sections.UNRANKED
    assert words(sections.petitions_section(see_unit(final, "00006"))) != sections.NOTHING
