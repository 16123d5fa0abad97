"""Cases that are of no one place: colleges' own body, the support programme, a failure told of."""

# ruff: noqa: E501 (a fact stands on one line)

from docs.make.cases.case import LEPPER_2010, Arm, Case, Fact, Measure, of_mutual

AWARDS = "Colleges' awarding body"
HEALTH = "Health mutual"
COLLEGES = Case(
    name="college_consortium",
    title="Colleges that own their awarding body",
    story="In 2010 the 157 Group, 28 further-education colleges, was looking to run an awarding body of its own as a mutual of its customers; in this world it does. No council is a party to it: it is modelled as work that customers pay for, with a seat somewhere.",
    facts=(
        Fact("28 colleges", "`customers = 28`, all of them members", LEPPER_2010),
        Fact("a mutual of its customers", "`customer_votes = 1.0`", LEPPER_2010),
    ),
    assumed=(
        "GBP 6m a year; loyalty 0.95; costs and pay as in support to schools; a company limited by guarantee; its seat. The world holds only the councils around that.",
        "It exists from the start, though the article only tells of a plan.",
    ),
    measures=(
        *of_mutual(AWARDS),
        Measure("customers kept 5", "colleges still buying after five years", "share"),
        Measure("customers kept 10", "colleges still buying after ten years", "share"),
        Measure(f"{AWARDS}: earnings", "its surplus a year, mean of the first five years", "money"),
    ),
    arms=(
        Arm("buyers", "colleges only buy", {"mechanisms.customer_membership": False}),
        Arm("fickle", "members renew at 0.85", changes={AWARDS: {"customer_loyalty": 0.85}}),
    ),
    mutuals=(AWARDS,),
    left_out=(
        "The large awarding bodies it would compete with, but for the colleges that go to them.",
        "Regulation and the cost of winning recognition.",
    ),
)
PROGRAMME = Case(
    name="support_programme",
    title="The support programme, with its money and mentors counted",
    story="The Mutuals Support Programme had GBP 10m for start-up help and 20 mutual ambassadors; mentors, such as a large employee-owned retailer, were named for the 12 pathfinders of 2010. The model has only children's services, so a third of both is taken.",
    facts=(
        Fact(
            "GBP 10m for start-up legal and business help", "`policy.support_budget`, a third of it"
        ),
        Fact("20 mutual ambassadors", "seven of the eleven of `policy.mentors`"),
        Fact(
            "single awards of GBP 10,000 to 56,000",
            "the grant of every world, `policy.support_grant`",
            "E59",
        ),
        Fact(
            "mentors (such as a large employee-owned retailer) for the 12 pathfinders of 2010",
            "four of the pathfinders were in children's services: four of the eleven of `policy.mentors`; mutuals founded before the start are mentored too, as far as there are mentors",
            LEPPER_2010,
        ),
        Fact(
            "a third of calls to the information service concern children and young people",
            "the share taken",
        ),
    ),
    assumed=(
        "One mentor for each pathfinder; which bodies became of the four is not put in, beyond 3BM, which is in every world of England.",
        "An ambassador minds one mutual at a time, for two years; a mentor's worth is `policy.mentor_relief`.",
    ),
    measures=(
        Measure("mutuals 5", "mutuals alive after five years"),
        Measure("mutuals 10", "mutuals alive after ten years"),
        Measure("grants paid", "grants paid in all", "money"),
        Measure("mentored most", "mutuals mentored at the same time, most"),
    ),
    arms=(
        Arm("unlimited", "mentors for all", {"policy.mentors": 400}),
        Arm("none", "no programme", {"policy.support": False}),
    ),
    left_out=(
        "Advice that leads to more or other proposals: the rate of proposals is the same in all arms.",
    ),
)
FAILURE = Case(
    name="health_mutual",
    title="A health mutual that failed",
    story="Dan Gregory of Local Partnerships told of it in 2010: results in health were mixed, there are risks, and one mutual went bust, but the state picked up the pieces and no one lost their job. The model has no health services, so a mutual of the nearest service stands in, and the failure is written into the world as an event.",
    facts=(
        Fact("it went bust", "an event of kind `fail` in month 24", LEPPER_2010),
        Fact(
            "the state stepped in and no one lost their job",
            "`policy.last_resort`, which takes lots and staff back",
            LEPPER_2010,
        ),
    ),
    assumed=("A hundred people, 70 posts, the council, the form and the month.",),
    measures=(
        Measure(
            "kept 4 months",
            "people in its work just before who are still in it four months later",
            "share",
        ),
        Measure("let go", "people who lost their jobs through its failure"),
        Measure("step-in cost", "step-in cost that councils paid in that month", "money"),
    ),
    arms=(Arm("no_last_resort", "nobody must step in", {"policy.last_resort": False}),),
    mutuals=(HEALTH,),
    left_out=("Why it failed.", "Patients."),
    years=3,
)
