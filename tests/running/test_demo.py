"""The demo finds its rules and writes its inputs."""

from pathlib import Path

import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.running import demo
from ihanoi_eval.running.demo import demo_campaign, run_demo


def test_the_rules_lie_beside_the_package_or_where_the_user_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """An installed copy is used from a folder that holds params/."""
    assert (demo_campaign() / "rubric.yaml").is_file()
    monkeypatch.setattr(demo, "__file__", str(tmp_path / "a" / "b" / "c.py"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CallError, match="params/hanoi-2024-11: không tìm thấy"):
        demo_campaign()
    (tmp_path / "params" / "hanoi-2024-11").mkdir(parents=True)
    assert demo_campaign() == tmp_path / "params" / "hanoi-2024-11"


def test_a_place_that_cannot_be_used_is_said_before_the_inputs_are_written(tmp_path: Path):
    """A minute of synthetic logs for nothing would be a minute lost."""
    (tmp_path / "demo").touch()
    with pytest.raises(CallError, match="là một tệp"):
        run_demo(tmp_path / "demo")
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
