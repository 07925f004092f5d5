"""What an auditor is told."""

from datetime import date

from ihanoi_eval.running.auditing import audit
from ihanoi_eval.running.sign_offs import SignOff, sign_off


def test_a_whole_run_is_said_to_be_whole_with_its_signatures(made):
    """Files counted, the seal in short, a signature that holds; computed again on demand."""
    sign_off(made, SignOff("data", "A", "Chánh Văn phòng", "9/BB", date(2024, 12, 23)))
    found = audit(made, replay=True)
    assert found.faults == () and "tệp nguyên vẹn" in found.summary
    assert [one.endswith("còn hiệu lực") for one in found.signatures] == [True]


def test_a_changed_run_names_its_faults(made):
    """One sentence a fault."""
    table = made / "tables" / "ranking.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    found = audit(made)
    assert found.faults == ("tables/ranking.csv: tệp của lần chạy đã khác",)
    assert "1 chỗ khác" in found.summary
