"""Nothing vanishes: rows read are accepted or rejected, units are ranked or not, all of them."""

from collections.abc import Mapping

import pandas as pd

from ihanoi_eval.errors import DataError
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.vietnamese import format_count


def check_conservation(
    tables: Mapping[str, pd.DataFrame], campaign: Campaign, *, kept: Mapping[str, int]
) -> None:
    """DataError naming every file and unit that is lost or stands twice (RELIABILITY §1.7).

    kept: by file the rows that are still there after everything that may take one away.
    """
    faults = [
        *lost_rows(tables["sources"], tables["rejected"]),
        *lost_on_the_way(tables["sources"], kept),
        *lost_units(tables["units"], tables["reports"], campaign),
    ]
    if faults:
        raise DataError(*faults)


def lost_rows(sources: pd.DataFrame, rejected: pd.DataFrame) -> list[str]:
    """Files whose rows read are not those accepted and rejected, or not each rejected is listed.

    The unit of a log is the row; of a log one line of `rejected` may stand for an id's rows, so
    that a list may be shorter than the count, never longer, and never empty beside one.
    """
    listed = rejected["file"].value_counts()
    faults: list[str] = []
    for file, read, accepted, refused in sources[
        ["file", "rows_read", "rows_accepted", "rows_rejected"]
    ].itertuples(index=False, name=None):
        if not read == accepted + refused:  # also where one is missing
            faults.append(
                f"{file}: đọc {format_count(read)} dòng, nhận {format_count(accepted)}, không nhận "
                f"{format_count(refused)}; có dòng bị mất, không công bố kết quả"
            )
        count = int(listed.get(file, 0))
        if count > refused or (refused > 0 and count == 0):
            faults.append(
                f"{file}: không nhận {format_count(refused)} dòng, bảng rejected có "
                f"{format_count(count)}; có dòng bị mất, không công bố kết quả"
            )
    strangers = sorted(set(listed.index) - set(sources["file"]))
    return faults + [
        f"{file}: có dòng bị loại nhưng không có trong bảng sources" for file in strangers
    ]


def lost_on_the_way(sources: pd.DataFrame, kept: Mapping[str, int]) -> list[str]:
    """Files of whose accepted rows some are no longer there, or more than were accepted."""
    accepted = dict(zip(sources["file"], sources["rows_accepted"], strict=True))
    return [
        f"{file}: nhận {format_count(accepted.get(file, 0))} dòng, còn {format_count(count)}; có "
        "dòng bị mất, không công bố kết quả"
        for file, count in kept.items()
        if accepted.get(file, 0) != count
    ]


def lost_units(units: pd.DataFrame, reports: pd.DataFrame, campaign: Campaign) -> list[str]:
    """Units of the register that a table lacks, doubles or does not know."""
    ranked = {code for league in campaign.ranked_leagues for code in campaign.units_of(league.code)}
    unranked = {unit.unit_code for unit in campaign.units} - ranked
    faults: list[str] = []
    for name, codes in {"units": units["unit_code"], "reports": reports["unit_code"]}.items():
        seen = set(codes)
        lost = sorted((ranked | unranked) - seen)
        doubled = sorted(set(codes[codes.duplicated()]))
        strange = sorted(seen - ranked - unranked)
        faults += [
            f"bảng {name}: {what} {', '.join(found[:5])}; danh mục có {format_count(len(ranked))} "
            f"đơn vị xếp hạng và {format_count(len(unranked))} đơn vị không xếp hạng"
            for what, found in (
                ("mất đơn vị", lost),
                ("có hai dòng của đơn vị", doubled),
                ("có đơn vị ngoài danh mục", strange),
            )
            if found
        ]
    return faults
