"""Every code of the model in words: services, kinds of provider, legal forms and endings."""

from typing import NamedTuple


class ServiceWords(NamedTuple):
    """What a service is called."""

    title: str
    work: str
    """What somebody works in."""
    lot: str
    """What is let, won or lost."""


class KindWords(NamedTuple):
    """What a kind of provider is called."""

    title: str
    one: str
    """With its article, where it is first spoken of."""
    noun: str
    brief: str
    """Several, where little room is left."""

    @property
    def several(self) -> str:
        """More than one of them."""
        return f"{self.noun}s"


class EndingWords(NamedTuple):
    """How the end of independence is told."""

    title: str
    clause: str


SERVICE_WORDS = {
    "youth": ServiceWords("Youth services", "youth services", "youth services"),
    "school_support": ServiceWords("School support", "school support", "school support"),
    "social_work": ServiceWords(
        "Social work",
        "social work with children in care",
        "social work with children in care",
    ),
    "homes": ServiceWords("Children’s homes", "children's homes", "a children's home"),
    "fostering": ServiceWords("Fostering", "fostering", "fostering"),
}
KIND_WORDS = {
    "in_house": KindWords(
        "Council, in house", "a council's own team", "council team", "council teams"
    ),
    "mutual": KindWords("Mutual", "a staff-led mutual", "mutual", "mutuals"),
    "small": KindWords(
        "Small firm or charity", "a small provider", "small provider", "small providers"
    ),
    "group": KindWords("Private group", "a private group", "private group", "groups"),
}
FORM_WORDS = {
    "shares": "a company limited by shares",
    "shares_partner": "a company limited by shares with a private partner",
    "guarantee": "a company limited by guarantee",
    "cic": "a community interest company, its assets locked",
    "society": "a community society, its assets locked",
}
GROUP_TITLES = {
    "mutual": "Mutuals",
    "small_firm": "Small firms",
    "charity": "Charities",
    "shares": "Limited by shares",
    "shares_partner": "Shares, private partner",
    "guarantee": "Limited by guarantee",
    "cic": "Community interest company",
    "society": "Community society",
    "top": "Begun from the top",
    "staff": "Begun by staff",
    **{code: words.title for code, words in SERVICE_WORDS.items()},
}
"""Bodies whose lives are told together: by kind, by form, by who began them, by service."""
ENDING_WORDS = {
    "taken_over": EndingWords("Taken over", "it was taken over"),
    "stake_past_half": EndingWords(
        "Partner’s stake passed half", "its private partner's stake passed half"
    ),
    "lost_to_group": EndingWords(
        "Contract lost to a private group", "it lost its last contract to a private group"
    ),
    "lost_to_nonprofit": EndingWords(
        "Contract lost to a non-profit",
        "it lost its last contract to a mutual or small provider",
    ),
    "lost_to_council": EndingWords(
        "Contract taken back by the council", "it lost its last contract to the council"
    ),
    "stopped": EndingWords("Service stopped by the council", "its council stopped the service"),
    "merged_nonprofit": EndingWords("Merged into a non-profit", "it merged into a non-profit"),
    "insolvent": EndingWords("Insolvent", "it became insolvent"),
    "wound_up": EndingWords("Wound up", "it was wound up"),
    "customers_left": EndingWords("Customers left", "its customers had left it"),
}
"""In the order in which pictures stack them."""
SERVICE_TITLES = {code: words.title for code, words in SERVICE_WORDS.items()}
KIND_TITLES = {code: words.title for code, words in KIND_WORDS.items()}
ENDING_TITLES = {code: words.title for code, words in ENDING_WORDS.items()}
NAMES_SAID = "Names of organisations are invented, but for those that the sources name."
"""Said wherever organisations are told or listed by name."""
