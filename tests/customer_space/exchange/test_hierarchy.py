"""Parents: known, and no circles."""

from hypothesis import given
from hypothesis import strategies as st

from customer_space.exchange.hierarchy import Claim, faults_of


def test_a_parent_may_come_later_in_the_file_or_be_here_already():
    claims = [Claim(2, "bluth", "acme"), Claim(3, "acme", None), Claim(4, "zoo", "globex")]

    assert faults_of(claims, {"globex": None}) == {}


def test_a_branch_without_a_trunk_is_refused_whole():
    claims = [Claim(2, "leaf", "twig"), Claim(3, "twig", "nobody"), Claim(4, "acme", None)]

    faults = faults_of(claims, {})

    assert set(faults) == {2, 3}
    assert all("Unknown parent" in reason for reason in faults.values())


def test_nobody_is_their_own_ancestor():
    claims = [
        Claim(2, "acme", "acme"),
        Claim(3, "a", "b"),
        Claim(4, "b", "a"),
        Claim(5, "globex", "initech"),
        Claim(6, "c", "a"),
    ]

    faults = faults_of(claims, {"initech": "globex", "globex": None})

    assert {line for line, reason in faults.items() if "circle" in reason} == {2, 3, 4, 5}
    assert "Unknown parent" in faults[6]


names = st.sampled_from("abcdefgh")


@given(st.dictionaries(names, st.none() | names), st.dictionaries(names, st.none()))
def test_what_is_left_is_always_a_forest_of_known_accounts(file, known):
    claims = [Claim(line, *pair) for line, pair in enumerate(file.items(), start=2)]
    faults = faults_of(claims, known)
    left = {claim.child: claim.parent for claim in claims if claim.line not in faults}

    for child in left:
        above, place = set(), child
        while (parent := left.get(place)) is not None:
            assert parent in left or parent in known
            assert parent not in above | {child}
            above.add(parent)
            place = parent
