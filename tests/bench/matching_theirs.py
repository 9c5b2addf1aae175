"""mentor-match on the people that come by standard input, in an environment that has it and nothing of ours.

The rules are of the kinds that it is published with. Ours are pairs of (mentee, mentor) by index; both totals are
counted by its own code.
"""

import json
import operator
import sys
import time
from importlib.metadata import version

from matching.match import Match
from matching.mentee import Mentee
from matching.mentor import Mentor
from matching.process import process_data
from matching.rules.rule import Disqualify, Equivalent, Grade


def rules():
    return [
        Disqualify(lambda match: match.mentee.organisation == match.mentor.organisation),
        Disqualify(lambda match: match.mentor.grade <= match.mentee.grade),
        Grade(1, operator.eq, {True: 9, False: 0}),
        Grade(2, operator.eq, {True: 12, False: 0}),
        Equivalent("profession", {True: 4, False: 0}),
    ]


def total(pairs):
    return sum(Match(mentor, mentee, rules()).calculate_match().score for mentee, mentor in pairs)


sent = json.load(sys.stdin)


def people():
    return [Mentee(**row) for row in sent["mentees"]], [Mentor(**row) for row in sent["mentors"]]


mentees, mentors = people()
started, cpu = time.perf_counter(), time.process_time()
process_data(mentors, mentees, [rules()])
took, cpu = time.perf_counter() - started, time.process_time() - cpu
chosen = {mentee.email: mentor.email for mentor in mentors for mentee in mentor.mentees}

fresh_mentees, fresh_mentors = people()
by_email = {mentor.email: mentor for mentor in fresh_mentors}
theirs = total((mentee, by_email[chosen[mentee.email]]) for mentee in fresh_mentees if mentee.email in chosen)
ours = total((fresh_mentees[i], fresh_mentors[j]) for i, j in sent["ours"])
print(json.dumps({
    "seconds": took, "cpu": cpu, "total": theirs, "ours": ours, "version": version("mentor-match"),
}))  # fmt: skip
