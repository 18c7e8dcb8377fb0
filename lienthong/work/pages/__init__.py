"""Pages of work: what waits for a post, and what is found."""
