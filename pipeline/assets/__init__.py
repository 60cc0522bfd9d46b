"""The build as Dagster sees it: one module per stage, each a thin cover of a function in ``pipeline.stages``.

What belongs here: names, groups, links, metadata and checks for the UI. What does not: anything that decides a value.
"""
