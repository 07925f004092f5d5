"""Checks between the rules of a campaign."""

import pytest

NEAR = 40  # lines: a repeated code is said at the second of two entries


@pytest.mark.parametrize(
    ("name", "found", "put", "fault"),
    [
        (
            "campaign.yaml",
            "close: 2024-11-30",
            "close: 2024-10-30",
            "close: đang là 2024-10-30, trước",
        ),
        (
            "campaign.yaml",
            "objections_until: 2025-01-17",
            "objections_until: 2024-12-08",
            "objections_until: đang là 2024-12-08, trước hạn báo cáo 2024-12-09",
        ),
        (
            "campaign.yaml",
            "deadline: 2024-12-09",
            "deadline: 2024-11-29",
            "deadline: đang là 2024-11-29",
        ),
        ("campaign.yaml", "target_ceiling: 0.20", "target_ceiling: 0.05", "nhỏ hơn target_floor"),
        ("campaign.yaml", "Asia/Ho_Chi_Minh", "Asia/Hanoi", "không có múi giờ 'Asia/Hanoi'"),
        ("campaign.yaml", "builtin:hanoi-2024", "hanoi.geojson", "cần builtin:TÊN"),
        ("campaign.yaml", "by: types", "by: listed", "thiếu danh sách các nhóm"),
        (
            "campaign.yaml",
            "types: [xã, thị trấn]",
            "types: [xã]",
            "không nhóm nào nhận loại đơn vị 'thị trấn'",
        ),
        (
            "campaign.yaml",
            "types: [xã, thị trấn]",
            "types: [xã, thị trấn, thị trán]",
            "không có loại đơn vị 'thị trán'",
        ),
        (
            "campaign.yaml",
            "types: [xã, thị trấn]",
            "types: [xã, thị trấn, phường]",
            "'phường' ở hai nhóm",
        ),
        ("campaign.yaml", "code: xa, ", "code: phuong, ", "mã nhóm 'phuong' có hai lần"),
        ("campaign.yaml", "until: 2024-11-01", "until: 2024-06-01", "cần since và until"),
        ("campaign.yaml", "at_least: 30", "size_groups: 2", "chỉ dùng với `by: types`"),
        ("campaign.yaml", "at_least: 30", "listed: {a: [CQ03]}", "đơn vị CQ04 chưa ở nhóm nào"),
        ("campaign.yaml", "at_least: 30", "listed: {a: [CQ03, X9]}", "không có đơn vị 'X9'"),
        ("campaign.yaml", "at_least: 30", "listed: {a: [CQ03], b: [CQ03]}", "CQ03 ở hai nhóm"),
        ("campaign.yaml", "- code: outside", "- code: districts", "mã 'districts' có hai lần"),
        ("campaign.yaml", "- code: outside", "- code: Ngoài", "chỉ dùng chữ cái không dấu"),
        ("measures.yaml", "    parent: sum", "    sources: []", "cần ít nhất một nguồn"),
        (
            "measures.yaml",
            "    parent: sum",
            "    sources: [platform, platform]",
            "mỗi nguồn một lần",
        ),
        ("measures.yaml", "    parent: sum", "    tolerance: {warning: 0.5}", "nhỏ hơn warning"),
        (
            "measures.yaml",
            "- code: accounts_usable",
            "- code: accounts_new",
            "'accounts_new' có hai lần",
        ),
        (
            "forms.yaml",
            "measure: outreach_events",
            "measure: outreach",
            "có phải 'outreach_events'?",
        ),
        ("forms.yaml", "measure: outreach_events", "measure: articles", "'articles' có hai ô"),
        ("forms.yaml", "column: position", "column: name", "'name' có hai cột"),
        ("forms.yaml", "label: Ngày sinh", "label: giới  tính", "nhãn 'Giới tính' có hai cột"),
        ("forms.yaml", "column: kind", "column: channel", "thiếu cột 'kind'"),
        ("campaign.yaml", "code: ", "nominee_sheet: x\ncode: ", "đặt trong forms.yaml"),
        ("forms.yaml", "league: outside", "league: districts", "bảng 'districts' có hai biểu mẫu"),
        ("forms.yaml", "league: outside", "league: nowhere", "không có bảng xếp hạng 'nowhere'"),
    ],
)
def test_a_contradiction_is_named_with_its_line(folder, name, found, put, fault):
    """Each slip leads to a fault in the file and line where it was made."""
    line = folder.change(name, found, put)
    said = [one for one in folder.faults() if fault in one and one.startswith(f"{name} dòng ")]
    lines = [int(one.split()[2].rstrip(":")) for one in said]
    assert lines and min(abs(number - line) for number in lines) <= NEAR


@pytest.mark.parametrize(
    ("found", "put", "fault"),
    [
        (
            "00001,Phường Phúc Xá,communes",
            "00001,Phường Phúc Xá,wards",
            "không có bảng xếp hạng 'wards'",
        ),
        ("communes,phường,001", "communes,phường,009", "không có đơn vị cấp trên '009'"),
        ("communes,phường,001", "communes,phường,", "điền mã"),
        (
            "001,Quận Ba Đình,districts,quận,01",
            "001,Quận Ba Đình,districts,quận,00001",
            "nằm trên chính nó",
        ),
        ("001,Quận Ba Đình", "01,Quận Ba Đình", "01 là mã của thành phố"),
    ],
)
def test_a_unit_in_the_wrong_place_is_named_with_its_row(folder, found, put, fault):
    """A commune under an unknown district would vanish from every sum."""
    folder.change("units.csv", found, put)
    row = folder.line("units.csv", put)
    assert any(
        one.startswith(f"units.csv dòng {row}: ") and fault in one for one in folder.faults()
    )


def test_a_league_without_units_is_a_fault(folder):
    """A league that nobody is in has points and seats for nobody."""
    folder.change("campaign.yaml", "units: [units.csv, departments.csv]", "units: [units.csv]")
    assert sum("không có đơn vị nào" in fault for fault in folder.faults()) == 2


def test_somebody_has_to_be_ranked(folder):
    """A campaign in which every league is only shown is a slip."""
    for _ in range(3):
        folder.change("campaign.yaml", "unit_label: ", "is_ranked: false\n    unit_label : ")
    assert any("không có bảng nào được xếp hạng" in fault for fault in folder.faults())


def test_a_form_asks_for_nothing_that_only_a_register_may_say(folder):
    """An answer that no rule would use is work for nothing."""
    found = "measure: households_visited"
    folder.change("forms.yaml", found, "measure: households")
    folder.change(
        "measures.yaml", "- code: households\n", "- code: households\n    sources: [register]\n"
    )
    assert any("không cho 'households' nhận nguồn self_report" in one for one in folder.faults())


def test_a_refused_district_is_one_fault_and_not_one_for_each_commune(folder):
    """An invisible character in its name does not make it unknown."""
    folder.change("units.csv", "018,Huyện Gia Lâm", "018,Huyện\u200b Gia Lâm")
    [fault] = folder.faults()
    assert "name: có ký tự không nhìn thấy" in fault


def test_a_district_whose_row_lacks_a_cell_is_one_fault(folder):
    """The code of a row with a comma too few is still its code."""
    folder.change("units.csv", "018,Huyện Gia Lâm,districts,", "018,Huyện Gia Lâm,districts")
    [fault] = folder.faults()
    assert "xem lại dấu phẩy" in fault


@pytest.mark.parametrize("code", ["../../x", '""', "Hà Nội", "a b", "A", "-a", "x" * 41])
def test_a_campaigns_code_can_name_a_run(folder, code):
    """It begins the name of every run."""
    line = folder.change("campaign.yaml", "code: small", f"code: {code}")
    [fault] = folder.faults()
    assert fault.startswith(f"campaign.yaml dòng {line}: code: ")


def test_a_campaign_has_a_title(folder):
    """It heads every page."""
    title = folder.text("campaign.yaml").split("\ntitle: ")[1].split("\n")[0]
    folder.change("campaign.yaml", f"title: {title}", 'title: " "')
    [fault] = folder.faults()
    assert "title: để trống" in fault
