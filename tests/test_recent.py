from index.recent import Recent


def test_only_the_last_used_are_kept():
    """A value is made once while it is in use, and again after others have pushed it out."""
    made = []
    recent = Recent(2)

    def get(key):
        return recent.get(key, lambda: made.append(key) or key * 2)

    assert [get("a"), get("b"), get("a"), get("c"), get("a")] == ["aa", "bb", "aa", "cc", "aa"]
    assert made == ["a", "b", "c"]
    get("b")
    assert made == ["a", "b", "c", "b"]


def test_a_value_that_cannot_be_made_is_not_kept():
    """An error while making a value goes to the caller, and the next one tries again."""
    recent = Recent(2)
    attempts = iter([ZeroDivisionError, None])

    def make():
        if error := next(attempts):
            raise error
        return 1

    try:
        recent.get("key", make)
    except ZeroDivisionError:
        assert recent.get("key", make) == 1
    else:
        raise AssertionError("the error was swallowed")
