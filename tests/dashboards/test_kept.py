from dashboards.kept import Kept


def test_what_was_made_is_not_made_again():
    kept, made = Kept(), []

    def make():
        made.append(1)
        return len(made)

    assert [kept.get("a", make), kept.get("a", make), kept.get("b", make)] == [1, 1, 2]


def test_what_was_not_asked_for_longest_goes_first():
    kept, made = Kept(most=2), []
    for asked in "abacab":
        kept.get(asked, lambda asked=asked: made.append(asked))
    assert made == ["a", "b", "c", "b"]
