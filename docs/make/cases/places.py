"""Cases of mutuals that work for one council or a few neighbours."""

# ruff: noqa: E501 (a fact stands on one line)

from docs.make.cases.case import LEPPER_2010, Arm, Case, Fact, Measure, of_mutual

SIPS = "Sandwell Inspired Partnership Services"
YLC = "Young Lambeth Co-operative"
CIRCLE = "Circle Crew for Change"
EVOLVE = "Evolve YP"
SANDWELL = Case(
    name="sandwell",
    title="Sandwell: school support owned by the schools that buy it",
    story="A community interest company took over Sandwell's support for schools in January 2013. Schools and the council are its members; staff are not. Most of its money comes from schools, so it is modelled as work for customers, who here may go elsewhere every April, beside a small council contract.",
    facts=(
        Fact("about 400 staff moved over", "`people = 400`"),
        Fact(
            "trading since January 2013, a community interest company",
            '`founded_month = -3`, `form = "cic"`',
        ),
        Fact(
            "schools hold 80% of the membership, the council 20%",
            "`customer_votes = 0.8`, `council_votes = 0.2`",
        ),
        Fact("70 member schools, 50 more expected", "`customer_members = 70` of `customers = 120`"),
        Fact(
            "schools spent just under GBP 9m a year on such services, the council put in 2m more",
            "`customers_value = 9.0e6`, `value = 2.0e6`",
        ),
        Fact(
            "schools in Dudley, Wolverhampton and Walsall buy as associates: a say, no vote, no surplus",
            "`associates`, who never become members and are as loyal as mere buyers",
        ),
        Fact(
            "not for profit; aims to keep services and jobs local, against national private providers",
            "locked assets; what is held locally is counted below",
        ),
        Fact(
            "unions uneasy at first, calmed by local jobs and not-for-profit status",
            "not modelled: it trades already at the start",
        ),
    ),
    assumed=(
        "The 400 fill the posts that GBP 11m pays for at council cost, about 195; many must therefore work part time.",
        "The 50 schools expected to join buy already; each year a quarter of those who only buy become members (`own_work.joining`).",
        "Members renew with loyalty 0.95, others with 0.08 less (`own_work.loyalty_gap`), at a usual record; six associates; a council contract of five years.",
        "It may sell advice to others: after five years that brings 0.05 of turnover (`advice_later`), beside the outside income of every mutual.",
        "Fees stay fixed; surplus becomes reserves and is not given back to schools.",
    ),
    measures=(
        *of_mutual(SIPS),
        Measure("customers kept 5", "customers still buying after five years", "share"),
        Measure("customers kept 10", "customers still buying after ten years", "share"),
        Measure("members 10", "schools that are members after ten years (70 at the start)"),
        Measure(
            f"{SIPS}: people 10", "people working for it after ten years, over the start", "share"
        ),
        Measure(
            "local 10",
            "Sandwell's school support in local hands after ten years (of posts)",
            "share",
        ),
        Measure(f"{SIPS}: leaving", "its staff who leave in a year, first five years", "rate"),
        Measure(
            "council leaving", "council teams' staff who leave in a year, same service", "rate"
        ),
    ),
    arms=(
        Arm("buyers", "schools only buy", {"mechanisms.customer_membership": False}),
        Arm("loyal", "schools without choice", {"mechanisms.customers": False}),
    ),
    mutuals=(SIPS,),
    left_out=("New schools beyond the 120.", "Advice that it may sell to others."),
)
TRI_BOROUGH = Case(
    name="tri_borough",
    title="Three boroughs: Epic and 3BM in west London",
    story="Two mutuals were to begin in west London in April 2013, and in this world do: Epic, for Kensington and Chelsea's youth services, owned by its staff, and 3BM (Three Boroughs Mutual), a company with a private partner, here for support to schools. In 2010 Hammersmith and Fulham and Westminster, which were to merge their children's services, were a joint pathfinder. 3BM expected to save taxpayers about GBP 1m in four years; what the model finds below is about a fortieth of that, counted as this page says.",
    facts=(
        Fact(
            "Epic: 150 staff, one share each, handed back on leaving",
            "`people = 150`; all votes are the staff's",
        ),
        Fact(
            "Epic: council terms, conditions and pension kept",
            "`matches_terms = true`: that new staff get them too is assumed",
        ),
        Fact(
            "conceived by managers in 2010; staff could veto it in late 2012 and backed it unanimously",
            "`asks_staff = true`, begun from the top",
        ),
        Fact(
            "runs all youth services in the borough and existing contracts in the two others",
            "`runs_all = true`, `elsewhere`",
        ),
        Fact("five years, GBP 21m", "`value = 4.2e6`, `contract_months = 60`", "E71"),
        Fact(
            "a shortlist of one; every likely rival was visited beforehand and none objected",
            "its first contract is given without a race",
        ),
        Fact("two young people on the board", "not modelled: a seat is no vote at a sale"),
        Fact(
            "3BM: limited by shares with a private partner, to launch in April 2013; expected to save taxpayers about GBP 1m in four years",
            '`form = "shares_partner"`; the saving is not put in: the model saves about a fortieth of it, below',
        ),
        Fact(
            "3BM from Hammersmith and Fulham: four years and up to three more, GBP 977,891 in the first and about 6% less each year",
            "`posts = 17`, which cost a council team as much in-house, at a price that the model finds; `contract_months = 48`, `budget_fall = 0.06`",
            "E84",
        ),
        Fact("3BM: 40 staff and a turnover of 3m", "`people = 40`, `elsewhere_value`", "E252"),
        Fact(
            "Hammersmith and Fulham and Westminster: plans to merge education support were approved",
            "3BM works in both, and (assumed) in Kensington and Chelsea",
            LEPPER_2010,
        ),
        Fact(
            "in 2010 Hammersmith and Fulham bought its youth work mostly from charities, Kensington and Chelsea was reviewing a service largely its own",
            "`[[markets]]`, `bought_in = 0.9`; all of Kensington's youth work is Epic's",
            LEPPER_2010,
        ),
    ),
    assumed=(
        "Epic's 150 fill the posts that GBP 4.2m pays for, about 89. Each contract elsewhere is worth 250,000 a year.",
        "Of 3BM's turnover what Hammersmith and Fulham does not pay comes from the other two boroughs in equal parts, about GBP 1m a year each.",
        "The saving is what the councils would have paid their own teams for the posts in question, less 3BM's prices, over 48 months; cost left behind and managing the contract are not taken off.",
    ),
    measures=(
        *of_mutual("Epic"),
        *of_mutual("3BM"),
        Measure("3BM: saving 4", "3BM's saving in four years", "money"),
        Measure("Epic: leaving", "Epic's staff who leave in a year, first five years", "rate"),
        Measure(
            "council leaving", "council teams' staff who leave in a year, youth services", "rate"
        ),
        Measure("Epic: vote", "log-odds of Epic's staff vote (above 0 it is won)"),
    ),
    arms=(
        Arm("own_terms", "Epic offers newcomers less", changes={"Epic": {"matches_terms": False}}),
        Arm("no_partner", "3BM without a partner", changes={"3BM": {"form": "shares"}}),
    ),
    mutuals=("Epic", "3BM"),
    left_out=(
        "The merged department itself, with one management: `scenarios/merged_department.toml` (`mutuals run merged_department`) is this world with education support of Hammersmith and Fulham and Westminster as one staff-led body in place of 3BM, which may later bid elsewhere.",
        "Youth services beyond those of the service's cost per post.",
    ),
)
STAFFORDSHIRE = Case(
    name="staffordshire",
    title="Staffordshire: a social work practice of equal partners",
    story="Evolve YP has run as a pilot since 2009; every member is an equal partner. The pilot ends in November 2013, and the county was keen to make it a permanent mutual then: in this world it does.",
    facts=(
        Fact(
            "pilot since 2009, to November 2013; the county was keen to make it permanent",
            "`founded_month = -41`, a contract that runs on",
        ),
        Fact(
            "limited by guarantee, flat, every member an equal partner",
            '`form = "guarantee"`, full voice for so few',
        ),
        Fact(
            "165 young people in care over 13 and care leavers, in Newcastle and Moorlands",
            "its size; the districts are not told apart",
        ),
        Fact("its own round-the-clock service and independent-living flat", "within its posts"),
        Fact("15 staff", "`posts = 15`, one person each", "E66"),
        Fact(
            "one leaver since the start, by retirement", "not put in: compared with the model below"
        ),
    ),
    assumed=("Staff began it. The permanent contract lasts four years.",),
    measures=(
        *of_mutual(EVOLVE),
        Measure(f"{EVOLVE}: leaving", "its staff who leave in a year, first five years", "rate"),
        Measure(
            "council leaving", "council teams' staff who leave in a year, same service", "rate"
        ),
        Measure(
            f"{EVOLVE}: leavers 40",
            "leavers in the first 40 months (one was reported for about as long a time)",
        ),
    ),
    arms=(Arm("no_voice", "members without a voice", {"mechanisms.voice": False}),),
    mutuals=(EVOLVE,),
    left_out=(
        "The young people and what becomes of them.",
        "Who chooses to join such a practice: one leaver in over three years may be a matter of who came.",
    ),
)
LAMBETH = Case(
    name="lambeth",
    title="Lambeth: residents commission youth services",
    story="The Young Lambeth Co-operative was to commission youth services with the council's money from autumn 2013; in this world it does. The budget falls by a tenth a year; that mutuals reach private and charitable funds more easily than a council is a sentence of the report. It is modelled as a body that passes money and work on to small local providers, chosen each April.",
    facts=(
        Fact("up to GBP 3.7m a year from autumn 2013", "`value = 3.7e6`, `founded_month = 6`"),
        Fact("the budget falls by 10% a year", "`budget_fall = 0.1`"),
        Fact("9m over three years", "`contract_months = 36`", "E72"),
        Fact(
            "any of 70,000 young residents may join, 1,500 people (400 young) registered interest",
            "`resident_votes = 1.0`; how many join changes nothing",
        ),
        Fact("a board of 14 with two young people", "not modelled"),
        Fact(
            "mutuals can access private and charitable funds more easily than a council (the reporter's sentence)",
            "outside income: `spin_outs.outside_income` growing to `spin_outs.outside_income_later` of turnover",
        ),
    ),
    assumed=(
        "It commissions all of the borough's youth work; it passes 85% on, to at most eight bodies with the best record near by.",
        "The staff of commissioned work are counted with the co-operative. Its legal form is a community society.",
    ),
    measures=(
        *of_mutual(YLC),
        Measure(f"{YLC}: value 5", "the council's money after five years, over the start", "share"),
        Measure("bodies", "bodies it passes work on to, mean"),
        Measure(f"{YLC}: earnings", "its surplus a year, mean of the first five years", "money"),
    ),
    arms=(
        Arm("no_funds", "no funds from outside", {"mechanisms.outside_income": False}),
        Arm("no_cut", "a budget that hardly falls", changes={YLC: {"budget_fall": 0.001}}),
    ),
    mutuals=(YLC,),
    left_out=(
        "What the young decide differently from a council.",
        "Staff of the bodies commissioned, and new local bodies that a commissioner might call into being: small youth providers near by are few in the draw of the opening market.",
    ),
)
DURHAM = Case(
    name="durham",
    title="County Durham: a body on one estate that looks to grants",
    story="Circle Crew for Change in Delves Lane hoped for part of a lottery grant to a charity in the area, and looks to councils' neighbourhood funds and to charities. This world lets the hope come true and gives it no contract with a council. It is modelled as work that a funder pays for; when a grant ends the next must have been won.",
    facts=(
        Fact(
            "hoped for part of a lottery grant of GBP 250,000 to a charity in the area",
            "`grant_value = 60000` a year for three years, together less than 250,000",
        ),
        Fact(
            "1,250 residents aged 13 to 25 may join, 450 are set to",
            "`resident_votes = 1.0`; how many join changes nothing",
        ),
        Fact("six of nine board seats for those aged 16 to 25", "not modelled"),
        Fact(
            "a community society ploughs all its profit back",
            "not so here: it keeps nine tenths of a surplus (`forms.society.kept_share`) and gives members the rest",
        ),
        Fact(
            "looks to councils' neighbourhood funds and to charities",
            "further grants, and outside income",
        ),
    ),
    assumed=(
        "That it gets a part of the grant, and how much; one post; a community society. The world holds only the councils around it.",
        "A body of average record wins its next grant at rate 1 a year from a year before the old one ends (`own_work.grant_rate`).",
    ),
    measures=(
        *of_mutual(CIRCLE),
        Measure(f"{CIRCLE}: months", "months it is independent, of the first 120"),
    ),
    arms=(
        Arm("rare", "grants hard to win (0.3 a year)", {"own_work.grant_rate": 0.3}),
        Arm("common", "grants easy to win (3 a year)", {"own_work.grant_rate": 3.0}),
    ),
    mutuals=(CIRCLE,),
    left_out=(
        "Volunteers, who might carry it through a time without money.",
        "Grants that shrink.",
    ),
)
