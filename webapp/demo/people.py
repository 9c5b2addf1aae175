"""Who lives in the demo community, and what its pairs have said to each other. All invented."""

from typing import Any, NamedTuple


class Person(NamedTuple):
    """One demo member: `role` is what they enroll as ("" for the admin and the moderator)."""

    name: str
    role: str
    answers: dict[str, Any]


EVENINGS = ["1-evening", "3-evening", "4-evening"]
MORNINGS = ["0-morning", "2-morning", "5-morning"]
NIGHTS = ["3-night", "4-night", "5-evening"]
STEADY = {"planning": 2, "feedback": 2, "writing": 2, "listening": 2, "purpose": 2, "manner": 4}
EASY = {"planning": 4, "feedback": 4, "writing": 1, "listening": 1, "purpose": 4, "manner": 5}


def _answers(topics: str, place: str, work: str, goal: str, **more: Any) -> dict[str, Any]:
    answers = {"languages": ["en", "it"], "availability": EVENINGS, "working_style": STEADY, "experience": ""}
    return {**answers, "topics": topics.split(", "), "location": place, "profession": work, "goal": goal, **more}


ADMIN = Person("Olivia Neri", "", {})
MODERATOR = Person("Sam Villa", "", {})

PROFILES: dict[str, dict[str, tuple[Any, str]]] = {  # what some say of themselves, and for whom
    ADMIN.name: {"about": ("I began this group when my own were small. Ask me anything about it.", "groups")},
    "Amina Karim": {
        "place": ("Trento, near the station", "pairs"),
        "languages": (["it", "ar", "en"], "groups"),
        "contact": ("Signal: amina.k.12", "pairs"),
        "about": ("I am up at odd hours anyway, so write whenever you like.", "programs"),
    },
    "Giulia Rossi": {"about": ("Drawing, mountains, and at the moment mostly naps.", "groups")},
}

MENTORS = (
    Person("Amina Karim", "mentor", _answers(
        "sleep, twins, going back to work", "Trento", "nurse", "To be the call I would have liked to get.",
        languages=["it", "ar", "en"], capacity=2, experience="Twins, now four. Night shifts. Very little sleep.")),
    Person("Chiara Berti", "mentor", _answers(
        "feeding, first foods, asking for help", "Rovereto", "teacher", "Pass on what my neighbour did for me.",
        capacity=2, working_style=EASY, experience="Two children, and feeding that did not go as planned, twice.")),
    Person("Elena Prati", "mentor", _answers(
        "single parenting, money, time for oneself", "Trento", "accountant", "Show that one is enough, with help.",
        availability=NIGHTS, capacity=1, experience="On my own since the second month.")),
    Person("Marco Dalla Valle", "mentor", _answers(
        "fathers, sleep, the couple", "Pergine", "carpenter", "Fathers talk too little. I would like to listen.",
        availability=NIGHTS, capacity=2, working_style=EASY, experience="Three sons. Took the leave for all of them.")),
    Person("Lucia Tonelli", "mentor", _answers(
        "adoption, family advice, patience", "Riva", "librarian", "Help somebody wait well.",
        availability=MORNINGS, capacity=1, experience="Our daughter came home when she was nine months old.")),
    Person("Selma Kaya", "mentor", _answers(
        "sleep, money, asking for help", "Trento", "midwife", "Nobody should have to guess at night.",
        languages=["tr", "de", "it", "en"], capacity=2, experience="Two boys, and twelve years of deliveries.")),
    Person("Federico Anesi", "mentor", _answers(
        "going back to work, time for oneself, the couple", "Rovereto", "engineer", "Say aloud what nobody told me.",
        capacity=1, working_style=EASY, experience="A year of leave, then back to half a desk.")),
    Person("Teresa Gadotti", "mentor", _answers(
        "sleep, patience, family advice", "Arco", "gardener", "Be there on an ordinary Tuesday.",
        capacity=1, experience="Three, all grown. I still remember the first winter.")),
    Person("Ruth Steiner", "mentor", _answers(
        "asking for help, feeding", "Riva", "pharmacist", "Give back what my own mentor gave me.",
        languages=["de", "it"], capacity=1, experience="A girl of six, who would not sleep for two years.")),
    Person("Omar Haddad", "mentor", _answers(
        "fathers, money, asking for help", "Rovereto", "baker", "Make it a little less lonely.",
        languages=["ar", "it", "en"], availability=NIGHTS, capacity=1, experience="Two boys, and a shop at four.")),
)  # fmt: skip

MENTEES = (
    Person("Giulia Rossi", "mentee", _answers(
        "sleep, twins", "Trento", "designer", "One night a week that is mine.",
        languages=["it", "en"], experience="Twin girls, five months.")),
    Person("Noor Saleh", "mentee", _answers(
        "going back to work, sleep", "Trento", "nurse", "Go back in spring without falling apart.",
        languages=["ar", "it"], availability=EVENINGS, experience="A boy of seven months.")),
    Person("Marta Dossi", "mentee", _answers(
        "feeding, asking for help", "Rovereto", "cook", "Stop counting every gram.", working_style=EASY)),
    Person("Davide Moser", "mentee", _answers(
        "fathers, the couple", "Pergine", "electrician", "Be of use at three in the morning.",
        availability=NIGHTS, working_style=EASY)),
    Person("Sara Villotti", "mentee", _answers(
        "single parenting, money", "Trento", "clerk", "A plan for the months after the leave.",
        availability=NIGHTS)),
    Person("Hanna Weber", "mentee", _answers(
        "first foods, family advice", "Riva", "translator", "Hear my own voice among all the advice.",
        languages=["de", "it", "en"], availability=MORNINGS)),
    Person("Paolo Zeni", "mentee", _answers(
        "fathers, sleep", "Trento", "driver", "Learn to stay calm.", availability=NIGHTS, working_style=EASY)),
    Person("Ines Ferrari", "mentee", _answers(
        "adoption, patience", "Arco", "potter", "Get through the waiting.", availability=MORNINGS)),
    Person("Leyla Demir", "mentee", _answers(
        "sleep, asking for help", "Trento", "tailor", "Ask before I am too tired to ask.",
        languages=["tr", "de"], experience="A girl of three months, and my mother far away.")),
    Person("Stefano Toss", "mentee", _answers(
        "the couple, going back to work", "Rovereto", "engineer", "Talk about more than nappies, the two of us.",
        working_style=EASY, experience="Six months of leave begin in March.")),
    Person("Bianca Merz", "mentee", _answers(
        "first foods, feeding", "Rovereto", "teacher", "Eat together without a plan for every spoon.",
        availability=MORNINGS)),
    Person("Irene Pisoni", "mentee", _answers(
        "twins, money", "Riva", "baker", "Know what two of everything costs before it is here.",
        availability=NIGHTS, experience="Twins in April.")),
    Person("Tomas Novak", "mentee", _answers(
        "fathers, time for oneself", "Pergine", "driver", "One run a week.",
        languages=["cs", "en"], availability=NIGHTS, working_style=EASY)),
    Person("Anna Conci", "mentee", _answers(
        "sleep, family advice", "Arco", "bookbinder", "Trust myself a little sooner.",
        experience="A boy of eight months.")),
    Person("Miriam Pedri", "mentee", _answers(
        "feeding, asking for help", "Riva", "physiotherapist", "Ask before it hurts.",
        languages=["de", "it"], experience="A girl of nine months.")),
    Person("Valentina Franch", "mentee", _answers(
        "money, asking for help", "Rovereto", "florist", "Get through the first year with the shop.",
        availability=NIGHTS, experience="A girl of four months.")),
)  # fmt: skip

# Mentor, mentee, how many steps are done, and the talk: (days ago, hour, who speaks, words).
Said = tuple[int, int, str, str]
Talk = tuple[Said, ...]

TWINS: Talk = (
    (20, 19, "mentee", "Hello Amina, I am Giulia. Two girls, five months, and I have forgotten what a whole night is."),
    (20, 21, "mentor", "Giulia, welcome. Mine are four now and I remember every hour of it. How are you eating?"),
    (19, 8, "mentee", "Standing up, mostly. Nobody has asked me that."),
    (19, 13, "mentor", "Then that is where we start. Who could bring you one warm meal a week?"),
    (18, 20, "mentee", "My sister would. I never asked, because she works so much."),
    (15, 21, "mentor", "Ask her for Thursday, and only Thursday. A small yes is easier to give."),
    (13, 7, "mentee", "She came. With lasagne. She stayed while I slept for two hours."),
    (13, 12, "mentor", "Lasagne is love in layers. Shall we make the night our goal?"),
    (12, 22, "mentee", "One night a week that is mine. Even if it is only till four."),
    (8, 20, "mentor", "Till four counts. How was the first night with the new plan?"),
    (7, 8, "mentee", "Four hours in one piece. I cried, in a good way."),
    (6, 21, "mentor", "That is huge. Keep Thursday for yourself, whatever happens. I can call at nine if you like."),
    (6, 21, "mentee", "Nine is perfect."),
    (1, 20, "mentor", "Thinking of you tonight. No need to answer."),
)

FEEDING: Talk = (
    (16, 10, "mentee", "Hi Chiara, Marta here. I was told to write first, so: hello. The scale rules my kitchen."),
    (16, 18, "mentor", "Hello Marta. I hid mine in the wardrobe for a month. What does the midwife say?"),
    (15, 9, "mentee", "That he is fine. I do not believe her at night."),
    (14, 19, "mentor", "Nights make everything smaller and louder. Write to me then, I read it in the morning."),
    (9, 23, "mentee", "It is night. He is fine. I am practising believing it."),
    (8, 7, "mentor", "Good morning. Best message of my week."),
)

FATHERS: Talk = (
    (10, 21, "mentee", "Ciao Marco, Davide. I do not quite know how this works."),
    (10, 22, "mentor", "Nor did I at first. Tell me about the worst hour of the day, and we go from there."),
    (9, 6, "mentee", "Three in the morning. She does everything and I stand there."),
)

WALKED: Talk = (
    (65, 19, "mentee", "Hello Teresa, I am Anna. Everybody tells me something else, and all of them are sure."),
    (65, 20, "mentor", "Hello Anna. Then let us begin with what you think yourself. What did you try this week?"),
    (51, 9, "mentee", "I let him cry for two minutes before I went. He slept again by himself. I did not."),
    (50, 13, "mentor", "Two minutes are long when they are yours. What would have helped you in them?"),
    (37, 21, "mentee", "Telling my mother-in-law that I had read enough, thank you. I did, today."),
    (36, 8, "mentor", "How did it sound when you heard yourself say it?"),
    (22, 20, "mentee", "Like me. That was the odd thing."),
    (10, 19, "mentor", "I have just read our first lines again. Do you still know that Anna?"),
    (10, 21, "mentee", "A little. I would like to tell her to sit down and drink her tea."),
    (2, 20, "mentee", "Eight camps. I walked the last one with him on my back, up to the castle."),
    (1, 19, "mentor", "I saw you two from the greenhouse, and waved. Shall we say it properly, before we part?"),
)

PARTED: Talk = (
    (66, 10, "mentee", "Hello Ruth, Miriam here. I am told that you laugh about it by now?"),
    (66, 12, "mentor", "About most of it, hello Miriam. Where does it hurt?"),
    (59, 22, "mentee", "Everywhere, and I do not like to ask anybody for anything."),
    (58, 7, "mentor", "You have just asked me. That was the hardest one, the next is your neighbour."),
    (44, 19, "mentee", "She took her for an hour on Saturday. I slept on the kitchen floor, it was the nearest."),
    (30, 13, "mentor", "How many hours is it now?"),
    (29, 21, "mentee", "Four a week, and none of them on the floor."),
    (13, 18, "mentor", "Then I am not needed as I was. It makes me glad, and a little sad."),
    (12, 20, "mentee", "Both, here too. Come and see us in spring."),
)

FADING: Talk = (
    (38, 21, "mentee", "Good evening Omar. The shop, the baby, the bills. I do not know where to begin."),
    (37, 5, "mentor", "Good morning, from the oven. Begin with the one that keeps you awake."),
    (36, 22, "mentee", "The bills. It is November in my head every month."),
    (31, 5, "mentor", "Bring them on Sunday, all of them, in one bag. I will bring bread."),
    (24, 22, "mentee", "I had to cancel, she has a fever. I will write when it is better."),
)

PAIRS: tuple[tuple[int, int, int, Talk], ...] = (
    (0, 0, 2, TWINS),
    (1, 2, 2, FEEDING),
    (3, 3, 0, FATHERS),
    (7, 13, 8, WALKED),
    (8, 14, 8, PARTED),
    (9, 15, 1, FADING),
)
GOAL = "One night a week that is Giulia's, by Christmas."
NOTE = "Thursday: Giulia's sister comes at six. Phone stays in the kitchen."
INTRODUCTION = "{mentor}, {mentee}: I think that you will understand each other quickly. Take your time. Olivia"

# Their weeks, by the pairs' places in PAIRS: (days ago, role, score) of the check-ins and of the pulses.
Answers = tuple[tuple[int, str, int], ...]
CHECK_INS: dict[int, Answers] = {
    0: ((19, "mentee", 5), (18, "mentor", 7), (13, "mentee", 6), (12, "mentor", 8), (6, "mentee", 8), (1, "mentor", 8)),
    1: ((15, "mentee", 5), (14, "mentor", 7), (9, "mentee", 6), (1, "mentee", 7)),
    3: tuple((days, role, 7) for days in range(64, 0, -7) for role in ("mentor", "mentee")),
    4: tuple((days, "mentee", 8) for days in range(60, 12, -7)),
    5: ((37, "mentee", 5), (30, "mentor", 5)),
}
PULSES: dict[int, Answers] = {
    0: ((7, "mentee", 8), (6, "mentor", 9)),
    3: ((50, "mentor", 7), (50, "mentee", 6), (35, "mentee", 8), (21, "mentor", 8), (8, "mentee", 9)),
    4: ((52, "mentee", 6), (38, "mentee", 8), (37, "mentor", 8), (23, "mentee", 9)),
    5: ((24, "mentee", 6), (10, "mentee", 4)),
}
AT_THE_END, CLOSED, IS_AWAY = 3, 4, 1  # their places in PAIRS; of the last one the mentor is away
THANKS = {
    AT_THE_END: {
        "mentor": "You asked what nobody dares to ask, and then you answered it yourself. It was good to be there.",
        "mentee": "For never once telling me what to do. I would not have found out that I know.",
    },
    CLOSED: {
        "mentor": "For the kitchen floor, and for getting up from it.",
        "mentee": "Ruth laughed with me before she helped me, and that was the help. I ask for things now.",
    },
}
SURVEY_WORDS = "Eight camps in nine weeks were just right for us. The one on the body could come sooner."
WHERE = "Amina's kitchen, second floor, the bell is broken: call"
RHYTHM_WORDS = {"check_in": "How was the week with {partner}? One tap is enough, and every answer is a good one."}
NEWS_TITLE = "Soup and company, Friday week"
NEWS = """The hall above the library is ours on **Friday week, from five to eight**. There is soup, a carpet for the
small ones, and chairs for those who would rather only listen.

Bring your partner if you like, or come alone. Nobody has to say anything clever.

Olivia"""
