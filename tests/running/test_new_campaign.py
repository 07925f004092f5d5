"""A new campaign folder loads as it stands, counts by mapping alone, and buries nothing."""

from datetime import date, timedelta

import pytest

from ihanoi_eval.errors import CallError, DataError, MachineError
from ihanoi_eval.evaluation import evaluate
from ihanoi_eval.files import write_whole
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running import new_campaign as room
from ihanoi_eval.running.new_campaign import new_campaign

TODAY = date(2026, 1, 30)


@pytest.mark.parametrize(
    ("with_districts", "leagues"), [(False, ["agencies"]), (True, ["communes", "districts"])]
)
def test_it_loads_as_it_stands(tmp_path, with_districts, leagues):
    """The month after today, reports nine days later; the folder's name is the code."""
    new_campaign(tmp_path / "hue-2026-02", with_districts=with_districts, today=TODAY)
    campaign = load_rules(tmp_path / "hue-2026-02").campaign
    assert campaign.code == "hue-2026-02"
    assert [campaign.start, campaign.close] == [date(2026, 2, 1), date(2026, 2, 28)]
    assert campaign.deadline - campaign.close == timedelta(days=9)
    assert [league.code for league in campaign.leagues] == leagues


@pytest.mark.parametrize("with_districts", [False, True])
def test_without_inputs_the_words_say_what_to_put_there(tmp_path, with_districts):
    """An empty folder is no evaluation in which everybody has nothing."""
    new_campaign(tmp_path / "x", with_districts=with_districts, today=TODAY)
    with pytest.raises(DataError, match="không có bảng số liệu nào; cần có các bảng như platform"):
        evaluate(load_rules(tmp_path / "x"), tmp_path / "x" / "inputs", as_of=date(2026, 3, 20))


def test_the_mapping_in_it_counts_another_system_once_its_marks_are_gone(tmp_path):
    """Columns, words, unit names and dates as its own example has them; by hand 1 of 2 on time.

    (1 + 20 · 0,82) / (2 + 20) = 0,7909; (0,7909 − 0,6) / 0,4 = 0,4773 of 40. Nothing was rated, so
    satisfaction is its prior (COUNTING 21): (0,58 − 0,3) / 0,6 = 0,4667 of 20. No accounts were
    sent, so the 60 points are 100: 31,82 + 15,56.
    """
    folder = tmp_path / "x"
    new_campaign(folder, with_districts=False, today=TODAY)
    path = folder / "campaign.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = lines.index("# sources:")
    opened = [*lines[:at], *(line.removeprefix("# ") for line in lines[at:])]
    path.write_text("\n".join(opened), encoding="utf-8")
    log = folder / "inputs" / "exports" / "phan-anh.csv"
    log.parent.mkdir()
    log.write_text(
        "Mã,Cơ quan xử lý,Ngày nhận,Hạn,Ngày xong,Trạng thái\n"
        "1,Cơ quan mẫu 1,02/02/2026,05/02/2026,05/02/2026 23:00:00,Đã xong\n"
        "2,Cơ quan mẫu 1,02/02/2026,05/02/2026,06/02/2026,đã xong\n",
        encoding="utf-8",
    )
    evaluation = evaluate(load_rules(folder), folder / "inputs", as_of=date(2026, 3, 20))
    ranking = evaluation.tables["ranking"].set_index("unit_code")
    assert ranking["total_points"]["10"] == pytest.approx(47.38)


@pytest.mark.parametrize("name", ["đợt 1", "..", "a b"])
def test_a_name_that_is_no_code_is_refused(tmp_path, name):
    """It stands in file names and in every run."""
    with pytest.raises(CallError, match=r"tên thư mục là mã của đợt|đã có nội dung"):
        new_campaign(tmp_path / name, with_districts=False, today=TODAY)


@pytest.mark.parametrize("stands", [False, True])
@pytest.mark.parametrize("whole", [0, 3])
def test_a_full_disk_leaves_no_half_a_campaign(tmp_path, monkeypatch, stands, whole):
    """It would be in the way of the next call, which refuses what is not empty."""
    folder, left = tmp_path / "hue-2026-02", iter(range(whole))
    if stands:
        folder.mkdir()

    def full(path, data):
        if next(left, None) is None:
            raise MachineError(f"{path}: đĩa đã đầy")
        write_whole(path, data)

    monkeypatch.setattr(room, "write_whole", full)
    with pytest.raises(MachineError, match="đĩa đã đầy"):
        new_campaign(folder, with_districts=True, today=TODAY)
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["hue-2026-02"] * stands
    assert not folder.exists() or not [*folder.iterdir()]
    assert new_campaign(folder, with_districts=True, today=TODAY).is_file()


def test_nothing_is_buried(tmp_path):
    """A folder with anything in it is somebody's."""
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "rubric.yaml").write_text("", encoding="utf-8")
    with pytest.raises(CallError, match="đã có nội dung; chọn một thư mục mới"):
        new_campaign(tmp_path / "x", with_districts=False, today=TODAY)
    assert len([*(tmp_path / "x").iterdir()]) == 1
