import pytest

from portal.sealing import CannotOpen, Seal

OLD, NEW = "o" * 40, "n" * 40


def test_what_is_sealed_says_nothing_and_can_be_opened():
    sealed = Seal([NEW], "demo").seal("the word")

    assert "word" not in sealed
    assert Seal([NEW], "demo").open(sealed) == "the word"


def test_keys_can_be_changed_one_after_the_other():
    sealed = Seal([OLD], "demo").seal("the word")

    assert Seal([NEW, OLD], "demo").open(sealed) == "the word"
    with pytest.raises(CannotOpen):
        Seal([NEW], "demo").open(sealed)


def test_what_was_sealed_for_one_purpose_does_not_open_for_another():
    sealed = Seal([NEW], "demo").seal("the word")

    with pytest.raises(CannotOpen):
        Seal([NEW], "other").open(sealed)


def test_a_changed_seal_does_not_open():
    sealed = Seal([NEW], "demo").seal("the word")

    with pytest.raises(CannotOpen):
        Seal([NEW], "demo").open(sealed[:-4] + "AAA=")
