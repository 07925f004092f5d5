"""How many seats a draft list fills."""

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.seats import Seats, seats_taken


def test_two_candidates_for_the_last_seat_are_one_seat(final: Evaluation):
    """Eight seats of communes: seven awarded, one between two equals (COUNTING 35)."""
    assert seats_taken(final, "communes") == Seats(awards=7, left=1, candidates=2)


def test_without_a_list_no_seat_is_taken(running: Evaluation):
    """A progress run ranks and lists nobody (COUNTING 3)."""
    assert seats_taken(running, "communes") == Seats(0, 0, 0)
    assert seats_taken(running, "outside").total == 0
