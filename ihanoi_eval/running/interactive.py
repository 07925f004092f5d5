"""Sliders for weights in JupyterLab: the list moves with them; what is saved is a proposal."""

import os
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd

from ihanoi_eval.errors import CallError, DataError, RulesError
from ihanoi_eval.evaluation import Evaluation, open_run
from ihanoi_eval.files import made_whole, safe_name, write_whole
from ihanoi_eval.judgement.reweighing import Scales, reweigh
from ihanoi_eval.reporting.blocks import callout
from ihanoi_eval.reporting.facts import pillar_labels
from ihanoi_eval.reporting.html import Html, styled, text
from ihanoi_eval.reporting.reweighed import reweighed, weighed
from ihanoi_eval.rules.extending import holds_rules
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.rules.rubric import Rubric
from ihanoi_eval.rules.rubric_checks import write_exact
from ihanoi_eval.run_files import find_run

Weights = Mapping[str, Mapping[str, Fraction]]  # points by league and indicator


def what_if(run: str = "", proposal: str = "de-xuat-trong-so") -> widgets.Widget:
    """Sliders over a run; without a name, the last complete one.

    proposal: the folder beside the campaign's in which the weights are saved.
    """
    folder = find_run(run or None)
    evaluation = open_run(folder)
    scales = weighed(evaluation)
    if not scales:
        words = "Đợt này không có bảng nào có suất khen thưởng, nên không có danh sách để thử."
        return widgets.HTML(str(callout("note", words)))
    return Desk(evaluation, folder, proposal, scales).whole


class Desk:
    """The sliders of one league at a time, what they would change, and a button that saves them."""

    def __init__(
        self, evaluation: Evaluation, run: Path, proposal: str, scales: Mapping[str, Scales]
    ) -> None:
        self.evaluation, self.run, self.scales = evaluation, run, scales
        self.weights = {
            league: {code: Fraction(str(points)) for code, points in one.weights.items()}
            for league, one in self.scales.items()
        }
        leagues = evaluation.rules.campaign.league_by_code
        self.league = widgets.ToggleButtons(
            options=[(leagues[code].label, code) for code in self.scales],
            description="Bảng",
            style={"button_width": "auto"},
        )
        self.sliders = widgets.VBox()
        self.told, self.shown, self.answer = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.back = widgets.Button(description="Về trọng số hiện nay", layout={"width": "auto"})
        self.name = widgets.Text(value=proposal, description="Thư mục")
        self.save = widgets.Button(description="Lưu thành đề xuất", button_style="primary")
        self.league.observe(self._lay_out, names="value")
        self.back.on_click(self._reset)
        self.save.on_click(self._save)
        self._lay_out()

    @cached_property
    def before(self) -> dict[str, pd.DataFrame]:
        """Each league under the rubric's own weights."""
        return {code: reweigh(one, one.weights) for code, one in self.scales.items()}

    @property
    def whole(self) -> widgets.Widget:
        """The sliders beside what they change, so that both are seen at once."""
        buttons = widgets.HBox([self.save, self.back])
        turned = [self.sliders, self.told, self.name, buttons, self.answer]
        left = widgets.VBox(turned, layout={"width": "46%"})
        right = widgets.VBox([self.shown], layout={"width": "52%", "margin": "0 0 0 2%"})
        return widgets.VBox([self.league, widgets.HBox([left, right])])

    def _lay_out(self, _: object = None) -> None:
        """The sliders of the chosen league under the names of its pillars."""
        board, rubric = self.scales[self.league.value].board, self.evaluation.rules.rubric
        labels = pillar_labels(self.evaluation)
        parts: list[widgets.Widget] = []
        for _path, pillar in rubric.walk():
            own = [one for one in board.indicators if one.pillar == pillar.code]
            if own:
                parts.append(widgets.HTML(f"<b>{text(labels[pillar.code])}</b>"))
                parts += [self._slider(one.code, one.label) for one in own]
        self.sliders.children = parts
        self._show()

    def _slider(self, code: str, label: str) -> widgets.Widget:
        """One indicator's points."""
        league = self.league.value
        slider = widgets.FloatSlider(
            value=float(self.weights[league][code]),
            max=float(self.evaluation.rules.rubric.scale),
            step=1,
            readout_format="",
            description=label,
            style={"description_width": "17rem"},
            layout={"width": "98%"},
        )

        def turn(change: dict[str, Any]) -> None:
            self.weights[league][code] = Fraction(str(change["new"]))
            self._show()

        slider.observe(turn, names="value")
        return slider

    def _show(self) -> None:
        """What the weights would change, and whether they add up."""
        league = self.league.value
        weights = {code: float(points) for code, points in self.weights[league].items()}
        after = reweigh(self.scales[league], weights)
        changes = reweighed(self.evaluation, league, self.before[league], after)
        scale = self.evaluation.rules.rubric.scale
        self.shown.value = str(styled(changes))
        self.told.value = str(styled(_sum_words(self.weights[league], scale)))
        self.answer.value = ""

    def _reset(self, _: object) -> None:
        """The rubric's own weights again."""
        league = self.league.value
        own = self.scales[league].weights
        self.weights[league] = {code: Fraction(str(points)) for code, points in own.items()}
        self._lay_out()

    def _save(self, _: object) -> None:
        """Save, and say where, or why not."""
        try:
            folder = save_proposal(self.evaluation, self.run, self.weights, name=self.name.value)
        except (CallError, DataError, RulesError) as fault:
            self.answer.value = str(styled(callout("failed", str(fault), word="Chưa lưu")))
            return
        words = (
            f"{folder.name}, cạnh thư mục quy định của đợt; bộ tiêu chí đang dùng không đổi. "
            f"Chấm thử: ihanoi-eval evaluate --campaign {os.path.relpath(folder)}"
        )
        self.answer.value = str(styled(callout("passed", words, word="Đã lưu đề xuất")))


def _sum_words(weights: Mapping[str, Fraction], scale: Fraction) -> Html:
    """Whether the points add up to the scale, which only a proposal must."""
    whole = sum(weights.values(), Fraction(0))
    if whole == scale:
        return callout("passed", f"cộng đúng {_number(scale)} điểm.", word="Tổng")
    words = (
        f"đang cộng được {_number(whole)}, phải là {_number(scale)} mới lưu được; danh sách dưới "
        f"đây đã quy về {_number(scale)}."
    )
    return callout("question", words, word="Tổng")


def save_proposal(evaluation: Evaluation, run: Path, weights: Weights, *, name: str) -> Path:
    """A folder beside the campaign's that extends it with these points, proposed, its own version.

    It is checked as any folder of rules before it stands; what is there already is left alone.
    """
    rubric, campaign = evaluation.rules.rubric, evaluation.rules.campaign
    for league, points in weights.items():
        whole = sum(points.values(), Fraction(0))
        if whole != rubric.scale:
            label = campaign.league_by_code[league].label
            raise CallError(
                f"{label}: các tiêu chí cộng lại được {_number(whole)}, phải là "
                f"{_number(rubric.scale)}"
            )
    named = str(evaluation.facts.get("origin", {}).get("campaign", ""))
    base = (run / named).resolve()
    if not named or not holds_rules(base):
        raise CallError(f"{base}: không thấy thư mục quy định của lần chạy này; chạy lại đánh giá")
    if not name.strip() or safe_name(name) != name:
        raise CallError(f"{name!r}: tên thư mục chỉ gồm chữ, số, gạch nối; gõ tên khác")
    folder = base.parent / name
    if folder.exists():
        raise CallError(f"{name}: đã có thư mục này; gõ tên khác để giữ đề xuất cũ")
    with made_whole(folder) as work:
        head = f"extends: ../{base.name}\ncode: {campaign.code}-{name}\n"
        write_whole(work / "campaign.yaml", head.encode())
        write_whole(work / "rubric.yaml", proposed_rubric(rubric, weights, name=name).encode())
        load_rules(work)
    return folder


def proposed_rubric(rubric: Rubric, weights: Weights, *, name: str) -> str:
    """The text of rubric.yaml: version, proposed, and the points of each pillar and indicator."""
    points = {
        one.code: {
            league: weights.get(league, {}).get(one.code, rubric.max_points(one, league))
            for league in one.leagues
        }
        for one in rubric.indicators
    }
    above = {pillar.code: (*path, pillar.code) for path, pillar in rubric.walk()}
    inside: dict[str, dict[str, Fraction]] = {code: {} for code in above}
    for one in rubric.indicators:
        for pillar in above[one.pillar]:
            for league, own in points[one.code].items():
                inside[pillar][league] = inside[pillar].get(league, Fraction(0)) + own
    lines = [
        "# Trọng số thử bằng thanh trượt; phần còn lại giữ như thư mục gốc.",
        f"version: {rubric.version}-{name}",
        "status: proposed",
        "pillars:",
        *(f"  - {{code: {one}, max_points: {_mapping(inside[one])}}}" for one in above),
        "indicators:",
        *(f"  - {{code: {one}, max_points: {_mapping(own)}}}" for one, own in points.items()),
    ]
    return "\n".join(lines) + "\n"


def _mapping(points: Mapping[str, Fraction]) -> str:
    """Points by league as YAML."""
    pairs = ", ".join(f"{league}: {write_exact(number)}" for league, number in points.items())
    return f"{{{pairs}}}"


def _number(number: Fraction) -> str:
    """A number as a reader writes it."""
    return write_exact(number).replace(".", ",")
