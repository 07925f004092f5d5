"""What a run was made from, by hashes."""

import json
from datetime import date
from pathlib import Path

import pytest

from ihanoi_eval.errors import DataError
from ihanoi_eval.evaluation import Evaluation, evaluate, save
from ihanoi_eval.files import sha256_of
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.manifest import (
    identify,
    open_unchanged,
    package_version,
    write_manifest,
)

SMALL = Path(__file__).parents[1] / "small"


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    """The small campaign as it was known on 20/12/2024."""
    rules = load_rules(SMALL / "campaign")
    return evaluate(rules, SMALL / "inputs", as_of=date(2024, 12, 20))


def test_a_run_is_named_by_its_rules_inputs_and_code(evaluation):
    """The same three give the same name on any day; the campaign and the cut-off stand in it."""
    name = identify(evaluation)
    assert name.startswith("small-20241220-") and name == identify(evaluation)


def test_another_weight_gives_another_name(evaluation):
    """A changed rule cannot hide behind the old run's name."""
    rubric = evaluation.rules.rubric.model_copy(update={"version": "khác"})
    other = Evaluation(
        rules=evaluation.rules.model_copy(update={"rubric": rubric}),
        as_of=evaluation.as_of,
        is_synthetic=True,
        has_receipts=True,
        tables=evaluation.tables,
    )
    assert identify(other) != identify(evaluation)


def test_the_manifest_names_every_input_and_output_with_its_hash(evaluation, tmp_path):
    """Whoever audits can ask whether these bytes are still those."""
    save(evaluation, tmp_path)
    write_manifest(evaluation, tmp_path, run_id="r", origin={"previous": {}})
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    ranking = sha256_of(tmp_path / "tables" / "ranking.csv")
    staff = sha256_of(SMALL / "inputs" / "registers" / "staff.csv")
    assert manifest["outputs"]["tables/ranking.csv"] == ranking
    assert manifest["inputs"]["registers/staff.csv"]["sha256"] == staff
    assert manifest["is_synthetic"] is True


def test_a_package_that_is_not_installed_has_no_version():
    """The manifest says nothing rather than something wrong."""
    assert package_version("khong-co-goi-nay") == ""


def test_a_run_is_opened_for_who_asks_only_as_it_was_written(made):
    """An edited table, or a word of the manifest, would be told as the run's."""
    assert open_unchanged(made).run_id.startswith("small-20241220-")
    path = made / "manifest.json"
    written = path.read_bytes()
    path.write_bytes(written.replace(b'"is_synthetic": true', b'"is_synthetic": false'))
    with pytest.raises(DataError, match=r"manifest\.json đã bị sửa sau lần chạy"):
        open_unchanged(made)
    path.write_bytes(written)
    ranking = made / "tables" / "ranking.csv"
    ranking.write_bytes(ranking.read_bytes().replace(b"1", b"2", 1))
    with pytest.raises(DataError, match=r"tables/ranking\.csv đã bị sửa .* chạy lại evaluate"):
        open_unchanged(made)
