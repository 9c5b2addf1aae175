"""What is known of how pairs fare: when and how often, never what. Health, rhythm and overview reckon with it."""

from webapp.domain.facts.pair_facts import PairFacts, Side
from webapp.domain.facts.reading import QUERIES, of_pair, of_program, of_programs

__all__ = ["QUERIES", "PairFacts", "Side", "of_pair", "of_program", "of_programs"]
