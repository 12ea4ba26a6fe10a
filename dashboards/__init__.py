"""Show what a study published: the map, the ranking and every place, in a web app that needs no network."""
