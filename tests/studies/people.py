"""Who said what, in which office and when: what every page must agree with."""

WEBB = ("Andrew Webb", "vice president of the Association of Directors of Children's Services")
O_CONNOR = ("Michael O'Connor", "strategic director for children and young people, Westminster")
LAWRENCE = (
    "Mike Lawrence",
    "cabinet member for children's wellbeing, Staffordshire County Council",
)
THOMAS, BADHAM = ("Ben Thomas", "Unison"), ("Bob Badham", "cabinet member, Sandwell")
WHO = {
    "C1": (*WEBB, "2013"),
    "C2": (*WEBB, "2013"),
    "C3": (*WEBB, "2013"),
    "C4": (*THOMAS, "2013"),
    "C5": (*LAWRENCE, "2013"),
    "C6": ("Nicholls", "Unite", "2010"),
    "C7": (*O_CONNOR, "2010"),
    "C8": (
        "Andrew Christie",
        "director of children's services, Hammersmith & Fulham",
        "2010",
    ),
    "C9": ("Francis Maude", "Cabinet Office", "2010 to 2013"),
    "C10": ("Dan Gregory", "Local Partnerships", "2010"),
    "C11": (
        "Brendan O'Keefe",
        "head of young people's services, Kensington & Chelsea, and future managing director",
        "2013",
    ),
    "C12": (*BADHAM, "2013"),
    "C13": ("Rachel Heywood", "cabinet member, Lambeth", "2013"),
    "C14": ("Matthew Waters (Bevan Brittan) and Kevin Ford (FPM)", "advisers", "2013"),
    "C15": (*O_CONNOR, "2010"),
    "C16": ("Nushra Mansuri", "British Association of Social Workers", "2010 or 2013"),
    "C17": (*LAWRENCE, "2013"),
    "C18": (*THOMAS, "2013"),
    "C19": ("3BM", "Three Boroughs Mutual", "2013"),
    "C20": (*BADHAM, "2013"),
}
"""Of each claim: a name as it must stand, an office as it must stand, and the year."""
SURNAMES = (
    "Webb", "Christie", "Heywood", "Lawrence", "Waters", "Ford", "O'Keefe", "Gregory", "Thomas",
    "Nicholls", "O'Connor", "Maude", "Badham", "Lepper", "Mansuri", "Moss",
)  # fmt: skip
