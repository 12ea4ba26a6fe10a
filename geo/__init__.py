"""Score places, group them and show them: pure functions that know no paths and never print."""
