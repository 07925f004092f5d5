"""How many seats a draft list fills: those awarded, and those the Council still has to choose."""

from dataclasses import dataclass

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.judgement.field import IMPROVEMENT, LEVEL
from ihanoi_eval.reporting.facts import seats_of

TRACKS = (LEVEL, IMPROVEMENT)


@dataclass(frozen=True)
class Seats:
    """A league's seats: awarded ones, and those left to the Council among its candidates."""

    awards: int
    left: int
    candidates: int

    @property
    def total(self) -> int:
        """The seats that are filled when the Council has chosen."""
        return self.awards + self.left

    @property
    def split(self) -> str:
        """The awards and the Council's choice in words; nothing where it has none.

        >>> Seats(awards=7, left=1, candidates=2).split, Seats(7, 0, 0).split
        ('7 và 1 suất Hội đồng chọn trong 2', '')
        """
        if not self.candidates:
            return ""
        return f"{self.awards} và {self.left} suất Hội đồng chọn trong {self.candidates}"


def seats_taken(evaluation: Evaluation, league: str) -> Seats:
    """The seats of a league over both tracks; candidates for one seat are one seat."""
    quota = evaluation.rules.awards.quotas.get(league)
    most = {LEVEL: quota.level, IMPROVEMENT: quota.improvement} if quota else {}
    awards = left = candidates = 0
    for track in TRACKS:
        given = len(seats_of(evaluation, league, "award", track=track))
        waiting = len(seats_of(evaluation, league, "council", track=track))
        awards += given
        candidates += waiting
        left += min(waiting, max(most.get(track, 0) - given, 0))
    return Seats(awards=awards, left=left, candidates=candidates)
