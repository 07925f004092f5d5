"""Another city's log, counted with its own register by a mapping in campaign.yaml, no code."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ihanoi_eval.errors import RulesError
from ihanoi_eval.evaluation import Evaluation, evaluate
from ihanoi_eval.rules.loading import load_rules

CAMPAIGN = """
code: springfield-2024-02
title: Chiến dịch 311
start: 2024-02-01
close: 2024-02-29
deadline: 2024-02-29
time_zone: America/New_York
units: [agencies.csv]
leagues:
  - {code: agencies, label: Cơ quan, unit_label: cơ quan, reports: optional}
sources:
  platform/petitions:
    path: exports/311 Service Requests.csv
    columns:
      petition_id: Unique Key
      unit_code: Agency Name
      received_at: Created Date
      due_at: Due Date
      resolved_at: Closed Date
      status: Status
      on_time: SLA
      rating: Satisfaction
    constants: {kind: field}
    words:
      status: {Open: in_progress, Assigned: in_progress, Closed: resolved, Cancelled: refused}
      on_time: {ONTIME: "true", OVERDUE: "false", N/A: }
      rating: {"Strongly Agree": satisfied, Agree: accepted, Disagree: dissatisfied}
      unit_code: {DPW: "10"}
    units: names
    dates: ["%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y"]
"""
AGENCIES = """unit_code,name,league,type,parent_code,valid_from
10,Public Works,agencies,,,2000-01-01
20,Parks & Recreation,agencies,,,2000-01-01
30,"Transportation, Department of",agencies,,,2000-01-01
"""
MEASURES = """
measures:
  - {code: petitions_received, label: Tiếp nhận, sources: [platform]}
  - {code: petitions_assessed, label: Đến lúc đánh giá, sources: [platform]}
  - {code: petitions_on_time, label: Đúng hạn, sources: [platform]}
  - {code: petitions_overdue_open, label: Quá hạn, sources: [platform]}
"""
RUBRIC = """
version: 2024.1
status: proposed
pillars: [{code: petitions, label: Phản ánh, max_points: 100}]
indicators:
  - code: on_time
    label: Đúng hạn
    pillar: petitions
    kind: proportion
    numerator: petitions_on_time
    denominator: petitions_assessed
    goalposts: {worst: 0, best: 1}
    max_points: 100
    leagues: [agencies]
    if_missing: zero
"""
AWARDS = "gates: []\nquotas: {agencies: {level: 1}}\ntie_chain: {agencies: [on_time]}\n"
LOG = """Unique Key,Agency,Agency Name,Created Date,Due Date,Closed Date,Status,SLA,Satisfaction,St
1,X,Public Works,02/01/2024 12:00:00 AM,02/05/2024 12:00:00 AM,02/05/2024 12:00:00 AM,Closed,,,Elm
2,X,DPW,02/02/2024 09:15:00 AM,02/05/2024,02/05/2024 11:59:59 PM,CLOSED,,Agree,Elm
3,X,public works\u00a0,02/02/2024 09:15:00 AM,02/05/2024,02/06/2024 12:00:00 AM,Closed\t,,,Elm
4,X,DPW,02/03/2024 01:00:00 PM,02/10/2024 01:00:00 PM,02/20/2024 01:00:00 PM,Closed,OnTime,,
5,X,Parks & Recreation,02/09/2024 08:00:00 AM,,,Open,N/A,,
6,X,Parks & Recreation,02/09/2024 08:00:00 AM,02/14/2024 08:00:00 AM,,Assigned,,,
7,X,Parks & Recreation,02/09/2024 08:00:00 AM,02/29/2024,02/28/2024 08:00:00 AM,Cancelled,,,
8,X,"Transportation, Department of",03/01/2024 12:00:00 AM,,,Open,,,
9,X,"Transportation, Department of",01/31/2024 11:59:59 PM,02/10/2024,,Open,,,
10,X,Mayor's 24 Hour Hotline,02/09/2024 08:00:00 AM,,,Open,,,
11,X,Public Works,2/9/2024 8:00:00 AM,13/02/2024,,Open,,,
11,X,Public Works,2/9/2024 8:00:00 AM,13/02/2024,,Open,,,
12,X,Parks & Recreation,02/10/2024 08:00:00 AM,,,Escalated,,,
"""


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A campaign folder with its inputs; one Latin letter that is not UTF-8 stands nowhere."""
    for name, text in {
        "campaign.yaml": CAMPAIGN,
        "agencies.csv": AGENCIES,
        "measures.yaml": MEASURES,
        "rubric.yaml": RUBRIC,
        "awards.yaml": AWARDS,
        "inputs/exports/311 Service Requests.csv": LOG,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_semicolon_and_latin_letters_are_read_as_declared(city):
    """As older systems write: á is one byte there and two in UTF-8. 3, in small letters, is out."""
    path = city / "inputs" / "exports" / "311 Service Requests.csv"
    text = path.read_text(encoding="utf-8").replace("Public Works", "Obras Públicas")
    path.write_bytes(text.replace(", ", "; ").replace(",", ";").encode("latin-1"))
    agencies = city / "agencies.csv"
    names = agencies.read_text(encoding="utf-8").replace("Public Works", "Obras Públicas")
    agencies.write_text(names.replace("Transportation, D", "Transportation; D"), encoding="utf-8")
    rules = city / "campaign.yaml"
    declared = "    delimiter: semicolon\n    encoding: latin-1\n"
    rules.write_text(rules.read_text(encoding="utf-8") + declared, encoding="utf-8")
    assert counts(evaluated(city, date(2024, 3, 5)), "10") == [3, 3, 3, 0]


def evaluated(city: Path, as_of: date) -> Evaluation:
    """What the folder says at the end of a day."""
    return evaluate(load_rules(city), city / "inputs", as_of=as_of)


def counts(evaluation: Evaluation, unit: str) -> list[float]:
    """Received, assessed, on time, overdue and open."""
    panel = evaluation.tables["panel"].set_index(["unit_code", "measure"])["used_value"]
    names = ("received", "assessed", "on_time", "overdue_open")
    return [float(panel[unit, f"petitions_{name}"]) for name in names]


def test_a_log_in_other_words_is_counted_at_its_close(city):
    """By hand, T = 1 March 00:00.

    10: 1 due at midnight and closed then, on time; 2 due all day and closed in its last second, on
    time; 3 a second later, late; 4 late by its dates, but the flag rules (COUNTING 12).
    20: 5 without a limit and 7 refused in time are not assessed; 6 is overdue.
    30: 8 was received at T, 9 before the start.
    """
    evaluation = evaluated(city, date(2024, 3, 5))
    assert counts(evaluation, "10") == [4, 4, 3, 0]
    assert counts(evaluation, "20") == [3, 1, 0, 1]
    assert counts(evaluation, "30") == [0, 0, 0, 0]


def test_and_as_it_was_known_in_the_middle(city):
    """T = 15 February 00:00: 4 is open and overdue then, whatever its flag says now (COUNTING 10).

    10: 4 assessed (3 resolved, 1 overdue), 2 on time. 20: 7 is open and not yet due.
    """
    evaluation = evaluated(city, date(2024, 2, 14))
    assert counts(evaluation, "10") == [4, 4, 2, 1]
    assert counts(evaluation, "20") == [3, 1, 0, 1]


def as_serial(moment: datetime) -> str:
    """The number that a workbook keeps."""
    return f"{(moment - datetime(1899, 12, 30)) / timedelta(days=1):.10f}".rstrip("0").rstrip(".")


def as_slashes(moment: datetime) -> str:
    """Slashes and the zone, as a web service has them; a midnight alone is a day."""
    return f"{moment.replace(tzinfo=ZoneInfo('America/New_York')):%Y/%m/%d %H:%M:%S %z}"


def as_milliseconds(moment: datetime) -> str:
    """Since 1970 in Greenwich."""
    return f"{moment.replace(tzinfo=ZoneInfo('America/New_York')).timestamp() * 1000:.0f}"


@pytest.mark.parametrize(
    ("write", "dates"),
    [
        (as_serial, "[excel]"),
        (as_slashes, '["%Y/%m/%d %H:%M:%S %z"]'),
        (as_milliseconds, "[unix_ms]"),
        (datetime.isoformat, "[]"),
        (lambda moment: f"{moment:%d/%m/%Y %H:%M:%S}", "[]"),
    ],
)
def test_moments_in_other_writings_are_the_same_moments(
    city: Path, write: Callable[[datetime], str], dates: str
):
    """Serial numbers, seconds, zones, day first: the same counts at both cut-offs (COUNTING 1)."""

    def written(cell: re.Match[str]) -> str:
        month, day, year, clock = cell.groups()
        said = f"{month}/{day}/{year} {clock or '11:59:59 PM'}"  # a bare limit lasts to its end
        return write(datetime.strptime(said, "%m/%d/%Y %I:%M:%S %p"))

    path = city / "inputs" / "exports" / "311 Service Requests.csv"
    log = LOG.replace("13/02/2024", "one day")
    text = re.sub(r"(0?[1-3])/(\d\d?)/(\d{4})(?: (\S+ [AP]M))?", written, log)
    path.write_text(text, encoding="utf-8")
    rules = city / "campaign.yaml"
    declared = re.sub(r"dates: .*", f"dates: {dates}", rules.read_text(encoding="utf-8"))
    rules.write_text(declared, encoding="utf-8")
    final, middle = evaluated(city, date(2024, 3, 5)), evaluated(city, date(2024, 2, 14))
    assert [counts(final, unit) for unit in ("10", "20")] == [[4, 4, 3, 0], [3, 1, 0, 1]]
    assert [counts(middle, unit) for unit in ("10", "20")] == [[4, 4, 2, 1], [3, 1, 0, 1]]


def test_a_header_may_have_a_name_twice_where_nobody_asks_for_it(city):
    """Notes and NOTES, two without a name: what the mapping does not use is not read."""
    path = city / "inputs" / "exports" / "311 Service Requests.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    twice = [f'{line},"a ""b"",\nc",d,,' for line in lines[1:]]
    text = "\r\n".join([f"{lines[0]},Notes,NOTES,,", *twice, ""])
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert counts(evaluated(city, date(2024, 3, 5)), "10") == [4, 4, 3, 0]


def test_a_league_without_districts_is_ranked_and_listed(city):
    """3 of 4 on time is 75 points, 0 of 1 none; 30 has 0 of 0, which `zero` makes none."""
    evaluation = evaluated(city, date(2024, 3, 5))
    ranking = evaluation.tables["ranking"].set_index("unit_code")
    assert ranking["total_points"].to_dict() == {"10": 75, "20": 0, "30": 0}
    shortlist = evaluation.tables["shortlist"]
    assert shortlist[shortlist["decision"] == "award"]["unit_code"].tolist() == ["10"]


def test_what_the_mapping_does_not_know_is_set_aside_and_told(city):
    """Day 13 of no month, a word nobody mapped, a unit nobody knows; no question on the rest."""
    evaluation = evaluated(city, date(2024, 3, 5))
    reasons = evaluation.tables["rejected"]["reason"].tolist()
    assert sorted(reasons) == ["due_at không phải thời điểm"] * 2 + ["status lạ"]
    findings = evaluation.tables["findings"]
    told = {(row["check"], row["unit_code"], row["found"]) for row in findings.to_dict("records")}
    assert {one for one in told if one[0] == "rejected_rows"} == {
        ("rejected_rows", "10", "2 dòng"),
        ("rejected_rows", "20", "1 dòng"),
    }
    assert ("petition_of_unknown_unit", "", "1 dòng") in told
    assert not {"files_not_read", "unit_name_read"} & set(findings["check"])
    [absent] = findings[findings["check"] == "source_columns"]["message"]
    assert "thiếu cột rated_at" in absent


def test_moments_that_say_no_zone_may_be_utc(city):
    """1 was received at 31 January 19:00 then, and is in nobody's window (COUNTING 1)."""
    path = city / "campaign.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "    zone: utc\n", encoding="utf-8")
    assert counts(evaluated(city, date(2024, 3, 5)), "10")[0] == 3


@pytest.mark.parametrize(
    ("found", "put", "fault"),
    [
        ("platform/petitions:", "platform/petition:", "sources.platform/petition: không có bảng"),
        ("status: Status", "state: Status", "columns.state: bảng platform/petitions không có cột"),
        (
            "Closed: resolved",
            "Closed: done",
            r"words.status.Closed: đang là 'done'; chọn trong res",
        ),
        ("{kind: field}", "{kind: phone}", "constants.kind: đang là 'phone'; chọn trong field"),
        ("    units: names", "    unit: names", "unit: khóa lạ; có phải 'units'"),
        ('"%m/%d/%Y"]', '"%d/%m/%Y"]', ""),
        ('"%m/%d/%Y"]', '"%d/%m/%Y %I:%M:%S %p"]', "đọc một ngày thành hai ngày khác nhau"),
        ('"%m/%d/%Y"]', "excel]", ""),
        ('"%m/%d/%Y"]', "excel, unix]", "chỉ giữ một trong excel, unix, unix_ms"),
        ('"%m/%d/%Y"]', '"mm/dd/yyyy"]', "không phải cách viết ngày"),
        ("path: exports", "url: postgresql://a:b@c/d #", "không ghi mật khẩu trong tệp"),
        ("path: exports", "url: mysql://c/d #", "cần địa chỉ dạng postgresql://"),
        ("path: exports", "url: postgresql://c/d #", "url và table đi cùng nhau"),
        ("    dates:", "    table: a;b\n    dates:", "cần tên bảng dạng"),
    ],
)
def test_a_mapping_is_read_strictly(city, found, put, fault):
    """Unknown keys, tables, columns and words are refused with their place (DESIGN §4)."""
    path = city / "campaign.yaml"
    text = path.read_text(encoding="utf-8")
    assert found in text
    path.write_text(text.replace(found, put, 1), encoding="utf-8")
    if not fault:
        load_rules(city)
        return
    with pytest.raises(RulesError) as refusal:
        load_rules(city)
    assert all(one.startswith("campaign.yaml dòng ") for one in refusal.value.faults)
    assert fault in str(refusal.value)
