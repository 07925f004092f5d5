"""The synthetic campaign stands over the demo's own register."""

import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.running import sampling
from ihanoi_eval.running.sampling import demo_campaign


def test_the_demo_has_its_rules_beside_the_package():
    """The November campaign."""
    assert (demo_campaign() / "campaign.yaml").is_file()


def test_without_its_rules_the_demo_says_where_to_stand(tmp_path, monkeypatch):
    """An installed copy has no params beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sampling, "__file__", str(tmp_path / "a" / "b" / "c.py"))
    with pytest.raises(CallError, match="chạy trong thư mục có params/"):
        demo_campaign()
