"""Which rule keys differ: named as in the files, from what to what."""

from fractions import Fraction

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.rule_changes import rule_changes
from ihanoi_eval.rules.loading import Rules


def changed_rules(rules: Rules) -> Rules:
    """A weight moved, a goalpost, a gate taken out, a date, a seat, a tolerance, another law."""
    rubric, awards, campaign = rules.rubric, rules.awards, rules.campaign
    indicators = tuple(
        one.model_copy(
            update={"goalposts": one.goalposts.model_copy(update={"best": Fraction(2, 3)})}
        )
        if one.code == "real_use"
        else one
        for one in rubric.indicators
    )
    gates = tuple(one for one in awards.gates if one.code != "staff")
    communes = awards.quotas["communes"].model_copy(update={"level": 9, "most_per_parent": None})
    return rules.model_copy(
        update={
            "campaign": campaign.model_copy(
                update={"close": campaign.close.replace(month=12), "units": campaign.units[:3]}
            ),
            "rubric": rubric.model_copy(update={"indicators": indicators[1:]}),
            "awards": awards.model_copy(
                update={"gates": gates, "quotas": {**awards.quotas, "communes": communes}}
            ),
        }
    )


def test_keys_are_named_as_in_the_files_with_both_values(final: Evaluation):
    """An entry that is gone is one row; the order of a list moves no key; units are left out."""
    found = rule_changes(final.rules, changed_rules(final.rules))
    assert found.values.tolist() == [
        ["campaign.yaml", "close", "2024-11-30", "2024-12-30"],
        ["rubric.yaml", "indicators[gap_closure]", "có", "không có"],
        ["rubric.yaml", "indicators[real_use].goalposts.best", "0.6", "2/3"],
        ["awards.yaml", "gates[staff]", "có", "không có"],
        ["awards.yaml", "quotas.communes.level", "6", "9"],
        ["awards.yaml", "quotas.communes.most_per_parent", "3", "không có"],
    ]


def test_what_is_new_is_there_on_the_other_side(final: Evaluation):
    """Read backwards, what was gone has come."""
    found = rule_changes(changed_rules(final.rules), final.rules)
    gates = found[found["key"] == "gates[staff]"]
    assert gates[["before", "after"]].values.tolist() == [["không có", "có"]]


def test_the_same_rules_differ_in_nothing(final: Evaluation):
    """No row, and the frame keeps its columns."""
    found = rule_changes(final.rules, final.rules)
    assert found.empty and list(found.columns) == ["file", "key", "before", "after"]
