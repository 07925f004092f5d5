"""Tables of a real PostgreSQL: streamed to an extract, which is then a file like any other."""

from datetime import date

import pyarrow.parquet as parquet
import pytest

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.database import fetched
from ihanoi_eval.evidence.intake import take_in
from ihanoi_eval.files import sha256_of
from ihanoi_eval.rules.mappings import TableSource

AS_OF = date(2024, 12, 20)
LOG = """
DROP SCHEMA IF EXISTS pakn CASCADE;
CREATE SCHEMA pakn;
CREATE TYPE pakn.state AS ENUM ('MOI', 'XONG');
CREATE TABLE pakn.ticket ("Ma so" integer, don_vi varchar(9), nhan timestamptz, han date,
    xong timestamp, state pakn.state, "name of citizen" text);
INSERT INTO pakn.ticket VALUES
    (3, '00001', '2024-10-31 17:00:00+00', '2024-11-05', '2024-11-05 23:59:59', 'XONG', 'Canary'),
    (1, '00001', '2024-11-02 08:00:00+07', '2024-11-05', '2024-11-06 00:00:00', 'XONG', 'Canary'),
    (2, '00002', '2024-11-03 08:00:00+07', NULL, NULL, 'MOI', 'Canary')"""
COLUMNS = {"petition_id": "Ma so", "unit_code": "don_vi", "received_at": "nhan"} | {
    "due_at": "han",
    "resolved_at": "xong",
    "status": "state",
}
SOURCE = {
    "table": "pakn.ticket",
    "columns": COLUMNS,
    "words": {"status": {"moi": "pending", "xong": "resolved"}},
}


def with_source(campaign, url, **changes):
    """The campaign with its petitions in a database."""
    source = TableSource.model_validate({**SOURCE, "url": url, **changes})
    return campaign.model_copy(update={"sources": {"platform/petitions": source}})


def panel_of(evidence, unit):
    """The platform's side of one unit's petitions."""
    rows = evidence.tables["panel"]
    rows = rows[(rows["unit_code"] == unit) & rows["measure"].str.startswith("petitions_")]
    return rows.set_index("measure")["platform_value"].to_dict()


def test_a_table_of_a_database_is_counted_like_a_file(inputs, postgres, tmp_path):
    """Their names, an enum, an integer id, a zone, a bare due date (COUNTING 1, DESIGN §5).

    00001: received 1/11 00:00 local (17:00 UTC) and 2/11; the first was resolved in the last
    second of its due day, the second in the first second after it.
    """
    campaign = with_source(inputs.campaign, postgres(LOG))
    evidence = take_in(campaign, inputs.path, as_of=AS_OF, extracts=tmp_path / "kept")
    found = panel_of(evidence, "00001")
    assert (found["petitions_received"], found["petitions_resolved"]) == (2, 2)
    assert (found["petitions_assessed"], found["petitions_on_time"]) == (2, 1)
    assert panel_of(evidence, "00002")["petitions_pending"] == 1


def test_the_extract_is_kept_and_is_the_source(inputs, postgres, tmp_path):
    """Its sha256 stands in sources; only the columns that are counted are in it (DESIGN §5)."""
    campaign = with_source(inputs.campaign, postgres(LOG))
    kept = tmp_path / "kept"
    evidence = take_in(campaign, inputs.path, as_of=AS_OF, extracts=kept)
    [row] = evidence.tables["sources"].to_dict("records")
    extract = kept / "platform" / "petitions.parquet"
    assert row["file"] == "extracts/platform/petitions.parquet"
    assert (row["sha256"], row["rows_read"]) == (sha256_of(extract), 3)
    assert parquet.read_schema(extract).names == [*COLUMNS.values()]
    assert b"Canary" not in extract.read_bytes()
    assert parquet.read_table(extract)["Ma so"].to_pylist() == ["1", "2", "3"]


def test_a_kept_extract_is_read_in_the_place_of_the_database(inputs, postgres, tmp_path):
    """A run is replayed from what it read, whatever the database has become."""
    address = postgres(LOG)
    campaign = with_source(inputs.campaign, address)
    first = take_in(campaign, inputs.path, as_of=AS_OF, extracts=tmp_path / "kept")
    postgres("DELETE FROM pakn.ticket")
    again = take_in(campaign, inputs.path, as_of=AS_OF, extracts=tmp_path / "kept")
    assert again.tables["panel"].equals(first.tables["panel"])
    assert again.tables["sources"].equals(first.tables["sources"])


def test_the_same_rows_in_another_order_are_the_same_extract(inputs, postgres, tmp_path):
    """A table has no order; two extracts of one table have one hash."""
    campaign = with_source(inputs.campaign, postgres(LOG))
    hashes = []
    for name in ("a", "b"):
        evidence = take_in(campaign, inputs.path, as_of=AS_OF, extracts=tmp_path / name)
        hashes += [*evidence.tables["sources"]["sha256"]]
        postgres('UPDATE pakn.ticket SET don_vi = don_vi WHERE "Ma so" = 1')
    assert hashes[0] == hashes[1]


def test_without_a_folder_nothing_is_kept(inputs, postgres):
    """evaluate() alone writes nothing that stays."""
    campaign = with_source(inputs.campaign, postgres(LOG))
    with fetched(campaign, None, progress=lambda _: None) as placed:
        source = placed.sources["platform/petitions"]
        assert parquet.read_metadata(source.path).num_rows == 3
    with pytest.raises(FileNotFoundError):
        parquet.read_metadata(source.path)


def test_an_empty_table_is_a_log_without_rows(inputs, postgres, tmp_path):
    """In logs no row is 0 (COUNTING 20)."""
    campaign = with_source(inputs.campaign, postgres(f"{LOG};\nDELETE FROM pakn.ticket"))
    evidence = take_in(campaign, inputs.path, as_of=AS_OF)
    assert panel_of(evidence, "00001")["petitions_received"] == 0


def test_a_secret_comes_from_the_environment_and_reaches_no_message(
    inputs, postgres, monkeypatch, tmp_path
):
    """The address holds ${NAME}; a refusal shows neither its value nor the address."""
    address = postgres(LOG)
    campaign = with_source(inputs.campaign, "${IHANOI_DB}")
    monkeypatch.setenv("IHANOI_DB", address)
    assert panel_of(take_in(campaign, inputs.path, as_of=AS_OF), "00002")["petitions_received"] == 1
    monkeypatch.setenv("IHANOI_DB", address.replace("user=ihanoi", "user=nobody_here"))
    with pytest.raises(DataError, match="cơ sở dữ liệu không trả lời") as refusal:
        take_in(campaign, inputs.path, as_of=AS_OF)
    assert address.partition("?")[2] not in str(refusal.value)


def test_a_secret_that_is_not_set_is_named(inputs, monkeypatch):
    """By its name, which is all that the rules know."""
    monkeypatch.delenv("IHANOI_DB_PASSWORD", raising=False)
    campaign = with_source(inputs.campaign, "postgresql://reader:${IHANOI_DB_PASSWORD}@db/city")
    with pytest.raises(DataError, match="chưa có biến môi trường IHANOI_DB_PASSWORD"):
        take_in(campaign, inputs.path, as_of=AS_OF)


def test_a_table_that_is_not_there_is_refused(inputs, postgres):
    """With what to look at."""
    campaign = with_source(inputs.campaign, postgres(LOG), table="pakn.tickets")
    with pytest.raises(DataError, match=r"không có bảng 'pakn\.tickets'.*kiểm tra url, table"):
        take_in(campaign, inputs.path, as_of=AS_OF)


def test_a_column_that_is_not_there_is_refused(inputs, postgres):
    """As for a file (DESIGN §4)."""
    columns = {**COLUMNS, "rating": "sao"}
    campaign = with_source(inputs.campaign, postgres(LOG), columns=columns)
    with pytest.raises(DataError, match="không có cột 'sao' mà campaign.yaml"):
        take_in(campaign, inputs.path, as_of=AS_OF)


def test_a_register_may_lie_in_a_database_too(inputs, postgres):
    """Any table of DESIGN §5."""
    address = postgres(
        "DROP TABLE IF EXISTS bien_che;\n"
        "CREATE TABLE bien_che (ma text, so numeric);\nINSERT INTO bien_che VALUES ('CQ01', 40)"
    )
    source = {"url": address, "table": "bien_che"}
    source |= {"columns": {"unit_code": "ma", "staff_count": "so"}}
    campaign = inputs.campaign.model_copy(
        update={"sources": {"registers/staff": TableSource.model_validate(source)}}
    )
    panel = take_in(campaign, inputs.path, as_of=AS_OF).tables["panel"]
    row = panel[(panel["unit_code"] == "CQ01") & (panel["measure"] == "staff_count")]
    assert row["register_value"].tolist() == [40]
