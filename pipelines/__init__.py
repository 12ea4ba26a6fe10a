"""Run the six verbs in order: fetch, harmonise, measure, score, group, publish."""
