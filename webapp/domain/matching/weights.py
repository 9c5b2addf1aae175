"""How much each part counts, 0-10: the presets that an admin begins with, and what a program has made of them."""

from __future__ import annotations

from db.models import PairingPolicy

# Shared goals and ways of working predict a good match better than demographics; people who had a say do better.
PRESETS: dict[str, dict[str, float]] = {
    "balanced": {
        "topics": 5, "goals": 3, "experience": 3, "style": 4, "hours": 3, "languages": 2, "place": 1, "profession": 1,
        "education": 0.5, "answers": 1, "wish": 4, "ranking": 6, "acquaintances": 2,
    },
    "goals": {
        "topics": 8, "goals": 6, "experience": 3, "style": 2, "hours": 2, "languages": 1, "place": 0.5, "profession": 1,
        "education": 0.5, "answers": 2, "wish": 4, "ranking": 6, "acquaintances": 2,
    },
    "style": {
        "topics": 3, "goals": 2, "experience": 4, "style": 8, "hours": 4, "languages": 2, "place": 0.5, "profession": 0,
        "education": 0, "answers": 2, "wish": 4, "ranking": 6, "acquaintances": 2,
    },
    "near": {
        "topics": 4, "goals": 2, "experience": 2, "style": 2, "hours": 5, "languages": 3, "place": 8, "profession": 1,
        "education": 0.5, "answers": 1, "wish": 4, "ranking": 6, "acquaintances": 2,
    },
}  # fmt: skip
DEFAULT = "balanced"
PARTS = tuple(PRESETS[DEFAULT])
MOST = 10.0


def of(policy: PairingPolicy) -> dict[str, float]:
    """Every part's weight: the policy's own, else its preset's; an unknown preset is the default."""
    preset = PRESETS.get(policy.preset, PRESETS[DEFAULT])
    return {part: min(MOST, max(0.0, float(policy.weights.get(part, preset[part])))) for part in PARTS}
