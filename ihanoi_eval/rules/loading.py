"""A campaign folder as frozen rules: all its faults at once, or rules without contradiction."""

import json
import re
from pathlib import Path

from pydantic import ValidationError

from ihanoi_eval.errors import RulesError
from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.rules.awards_checks import awards_faults
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.campaign_checks import campaign_faults
from ihanoi_eval.rules.folder import FILES, read_folder
from ihanoi_eval.rules.rubric import Rubric
from ihanoi_eval.rules.rubric_checks import rubric_faults
from ihanoi_eval.rules.values import Frozen

LINE = re.compile(r"^(?P<file>\S+) dòng (?P<line>\d+)")


class Rules(Frozen):
    """Everything that was decided before the data."""

    campaign: Campaign
    rubric: Rubric
    awards: Awards


def load_rules(folder: str | Path) -> Rules:
    """The rules of a campaign folder; RulesError with every fault, each with file, line and key."""
    path = Path(folder)
    if not path.is_dir():
        raise RulesError(f"{path.name}: không có thư mục này; chỉ vào một thư mục trong params")
    found, faults = read_folder(path)
    for check in (campaign_faults, rubric_faults, awards_faults):
        faults.extend(check(found))
    campaign, measures, forms = found.campaign.model, found.measures.model, found.forms.model
    rubric, awards = found.rubric.model, found.awards.model
    if faults or not (campaign and measures and forms and rubric and awards):
        raise RulesError(*sort_faults(faults))
    whole = campaign.model_copy(
        update={
            "units": found.register.valid_on(campaign.start).units,
            "measures": measures.measures,
            "forms": forms.forms,
            "nominee_sheet": forms.nominees,
        }
    )
    return Rules(campaign=whole, rubric=rubric, awards=awards)


def sort_faults(faults: list[str]) -> list[str]:
    """The faults in the order in which the officer meets them, each once.

    >>> sort_faults(["rubric.yaml dòng 12: b", "rubric.yaml dòng 2: a", "rubric.yaml dòng 2: a"])
    ['rubric.yaml dòng 2: a', 'rubric.yaml dòng 12: b']
    """

    def place(fault: str) -> tuple[int, str, int]:
        found = LINE.match(fault)
        name = found["file"] if found else fault.partition(":")[0]
        order = FILES.index(name) if name in FILES else len(FILES)
        return order, name, int(found["line"]) if found else 0

    return sorted(dict.fromkeys(faults), key=place)


def dump_rules(rules: Rules) -> bytes:
    """The rules as canonical JSON: the same bytes for the same rules."""
    content = rules.model_dump(mode="json")
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)
    return f"{text}\n".encode()


def read_rules(data: bytes) -> Rules:
    """The rules that dump_rules wrote; RulesError when these bytes are not such rules."""
    try:
        return Rules.model_validate(json.loads(data))
    except (ValueError, ValidationError, RecursionError):
        raise RulesError(
            "rules.json: không đọc được quy tắc đã lưu; chạy lại đợt đánh giá từ thư mục params"
        ) from None
