"""How fast the pipeline is beside a floor, plain regular expressions and spaCy, all in one run: ``make bench``.

``corpus.py`` makes documents from the shipped ones, ``tasks/`` holds what is measured, ``measure.py`` measures it from
outside, ``scenarios.py`` lists which task runs on how many documents, ``run.py`` runs the list within its time, and
``report.py`` writes ``docs/benchmarks.md`` with its figures and plot.
"""
