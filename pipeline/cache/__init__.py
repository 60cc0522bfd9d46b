"""Results kept between builds, each under a hash of what went in, so that only what changed is computed again.

Nothing here is a source of truth: the folder may be deleted at any time, and the next build makes the same again.
"""
