"""The files of a campaign folder."""

import pytest

from ihanoi_eval.rules.folder import Names, read_folder, unknown


def test_every_missing_file_is_named(folder):
    """Two missing files are two faults."""
    for name in ("rubric.yaml", "measures.yaml"):
        (folder.path / name).unlink()
    assert {fault.partition(":")[0] for fault in folder.faults() if "thiếu tệp" in fault} == {
        "rubric.yaml",
        "measures.yaml",
    }


def test_a_campaign_without_forms_is_a_campaign(folder):
    """Who asks nobody for a report has no forms.yaml."""
    (folder.path / "forms.yaml").unlink()
    assert folder.faults() == ()


def test_a_file_that_cannot_be_opened_is_a_fault(folder):
    """A folder under the name of a file, as a stray unzip leaves it."""
    (folder.path / "awards.yaml").unlink()
    (folder.path / "awards.yaml").mkdir()
    assert folder.faults() == (
        "awards.yaml: không mở được tệp; kiểm tra quyền đọc, đóng tệp ở chương trình khác",
    )


@pytest.mark.parametrize("name", ["awards.yaml", "forms.yaml", "units.csv"])
def test_a_link_is_not_followed(folder, tmp_path, name):
    """It may lead anywhere on the machine, and a fault would quote what stands there."""
    secret = tmp_path / "secret"
    secret.write_text("root:secret\n", encoding="utf-8")
    (folder.path / name).unlink()
    (folder.path / name).symlink_to(secret)
    faults = folder.faults()
    assert any("là liên kết" in fault and name in fault for fault in faults)
    assert not any("secret" in fault for fault in faults)


def test_a_list_in_the_wrong_file_is_sent_to_its_own(folder):
    """Measures have a file of their own."""
    folder.change("campaign.yaml", "quorum: 0.5", "quorum: 0.5\nmeasures: []")
    line = folder.line("campaign.yaml", "measures: []")
    assert folder.faults() == (
        f"campaign.yaml dòng {line}: measures: đặt trong measures.yaml, không đặt ở đây",
    )


def test_units_are_a_list_of_lists(folder):
    """One name without brackets is the usual slip."""
    folder.change("campaign.yaml", "units: [units.csv, departments.csv]", "units: units.csv")
    assert any("cần danh sách các danh mục đơn vị" in fault for fault in folder.faults())


def test_a_list_is_named_once(folder):
    """Twice the same list is every unit twice; one fault says why."""
    folder.change("campaign.yaml", "[units.csv, departments.csv]", "[units.csv, units.csv]")
    assert any("danh mục 'units.csv' có hai lần" in fault for fault in folder.faults())


def test_names_are_taken_from_the_file_and_not_from_what_could_be_read(folder):
    """A league whose entry has a fault still exists for those who refer to it."""
    folder.change("campaign.yaml", "has_residents: true", "has_residents: có lẽ")
    found, _ = read_folder(folder.path)
    assert found.leagues.codes == ("communes", "districts", "departments", "outside")


def test_a_league_that_is_shown_has_no_rank(folder):
    """`outside` cannot be given points."""
    found, _ = read_folder(folder.path)
    assert found.ranked.codes == ("communes", "districts", "departments")


def test_nothing_is_said_of_names_when_their_list_could_not_be_read():
    """One fault for the list, not one for everybody who refers to it."""
    assert [*Names("chỉ tiêu", (), False).fault("x", "rubric.yaml dòng 1")] == []


def test_a_name_in_a_long_list_is_answered_with_the_nearest():
    """Fifty choices help nobody."""
    known = [f"measure_{n}" for n in range(50)]
    assert (
        unknown("chỉ tiêu", "mesure_7", known)
        == "không có chỉ tiêu 'mesure_7'; có phải 'measure_7'?"
    )


def test_a_file_that_cannot_be_read_is_the_only_fault(folder):
    """What other files say of its leagues and units cannot be judged."""
    with (folder.path / "campaign.yaml").open("a", encoding="utf-8") as rules:
        rules.write("\nsources: {platform/petitions: {path: x\n")
    [fault] = folder.faults()
    assert "campaign.yaml" in fault and "sai cú pháp YAML" in fault
