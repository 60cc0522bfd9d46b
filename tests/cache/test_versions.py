"""What a version covers: a module, what it imports, the reference files it names, and nothing else."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import sources, versions
from pipeline.cache import keys
from pipeline.versions import files_of, version_of


def named(*modules: str) -> set[str]:
    return {path.relative_to(versions.PACKAGE).as_posix() for path in files_of(*modules)}


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("package") / "pipeline"


@pytest.fixture
def package(copied: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the package that a test may change; versions are those of its files."""
    shutil.rmtree(copied, ignore_errors=True)
    shutil.copytree(versions.PACKAGE, copied, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
    monkeypatch.setattr(versions, "PACKAGE", copied)
    monkeypatch.setattr(versions, "REFERENCE", copied / "reference")
    forget()
    yield copied
    monkeypatch.undo()
    forget(imports=True)


def forget(imports: bool = False) -> None:
    """Versions are those of a process's begin; look at the files anew. What they import is looked at anew if asked."""
    versions.version_of.cache_clear()
    if imports:
        versions._uses.cache_clear()
    for each in (keys.reading_version, keys.coding_version, keys.profile_version):
        each.cache_clear()


def told(imports: bool = False) -> dict[str, str]:
    """All versions that results are kept under."""
    forget(imports)
    found = {f"profile {name}": keys.profile_version(name) for name in sources.profiles()}
    return found | {
        "reading": keys.reading_version(),
        "coding": keys.coding_version(),
        "recognition": keys.recognition_version(),
        "parts": version_of("pipeline.tasks.parts"),
        "checks": version_of("pipeline.tasks.checking"),
        "files": version_of("pipeline.raw"),
    }


CASES = {
    "reading/when/dates.py": {"reading"},
    "reading/statements/verbs.py": {"reading"},
    "corrections.py": {"reading"},
    "tasks/document.py": {"reading"},
    "gazetteer/search.py": {"reading"},
    "reference/verbs.csv": {"reading"},
    "reference/zones.csv": {"reading"},
    "reference/japanese_family_names.csv": {"reading", "profile mofa_jp", "profile kantei", "recognition"},
    "topics/coding.py": {"coding"},
    "reference/topic_terms.csv": {"coding"},
    "reference/topics.csv": {"coding"},
    "sources/mofa_jp.py": {"profile mofa_jp", "profile kantei", "recognition"},
    "sources/kantei.py": {"profile kantei", "recognition"},
    "topics/tables.py": {"parts"},
    "tasks/parts.py": {"parts"},
    "releases/parquet.py": {"parts"},
    "tables/checks.py": {"checks"},
    "tasks/checking.py": {"checks"},
    "raw.py": {"files"},
    "reading/flat.py": {"reading", "files"},
    # These decide no value that is kept.
    "__init__.py": set(),
    "cli.py": set(),
    "stages.py": set(),
    "settings.py": set(),
    "assets/release.py": set(),
    "compute/processes.py": set(),
    "tasks/reading.py": set(),
    "plan.py": set(),
    "working.py": set(),
    "codebook.py": set(),
    "entities/persons.py": set(),
    "releases/commit.py": set(),
    "reference/acts.csv": set(),
}


@pytest.mark.parametrize("path", CASES)
def test_a_change_changes_the_versions_that_depend_on_it(package: Path, path: str) -> None:
    before = told()
    file = package / path
    file.write_bytes(file.read_bytes() + (b"\n" if path.endswith(".csv") else b"\n# changed\n"))
    after = told()
    assert {name for name in before if before[name] != after[name]} == CASES[path]


def test_a_new_reference_file_counts_once_a_module_names_it(package: Path) -> None:
    before = told()
    (package / "reference" / "new.csv").write_text("a\n")
    assert told() == before
    zones = package / "reading" / "when" / "zones.py"
    zones.write_text(zones.read_text("utf-8") + '\nNEW = "new.csv"\n', encoding="utf-8")
    named_once = told(imports=True)["reading"]
    assert named_once != before["reading"]
    (package / "reference" / "new.csv").write_text("b\n")
    assert told()["reading"] != named_once


@pytest.mark.parametrize(
    "line",
    [
        "import pipeline.extra",
        "import pipeline.extra as e",
        "from pipeline import extra",
        "from pipeline.extra import X",
        "def f():\n    from pipeline.extra import X",
        "def f():\n    import pipeline.extra",
    ],
)
def test_imports_of_every_form_are_followed(package: Path, line: str) -> None:
    (package / "extra.py").write_text("X = 1\n")
    before = told()
    flat = package / "reading" / "flat.py"
    flat.write_text(flat.read_text("utf-8") + f"\n{line}\n", encoding="utf-8")
    assert "extra.py" in named("pipeline.reading.flat") | named("pipeline.extra")
    one = told(imports=True)
    assert one["reading"] != before["reading"]
    (package / "extra.py").write_text("X = 2\n")
    two = told()
    assert {name for name in one if one[name] != two[name]} == {"reading", "files"}


def test_modules_that_import_each_other_are_followed_once(package: Path) -> None:
    (package / "one.py").write_text("import pipeline.two\n")
    (package / "two.py").write_text("import pipeline.one\nimport pipeline.nowhere\nimport os.path\n")
    assert named("pipeline.one") == named("pipeline.two") == {"one.py", "two.py"}


def test_the_order_of_modules_does_not_matter_and_names_count(package: Path) -> None:
    assert version_of("pipeline.raw", "pipeline.plan") == version_of("pipeline.plan", "pipeline.raw")
    before = version_of("pipeline.plan")
    (package / "plan.py").rename(package / "planning.py")
    forget()
    assert version_of("pipeline.planning") != before


def test_where_the_package_lies_does_not_matter(package: Path) -> None:
    moved = told()
    assert package != Path(keys.__file__).parent.parent
    versions.PACKAGE, versions.REFERENCE = (Path(keys.__file__).parent.parent / part for part in ("", "reference"))
    assert told() == moved


def test_all_reference_files_are_named_by_a_followed_module() -> None:
    modules = [path.relative_to(versions.PACKAGE.parent).with_suffix("") for path in versions.PACKAGE.rglob("*.py")]
    found = files_of(*(".".join(module.parts) for module in modules))
    assert set(versions.REFERENCE.iterdir()) - found == set()
    assert len(found & set(versions.REFERENCE.iterdir())) > 10


def test_no_module_imports_in_a_way_that_is_not_followed() -> None:
    relative = [
        path.relative_to(versions.PACKAGE).as_posix()
        for path in versions.PACKAGE.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if line.strip().startswith("from .")
    ]
    assert relative == []


def test_rooms_keep_out_of_each_others_versions() -> None:
    reading, coding = named(*keys._READING), named(*keys._CODING)
    assert not {path for path in reading if path.startswith("topics/")} - {"topics/records.py"}
    assert not {path for path in coding if path.startswith("reading/")} - {"reading/records.py"}
    assert not reading & {"reference/topic_terms.csv", "reference/topics.csv"}
    assert not coding & {"reference/verbs.csv", "reference/acts.csv"}
    publishers = {f"sources/{name}.py" for name in sources.profiles()}
    assert len(publishers) >= 2
    assert not publishers & (reading | coding)


def test_a_page_of_no_publisher_depends_on_all_profiles() -> None:
    every = version_of(*(f"pipeline.sources.{name}" for name in sources.profiles()))
    assert keys.recognition_version() == keys.profile_version(None) == every


def test_keys_depend_on_all_that_goes_in() -> None:
    plain = ("a", "0" * 64, "mofa_jp", None)
    others = [
        ("b", "0" * 64, "mofa_jp", None),
        ("a", "1" * 64, "mofa_jp", None),
        ("a", "0" * 64, "kantei", None),
        ("a", "0" * 64, None, None),
        ("a", "0" * 64, "mofa_jp", "2" * 64),
    ]
    found = {keys.reading_key(*each) for each in [plain, *others]}
    assert len(found) == 6
    assert keys.reading_key(*plain) in found
    assert len({keys.coding_key(each) for each in found}) == 6
    assert keys.part_key("pipeline.plan", "a", ["b"]) != keys.part_key("pipeline.plan", "a", ["c"])
    assert keys.part_key("pipeline.plan", "a") != keys.part_key("pipeline.raw", "a")
    assert keys.pack_name("readings", ["a", "b"]) != keys.pack_name("readings", ["b", "a"])
