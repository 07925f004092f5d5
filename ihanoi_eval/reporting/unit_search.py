"""Which unit somebody means: by its code, or by a part of its name, with or without diacritics."""

from ihanoi_eval.errors import CallError
from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.evidence.unit_spellings import fold, plain
from ihanoi_eval.reporting.facts import UnitView, place_of, see_unit
from ihanoi_eval.vietnamese import sort_key

SHOWN = 20  # candidates named in one message


def find_unit(evaluation: Evaluation, words: str) -> UnitView:
    """The run seen from the one unit that the words mean; CallError with the candidates otherwise.

    A code means its unit. Words mean the units whose name, or name with its parent's after a
    comma, is just that; where there is none, those in which they stand as whole syllables.
    Words with diacritics must agree in them: Đông Anh is no Đồng Ánh.
    """
    units = evaluation.rules.campaign.unit_by_code
    if words.strip() in units:
        return see_unit(evaluation, words.strip())
    is_bare = fold(plain(words)) == plain(words)
    wanted = _syllables(words, is_bare=is_bare)
    places = {code: _syllables(place_of(evaluation, code), is_bare=is_bare) for code in units}
    names = {code: _syllables(unit.name, is_bare=is_bare) for code, unit in units.items()}
    same = [code for code in units if wanted in (names[code], places[code])]
    inside = [code for code in units if wanted and f" {wanted} " in f" {places[code]} "]
    own = [code for code in inside if f" {wanted} " in f" {names[code]} "]
    found = same or own or inside
    if len(found) == 1:
        return see_unit(evaluation, found[0])
    if not found:
        raise CallError(f"không có đơn vị nào tên hoặc mã là {words!r}; tra mã ở tables/units.csv")
    named = sorted(found, key=lambda code: sort_key(place_of(evaluation, code)))
    more = [f"… và {len(named) - SHOWN} đơn vị khác"] if len(named) > SHOWN else []
    raise CallError(
        f"{words!r} có thể là {len(named)} đơn vị; gõ mã, hoặc tên kèm đơn vị cấp trên:",
        *(f"  {code}  {place_of(evaluation, code)}" for code in named[:SHOWN]),
        *more,
    )


def _syllables(words: str, *, is_bare: bool) -> str:
    """Words with single blanks and without signs, as they are compared."""
    letters = fold(plain(words)) if is_bare else plain(words)
    return " ".join("".join(sign if sign.isalnum() else " " for sign in letters).split())
