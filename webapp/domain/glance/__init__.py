"""A program at a glance: how far its people have come, where its pairs stand, what happened week by week. Numbers."""
