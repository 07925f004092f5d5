"""What the doctor asks the workers of a cluster, and what it says to do."""

from dataclasses import replace
from pathlib import Path

import pytest

from ihanoi_eval.running import cluster_doctor
from ihanoi_eval.running.cluster_doctor import describe, examine_cluster


@pytest.fixture
def inputs(tmp_path):
    """A folder with one log."""
    (tmp_path / "platform").mkdir()
    (tmp_path / "platform" / "usage.csv").write_text("account_id,used_at\n", encoding="utf-8")
    return tmp_path


def test_a_ready_cluster_says_so(cluster, inputs):
    """Every worker with its address; the cluster with what it has."""
    first, *workers = examine_cluster(cluster.address, inputs)
    assert first.words == f"{cluster.address}: {len(workers)} máy tính, {len(workers)} luồng"
    assert {one.state for one in workers} == {"ok"} and len(workers) >= 2
    assert {one.words for one in workers} == {"đúng các gói của máy này, đọc được 1 tệp số liệu"}


def test_a_worker_that_differs_is_named_with_what_to_do(cluster, inputs, monkeypatch):
    """Packages, the counting text, inputs and room, each with its advice."""
    here = replace(describe({}), python="3.99", rules="", packages=dict.fromkeys(
        cluster_doctor.PACKAGES, "0"
    ))  # fmt: skip
    monkeypatch.setattr(cluster_doctor, "describe", lambda files: replace(
        describe({**files, str(inputs / "platform" / "lost"): 1}), free=2**20
    ) if files else here)  # fmt: skip
    _, worker, *_ = examine_cluster(cluster.address, inputs)
    assert worker.state == "failed" and worker.what.startswith("Máy tcp://127.0.0.1:")
    for words in (
        "Python 3.",
        "máy này 3.99",
        "máy này 0; cài cùng phiên bản: pip install -c constraints.txt",
        "platform.sql khác máy này",
        "không đọc được 1 tệp số liệu như ở máy này",
        "thư mục tạm còn 1 MB, cần 2.048 MB",
    ):
        assert words in worker.words


def test_a_worker_without_the_package_is_told_how_to_get_it(cluster, inputs, monkeypatch):
    """What it cannot import is the first thing that it says."""
    here = describe({})

    def describe_elsewhere(files: dict[Path, int]) -> object:
        if files:
            raise ModuleNotFoundError("No module named 'ihanoi_eval'")
        return here

    monkeypatch.setattr(cluster_doctor, "describe", describe_elsewhere)
    _, worker, *_ = examine_cluster(cluster.address, inputs)
    assert worker.state == "failed"
    assert worker.words.startswith("chưa có ihanoi-eval (No module named 'ihanoi_eval')")
    assert "pip install -c constraints.txt 'ihanoi-eval[scale]'" in worker.words
