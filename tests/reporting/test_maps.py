"""Maps in five steps."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import matplotlib

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import drawing as d
from ihanoi_eval.reporting import maps, plots
from ihanoi_eval.reporting.levels import at_level


def units_by_colour(markup: object) -> dict[str, int]:
    """How many outlines each fill has, the swatch of the legend not counted."""
    fills: Counter[str] = Counter()
    for path, colour in re.findall(r'<path d="([^"]*)"[^>]*style="fill: (#\w+)', str(markup)):
        fills[colour] += path.count("M")
    return {colour: outlines - 1 for colour, outlines in fills.items() if outlines > 1}


def test_each_unit_has_the_colour_of_its_step(final: Evaluation):
    """Steps by value, not by rank: five equal parts between the goalposts."""
    codes = final.rules.campaign.children["001"]
    values = dict(zip(codes, [0.0, 0.039, 0.04, 0.1, 0.159, 0.16, 0.9], strict=False))
    drawn = maps.choropleth(
        final,
        values,
        title="Bản đồ",
        bounds=maps.five_steps(0, 0.2),
        words=maps.step_words(0, 0.2),
        alt="Bản đồ 7 phường.",
    )
    assert units_by_colour(drawn) == dict(zip(maps.STEPS, [2, 1, 1, 1, 2], strict=True))


def test_a_unit_without_a_value_is_white_and_named_so(final: Evaluation):
    """Missing is no step; the legend gains a sixth box."""
    codes = final.rules.campaign.children["001"][:2]
    values = {codes[0]: 0.1, codes[1]: float("nan")}
    drawn = maps.choropleth(
        final, values, title="", bounds=[1, 2, 3, 4], words=list("abcde"), alt="2 phường"
    )
    assert units_by_colour(drawn) == {maps.STEPS[0]: 1, maps.NOTHING: 1}
    assert ">không có<" in str(drawn)


def test_the_map_says_who_is_highest_and_lowest(
    final: Evaluation, alts: Callable[[object], list[str]]
):
    """Title and alt text name both ends with their rates, as the table has them."""
    codes = final.rules.campaign.children["001"]
    rows = final.tables["indicators"]
    rows = rows[rows["unit_code"].isin(codes) & (rows["indicator"] == "gap_closure")]
    best = rows.sort_values("value", ascending=False).iloc[0]
    name = final.rules.campaign.unit_by_code[best["unit_code"]].name
    rate = f"{100 * best['value']:.1f}%".replace(".", ",")
    drawn = maps.indicator_map(final, codes)
    assert f"cao nhất {name} ({rate})" in str(drawn)
    assert f"cao nhất {name} ({rate})" in alts(drawn)[0]


def test_the_source_of_the_boundaries_stands_under_every_map(final: Evaluation):
    """They are coarse and not for legal use."""
    drawn = maps.indicator_map(final, final.rules.campaign.children["001"])
    assert "không có giá trị pháp lý" in str(drawn)


def test_a_campaign_without_boundaries_has_no_map(final: Evaluation):
    """Provinces, or a city nobody has drawn."""
    campaign = final.rules.campaign.model_copy(update={"boundaries": ""})
    bare = replace(final, rules=final.rules.model_copy(update={"campaign": campaign}))
    assert maps.indicator_map(bare, campaign.children["001"]) is None


def test_every_unit_of_hanoi_has_a_shape():
    """30 districts and 579 communes, by the codes of the register."""
    shapes = maps.shapes_of("builtin:hanoi-2024")
    assert len(shapes) == 609
    assert len([code for code in shapes if len(code) == 3]) == 30


def test_the_map_of_the_whole_city_stays_small(final: Evaluation):
    """Corners that nobody sees are left out, and units of one step are one drawing."""
    shapes = maps.shapes_of("builtin:hanoi-2024")
    drawn = maps.choropleth(
        final,
        {code: 0.1 for code in shapes if len(code) == 5},
        title="",
        bounds=[1, 2, 3, 4],
        words=list("abcde"),
        alt="579 đơn vị",
    )
    assert len(str(drawn)) < 100_000


def test_names_on_a_map_never_cover_each_other(final: Evaluation):
    """A name without room is left to the table; those that are drawn stand apart."""
    shapes = maps.shapes_of("builtin:hanoi-2024")
    codes = [code for code in shapes if len(code) == 3]
    drawn = maps.choropleth(
        final,
        dict.fromkeys(codes, 0.1),
        title="",
        bounds=[1, 2, 3, 4],
        words=list("abcde"),
        alt="30 đơn vị",
        labels=dict.fromkeys(codes, "Quận Bắc Từ Liêm"),
    )
    places = re.findall(r'<text [^>]*x="([\d.]+)" y="([\d.]+)">Quận', str(drawn))
    spots = [(float(x), float(y)) for x, y in places]
    assert 3 < len(spots) < 30
    wide = plots.width_of("Quận Bắc Từ Liêm") - 0.1
    assert all(
        abs(a[0] - b[0]) > wide or abs(a[1] - b[1]) >= plots.LINE - 0.1
        for i, a in enumerate(spots)
        for b in spots[:i]
    )


def test_this_unit_is_outlined_and_parents_are_drawn_around(final: Evaluation):
    """Blue and thick for a unit of the map, thin and black for one that holds others."""
    codes = final.rules.campaign.children["001"]
    drawn = str(maps.indicator_map(final, codes, outlined=["001", codes[0], "no such"]))
    edges = re.findall(r'style="fill: none; stroke: (#\w+)', drawn)
    assert edges == [d.INK, d.UNIT]


def test_the_same_map_is_the_same_bytes(final: Evaluation):
    """Also where a reader of the notebook likes other letters (RELIABILITY §2.2, row 20)."""
    codes = final.rules.campaign.children["001"]
    plain = maps.indicator_map(final, codes)
    with matplotlib.rc_context({"font.size": 20, "axes.facecolor": "red", "path.simplify": False}):
        assert maps.indicator_map(final, codes) == plain


def test_a_map_needs_no_scrolling_on_a_phone(final: Evaluation):
    """Its letters have ten pixels on a page of 334, the least that a phone shows."""
    markup = str(maps.indicator_map(final, final.rules.campaign.children["001"]))
    assert int(re.findall(r"--least:(\d+)px", markup)[0]) <= 334


def test_case_92_a_value_that_is_kept_back_has_no_place_on_a_map(final: Evaluation):
    """Not as colour, label or link, and nobody is lowest whose value is not said."""
    codes = final.rules.campaign.children["250"]
    links = {code: f"#{code}" for code in codes}
    whole, shared = (
        str(maps.indicator_map(one, codes, links=links))
        for one in (final, at_level(final, "public"))
    )
    assert "thấp nhất Xã Mê Linh (1,1%)" in whole and 'aria-label="Xã Mê Linh 1,1%"' in whole
    assert "1,1%" not in shared and 'aria-label="Xã Mê Linh không nêu"' in shared
    assert f"trong {len(codes) - 2} đơn vị được nêu" in shared and "“không nêu”: đếm" in shared
    assert ">không có<" not in shared and ">không nêu<" in shared and "trắng:" not in shared
    every = [code for inner in final.rules.campaign.children.values() for code in inner]
    mixed = str(maps.indicator_map(at_level(final, "public"), every, has_names=False))
    assert ">không có<" in mixed and "trắng: không có hoặc không nêu" in mixed
    assert shared.count(f"fill: {maps.NOTHING}") > whole.count(f"fill: {maps.NOTHING}")
