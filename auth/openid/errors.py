"""Why a provider's answer is not taken."""


class ProviderRefused(Exception):
    """The answer of a provider that proves nothing; the sentence is for the person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
