"""From the mirror to the URL: whole or not at all, one after the other, and nothing of others is touched."""

import datetime as dt
import functools
import hashlib
import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import StorageError
from pipeline.objects.url import Url
from pipeline.releases import commit, remote
from pipeline.releases.commit import CommitResult
from pipeline.releases.fingerprint import InputDocument
from pipeline.releases.remote import PublishedMeanwhile, publishing, pull, push
from tests.objects.conftest import Asked, contents
from tests.releases.conftest import stage as stage

DAY = dt.date(2026, 11, 21)
Publish = Callable[..., CommitResult]


class Crash(Exception):
    """A step that fails."""


class Kill(BaseException):
    """A process that ends at once."""


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "SETTLE_SECONDS", 0.0)
    monkeypatch.setattr(remote, "TRANSFERS", 1)


@pytest.fixture
def make(stage) -> Publish:
    """Commit a release with these topics in a mirror."""

    staged = functools.cache(lambda *topics: stage(*topics, folder="-".join(topics)))

    def commit_topics(mirror: Path, *topics: str) -> CommitResult:
        inputs = [InputDocument(each, f"{each}.txt", hashlib.sha256(each.encode()).hexdigest(), 1) for each in topics]
        return commit.commit(staged(*topics), mirror, inputs, {}, "1", [], DAY, ())

    return commit_topics


def shown(url: Url) -> list[str]:
    """The releases that the catalog at a URL shows, all of which must be whole."""
    try:
        entries = json.loads((url / "catalog.json").read_bytes())["releases"]
    except FileNotFoundError:
        return []
    for entry in entries:
        folder = url / entry["path"]
        manifest = json.loads((folder / "manifest.json").read_bytes())
        for file in manifest["tables"].values():
            assert hashlib.sha256((folder / file["file"]).read_bytes()).hexdigest() == file["sha256"]
    return [entry["release_id"] for entry in entries]


def release(url: Url, mirror: Path, make: Publish, *topics: str) -> CommitResult:
    """What a build does."""
    pull(url, mirror)
    with publishing(url, mirror):
        return make(mirror, *topics)


def steps_of(patch: pytest.MonkeyPatch, nth: int, when: str, error: type[BaseException]) -> list[str]:
    """Let the ``nth`` call that changes something at the URL fail, before or after its work; the calls are listed."""
    calls: list[str] = []
    lock = threading.Lock()

    def watch(name: str) -> None:
        real = getattr(Url, name)

        def call(self: Url, *args: object) -> None:
            with lock:
                calls.append(f"{name} {self.name}")
                number = len(calls)
            if number == nth and when == "before":
                raise error(calls[-1])
            real(self, *args)
            if number == nth:
                raise error(calls[-1])

        patch.setattr(Url, name, call)

    for name in ("write_bytes", "create", "upload", "copy_to", "remove"):
        watch(name)
    return calls


@pytest.mark.parametrize(("when", "error"), [("before", Crash), ("after", Kill)], ids=["error", "kill"])
def test_a_push_that_fails_at_any_step_leaves_earlier_releases_as_they_were(tmp_path, make, when, error):
    """At a folder, since steps on it take no time; the calls are the same for all storage."""
    url = Url((tmp_path / "url").as_uri())
    old = release(url, tmp_path / "old", make, "old").release_id
    before = contents(url)
    nth = hidden = visible = 0
    while True:
        nth += 1
        place = Url((tmp_path / f"url{nth}").as_uri())
        for name, data in before.items():
            (place / name).write_bytes(data)
        mirror = tmp_path / f"mirror{nth}"
        with pytest.MonkeyPatch.context() as patch:
            calls = steps_of(patch, nth, when, error)
            try:
                release(place, mirror, make, "new")
            except (Crash, Kill):
                pass
            else:
                assert len(calls) < nth
                break
        assert shown(place) in ([old], [old, "2026-11-21.2"])
        assert {name: data for name, data in contents(place).items() if name in before and name != "catalog.json"} == {
            name: data for name, data in before.items() if name != "catalog.json"
        }
        is_visible = len(shown(place)) == 2
        hidden, visible = hidden + (not is_visible), visible + is_visible
        # The next build of the same machine ends it, though it be of other documents.
        result = release(place, mirror, make, "newer")
        assert result.is_new
        assert shown(place) == ([old, "2026-11-21.2", "2026-11-21.3"] if is_visible else [old, "2026-11-21.2"])
        found = contents(place)
        assert remote.CLAIM not in found
        assert {name.split("/")[1] for name in found if "/" in name} == set(shown(place))
    assert hidden > visible > 0


def test_a_crash_in_the_mirror_is_mended_by_the_next_pull(tmp_path, make):
    url, mirror = Url((tmp_path / "url").as_uri()), tmp_path / "mirror"
    release(url, mirror, make, "a")
    make(mirror, "unpublished")
    assert len(list((mirror / "releases").iterdir())) == 2
    (mirror / "releases" / "2026-11-21.1" / "topics.parquet").unlink()
    pull(url, mirror)
    assert [path.name for path in (mirror / "releases").iterdir()] == ["2026-11-21.1"]
    assert (mirror / "latest" / "topics.parquet").is_file()
    assert (mirror / "catalog.json").read_bytes() == (url / "catalog.json").read_bytes()


def test_a_mirror_does_not_keep_another_release_of_the_same_id(tmp_path, make):
    one, two, mirror = Url((tmp_path / "1").as_uri()), Url((tmp_path / "2").as_uri()), tmp_path / "mirror"
    release(one, tmp_path / "m1", make, "a")
    release(two, tmp_path / "m2", make, "b")
    for url in (one, two):
        pull(url, mirror)
        assert (mirror / "latest" / "topics.parquet").read_bytes() == contents(url)[
            "releases/2026-11-21.1/topics.parquet"
        ]


def test_a_build_that_another_overtook_is_refused(bucket: Url, tmp_path: Path, make: Publish, asked: Asked) -> None:
    url = bucket / "outputs"
    release(url, tmp_path / "one", make, "a")
    pull(url, tmp_path / "two")
    release(url, tmp_path / "one", make, "b")
    before = contents(url)
    asked.clear()
    with pytest.raises(PublishedMeanwhile, match=r"2026-11-21\.2.*run again"), publishing(url, tmp_path / "two"):
        make(tmp_path / "two", "c")
    assert {key.rpartition("/")[2] for key in asked.keys("put_object")} == {remote.CLAIM}
    assert {name: data for name, data in contents(url).items() if name != remote.CLAIM} == before
    assert release(url, tmp_path / "two", make, "c").release_id == "2026-11-21.3"
    assert shown(url) == ["2026-11-21.1", "2026-11-21.2", "2026-11-21.3"]


def test_while_one_publishes_another_is_refused(bucket: Url, tmp_path: Path, make: Publish, monkeypatch) -> None:
    url = bucket / "outputs"
    with pytest.MonkeyPatch.context() as patch:
        steps_of(patch, 5, "before", Kill)
        with pytest.raises(Kill):
            release(url, tmp_path / "one", make, "a")
    half = contents(url)
    assert remote.CLAIM in half
    with pytest.raises(PublishedMeanwhile, match="delete s3://"):
        release(url, tmp_path / "two", make, "b")
    assert contents(url) == half
    monkeypatch.setattr(remote, "LEASE_SECONDS", 0.0)
    release(url, tmp_path / "two", make, "b")
    assert shown(url) == ["2026-11-21.1"]
    assert remote.CLAIM not in contents(url)


def test_a_claim_that_was_taken_over_publishes_nothing(bucket: Url, tmp_path: Path, make: Publish) -> None:
    url = bucket / "outputs"
    real = Url.upload

    def upload(self: Url, source: Path) -> None:
        real(self, source)
        if source.name == "manifest.json":
            (url / remote.CLAIM).write_bytes(b'{"token": "of another"}')

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Url, "upload", upload)
        with pytest.raises(PublishedMeanwhile, match="took over"):
            release(url, tmp_path / "one", make, "a")
    assert shown(url) == []


def test_releases_without_their_catalog_are_not_taken_for_nothing(bucket: Url, tmp_path: Path, make: Publish) -> None:
    url = bucket / "outputs"
    release(url, tmp_path / "one", make, "a")
    before = contents(url)
    (url / "catalog.json").remove()
    with pytest.raises(StorageError, match=r"2026-11-21\.1.*no catalog\.json"):
        pull(url, tmp_path / "one")
    (url / "catalog.json").write_bytes(b"{")
    with pytest.raises(StorageError, match=r"catalog\.json is damaged"):
        pull(url, tmp_path / "one")
    (url / "catalog.json").write_bytes(before["catalog.json"])
    assert (tmp_path / "one" / "latest" / "topics.parquet").is_file()
    pull(url, tmp_path / "one")
    assert push(url, tmp_path / "one") == []
    assert contents(url) == before


def test_files_that_are_damaged_at_the_url_are_refused(bucket: Url, tmp_path: Path, make: Publish) -> None:
    url = bucket / "outputs"
    release(url, tmp_path / "one", make, "a")
    file = url / "releases" / "2026-11-21.1" / "topics.parquet"
    file.write_bytes(b"x")
    with pytest.raises(StorageError, match=r"topics\.parquet has other bytes"):
        pull(url, tmp_path / "two")
    file.remove()
    with pytest.raises(StorageError, match=r"topics\.parquet is gone"):
        pull(url, tmp_path / "two")


def test_a_release_cannot_write_beside_itself(tmp_path: Path, make: Publish) -> None:
    url = Url((tmp_path / "url").as_uri())
    release(url, tmp_path / "one", make, "a")
    file = url / "releases" / "2026-11-21.1" / "manifest.json"
    file.write_bytes(file.read_bytes().replace(b'"topics.parquet"', b'"../../topics.parquet"'))
    with pytest.raises(StorageError, match=r"names \.\./\.\./topics\.parquet"):
        pull(url, tmp_path / "two")
    catalog = url / "catalog.json"
    catalog.write_bytes(catalog.read_bytes().replace(b'"2026-11-21.1"', b'"../elsewhere"'))
    with pytest.raises(StorageError, match="no id of a release"):
        pull(url, tmp_path / "two")


def test_a_pull_that_is_killed_leaves_nothing_half(tmp_path: Path, make: Publish) -> None:
    url, mirror = Url((tmp_path / "url").as_uri()), tmp_path / "two"
    release(url, tmp_path / "one", make, "a")
    real = Url.download

    def download(self: Url, target: Path) -> None:
        if self.name == "meetings.parquet":
            target.write_bytes(b"half")
            raise Kill
        real(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Url, "download", download)
        with pytest.raises(Kill):
            pull(url, mirror)
    assert not (mirror / "catalog.json").exists()
    assert not list(mirror.rglob("meetings.parquet"))
    pull(url, mirror)
    assert (mirror / "latest" / "meetings.parquet").is_file()
    assert not list((mirror / ".fetching").iterdir())
