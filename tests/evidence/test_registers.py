"""Registers and reviews: one row a unit, dates and documents, contradictions that count nobody."""

from datetime import date

import pandas as pd
import pytest

from ihanoi_eval.evidence.registers import (
    documented,
    documented_exemptions,
    media_counts,
    population_values,
    register_values,
    verified_values,
)

AS_OF = date(2024, 12, 20)
POPULATION = "unit_code,population_15plus,households,as_of_date,source"
VERIFIED = "unit_code,measure,verified_value,on_date,document_no"


def found(values: pd.DataFrame, measure: str) -> dict[str, float]:
    """One measure's value by unit."""
    rows = values[values["measure"] == measure]
    return dict(zip(rows["unit_code"], rows["value"], strict=True))


@pytest.fixture
def population(campaign, rows):
    """The population of 00001 that rows of the register give."""

    def population_of(*lines: str) -> float | None:
        register = rows("registers/population", POPULATION, *lines)
        values, _ = population_values(register, campaign=campaign)
        return found(values, "population_15plus").get("00001")

    return population_of


def test_the_latest_population_is_used(population):
    """The latest dated by the first day (COUNTING 15)."""
    assert population("00001,800,300,2024-10-01,a", "00001,900,310,2024-10-15,b") == 900


def test_a_population_of_the_first_day_is_used_and_a_later_one_not(population):
    """Dated ≤ start's day: 1/11 yes, 2/11 no (COUNTING 15)."""
    assert population("00001,800,300,2024-11-01,a", "00001,900,310,2024-11-02,b") == 800


def test_two_populations_of_one_date_give_way_to_the_earlier_row(population):
    """Neither 900 nor 901 of 15/10, but 800 of 1/10 (COUNTING 15)."""
    lines = ("00001,800,300,2024-10-01,a", "00001,900,310,2024-10-15,b")
    assert population(*lines, "00001,901,310,2024-10-15,b") == 800


def test_two_populations_of_one_date_without_an_earlier_row_are_none(population):
    """Nothing stands (COUNTING 15)."""
    assert population("00001,900,310,2024-10-15,b", "00001,901,310,2024-10-15,b") is None


def test_a_population_dated_only_after_the_first_day_is_told(campaign, rows):
    """It is not used, and a whole register dated too late must not pass in silence."""
    register = rows("registers/population", POPULATION, "00001,900,310,2024-11-25,b")
    _, findings = population_values(register, campaign=campaign)
    assert [finding.check for finding in findings] == ["population_not_dated_in_time"]


def test_identical_populations_are_one(population):
    """The same figures twice contradict nobody (COUNTING 15)."""
    assert population("00001,900,310,2024-10-15,b", "00001,900,310,2024-10-15,b") == 900


def test_two_populations_of_one_date_are_an_error(campaign, rows):
    """Severity error, both figures named (COUNTING 15)."""
    lines = ("00001,1900,310,2024-10-15,b", "00001,1901,310,2024-10-15,b")
    register = rows("registers/population", POPULATION, *lines)
    _, [finding] = population_values(register, campaign=campaign)
    assert (finding.severity, finding.found) == ("error", "1.900 và 1.901")


def test_households_come_from_the_row_of_the_population(campaign, rows):
    """Never from an older row: here they are missing (COUNTING 15)."""
    lines = ("00001,800,300,2024-10-01,a", "00001,900,,2024-10-15,b")
    register = rows("registers/population", POPULATION, *lines)
    values, _ = population_values(register, campaign=campaign)
    assert str(found(values, "households")["00001"]) == "nan"


def test_a_column_of_a_register_becomes_its_measure(campaign, rows):
    """public_services_count is the measure public_services (DESIGN §5)."""
    register = rows("registers/services", "unit_code,public_services_count", "CQ01,12")
    columns = {"public_services_count": "public_services"}
    values, findings = register_values(
        register, columns, name="registers/services", campaign=campaign
    )
    assert (found(values, "public_services"), findings) == ({"CQ01": 12.0}, [])


def test_an_empty_cell_of_a_register_is_its_answer(campaign, rows):
    """Empty: none set; no row: missing (COUNTING 16)."""
    register = rows("registers/targets", "unit_code,accounts_target", "00001,")
    values, _ = register_values(
        register, {"accounts_target": "accounts_target"}, name="x", campaign=campaign
    )
    assert list(found(values, "accounts_target")) == ["00001"]


def test_differing_rows_of_a_unit_count_for_nobody(campaign, rows):
    """Rows sharing an id that differ are all rejected, with an error (COUNTING 5)."""
    register = rows("registers/targets", "unit_code,accounts_target", "00001,90", "00001,95")
    values, [finding] = register_values(
        register,
        {"accounts_target": "accounts_target"},
        name="registers/targets",
        campaign=campaign,
    )
    assert values.empty and finding.severity == "error"


def test_rows_that_differ_in_exemptions_count_for_nobody_either(campaign, rows):
    """40 staff twice, but 1 or 2 exempt: the rows differ (COUNTING 5)."""
    header = "unit_code,staff_count,exempt_count,document_no"
    register = rows("registers/staff", header, "001,40,1,1/QĐ", "001,40,2,1/QĐ")
    values, _ = register_values(
        register, {"staff_count": "staff_count"}, name="registers/staff", campaign=campaign
    )
    assert values.empty


def test_identical_rows_of_a_unit_are_one(campaign, rows):
    """The same row twice contradicts nobody (COUNTING 5)."""
    register = rows("registers/targets", "unit_code,accounts_target", "00001,90", "00001,90")
    values, _ = register_values(
        register, {"accounts_target": "accounts_target"}, name="x", campaign=campaign
    )
    assert found(values, "accounts_target") == {"00001": 90.0}


def test_an_exemption_without_document_does_not_count(rows):
    """Documented exemptions only (COUNTING 9)."""
    header = "unit_code,staff_count,exempt_count,document_no"
    staff, [finding] = documented_exemptions(
        rows("registers/staff", header, "001,40,2,", "00001,20,1,1/QĐ", "00002,30,0,")
    )
    assert staff["exempt_count"].tolist() == [0, 1, 0]
    assert (finding.check, finding.unit_code) == ("exemption_without_document", "001")


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("report,001,12/TB,2024-12-20", True),
        ("report,001,12/TB,2024-12-21", False),
        ("report,001,12/TB,", False),
        ("report,001,,2024-12-20", False),
    ],
)
def test_a_review_counts_dated_by_the_day_and_with_its_document(rows, line, counts):
    """As known then, and with a number that can be asked for (COUNTING 2, 23)."""
    review = rows("reviews/waivers", "rule,unit_code,document_no,on_date", line)
    known, _ = documented(review, as_of=AS_OF, name="reviews/waivers")
    assert len(known) == counts


@pytest.mark.parametrize(
    ("line", "column"),
    [("report,001,,2024-12-20", "document_no"), ("report,001,12/TB,", "on_date")],
)
def test_a_review_without_document_or_date_is_asked_about(rows, line, column):
    """Dropped with a finding, never silently (COUNTING 23)."""
    review = rows("reviews/waivers", "rule,unit_code,document_no,on_date", line)
    _, [finding] = documented(review, as_of=AS_OF, name="reviews/waivers")
    assert (finding.unit_code, finding.column, finding.row) == ("001", column, 2.0)


def test_a_review_that_is_not_yet_known_is_not_asked_about(rows):
    """Later rows are not yet known, whatever they lack (COUNTING 2)."""
    review = rows("reviews/waivers", "rule,unit_code,document_no,on_date", "report,001,,2024-12-21")
    assert documented(review, as_of=AS_OF, name="reviews/waivers")[1] == []


@pytest.fixture
def verified(campaign, rows):
    """The verified households of 00001 that rows give at the end of 20/12."""

    def verified_of(*lines: str) -> float | None:
        review = rows("reviews/verifications", VERIFIED, *lines)
        return found(verified_values(review, as_of=AS_OF, campaign=campaign)[0], "households").get(
            "00001"
        )

    return verified_of


@pytest.mark.parametrize(("value", "checks"), [("-7", 1), ("10.5", 1), ("0", 0)])
def test_a_verified_count_below_zero_or_in_parts_is_asked_about(campaign, rows, value, checks):
    """It is used, and somebody has to say that it is meant (METHOD 9)."""
    review = rows("reviews/verifications", VERIFIED, f"00001,households,{value},2024-12-01,1/TB")
    _, findings = verified_values(review, as_of=AS_OF, campaign=campaign)
    assert [one.check for one in findings] == ["verification_implausible"] * checks


def test_the_latest_verification_is_used(verified):
    """The latest dated ≤ as_of: 20/12 yes, 21/12 no (COUNTING 18)."""
    lines = ("00001,households,30,2024-12-05,1/TB", "00001,households,40,2024-12-20,2/TB")
    assert verified(*lines, "00001,households,99,2024-12-21,3/TB") == 40


def test_two_verifications_of_one_date_give_way_to_the_earlier(verified):
    """Neither 40 nor 41 of 12/12, but 30 of 5/12 (COUNTING 18)."""
    lines = ("00001,households,30,2024-12-05,1/TB", "00001,households,40,2024-12-12,2/TB")
    assert verified(*lines, "00001,households,41,2024-12-12,3/TB") == 30


def test_verifications_of_one_date_that_agree_are_one(verified):
    """One value from two documents is no dispute (COUNTING 18)."""
    assert (
        verified("00001,households,40,2024-12-12,2/TB", "00001,households,40,2024-12-12,3/TB") == 40
    )


def test_a_verification_without_document_neither_counts_nor_disputes(verified):
    """Reviews without document number are dropped (COUNTING 23)."""
    assert verified("00001,households,40,2024-12-12,2/TB", "00001,households,50,2024-12-12,") == 40


def test_two_verifications_of_one_date_are_an_error(campaign, rows):
    """As in rule 15 (COUNTING 18)."""
    lines = ("00001,households,40,2024-12-12,2/TB", "00001,households,41,2024-12-12,3/TB")
    review = rows("reviews/verifications", VERIFIED, *lines)
    _, [finding] = verified_values(review, as_of=AS_OF, campaign=campaign)
    assert (finding.severity, finding.found) == ("error", "40 và 41")


def test_media_are_counted_by_day_channel_and_kind_without_their_titles(rows):
    """Three titles of one day are 3, the same one twice is one (COUNTING 5), later ones unknown."""
    register = rows(
        "registers/media",
        "unit_code,on_date,channel,kind,title",
        *("001,2024-11-05,radio,article,a", "001,2024-11-05,radio,article,b"),
        *("001,2024-11-05,radio,article,c", "001,2024-11-05,radio,article,c"),
        *("001,2024-11-06,radio,article,a", "001,2024-12-21,radio,article,a"),
    )
    table = media_counts(register, as_of=AS_OF)
    assert table.values.tolist() == [
        ["001", "2024-11-05", "radio", "article", 3.0],
        ["001", "2024-11-06", "radio", "article", 1.0],
    ]
