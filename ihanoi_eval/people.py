"""The tables with names of persons, in a run's own folder: nothing but documents reads them."""

from typing import Final

from ihanoi_eval.declarations import declare

# Who is proposed and who votes, in a run's own folder `nominees/`: names of persons stand nowhere
# else, and only documents read them.
PEOPLE: Final = declare(
    (
        "nominees",
        "Tập thể, cá nhân được đề nghị",
        "nominee_id* kind unit_code name position date_of_birth sex class women_share channel "
        "achievement has_report has_minutes has_proposal file sheet row",
    ),
    (
        "nominee_gates",
        "Điều kiện của từng tập thể, cá nhân được đề nghị",
        "nominee_id* gate* status reason evidence",
    ),
    (
        "council",
        "Thành viên Hội đồng tại phiên họp",
        "member* position is_present written_opinion",
    ),
    (
        "votes",
        "Kết quả bỏ phiếu và tỷ lệ đồng ý",
        "unit_code* nominee_id* votes_for votes_against written_opinions members_present "
        "members_total votes_share is_enough document_no",
    ),
    (
        "decisions",
        "Quyết định của Hội đồng và việc đã tính hay chưa",
        "unit_code* nominee_id* decision drafted is_applied reason document_no on_date",
    ),
)
