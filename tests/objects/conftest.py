"""Buckets on a local S3 server, and a record of what is asked of it."""

import itertools
import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import s3fs
from moto.server import ThreadedMotoServer

from pipeline import stages
from pipeline.objects.url import Url
from pipeline.releases.commit import CommitResult
from pipeline.settings import Settings

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/nonexistent",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
    "AWS_MAX_ATTEMPTS": "1",
}
STAGES = ("store_raw", "parse", "resolve_entities", "list_codes", "code_topics", "count_topics", "check")
_numbers = itertools.count()


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """The address of a server that holds what it is given in memory."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Url]:
    """A new bucket, which this process and those that it starts reach by the environment alone."""
    for name, value in {
        **ENVIRONMENT,
        "AWS_ENDPOINT_URL": endpoint,
        "READOUTS_MIRROR": str(tmp_path / "mirrors"),
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "READOUTS_RAW", "READOUTS_OUTPUTS", "READOUTS_CACHE"):
        monkeypatch.delenv(name, raising=False)
    s3fs.S3FileSystem.clear_instance_cache()
    name = f"bucket-{next(_numbers)}"
    s3fs.S3FileSystem().mkdir(name)
    yield Url(f"s3://{name}")
    s3fs.S3FileSystem.clear_instance_cache()


class Asked(list[tuple[str, str]]):
    """What was asked of the server: operations, each with its key."""

    def keys(self, operation: str) -> list[str]:
        return sorted(key for each, key in self if each == operation)

    def counts(self) -> Counter[str]:
        return Counter(operation for operation, _ in self)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What this process asks from now on; may be cleared."""
    found = Asked()
    real = s3fs.S3FileSystem._call_s3

    async def call(self: s3fs.S3FileSystem, method: str, *args: object, **kwargs: object) -> object:
        found.append((method, str(kwargs.get("Key", ""))))
        return await real(self, method, *args, **kwargs)

    monkeypatch.setattr(s3fs.S3FileSystem, "_call_s3", call)
    return found


def put(folder: Url, local: Path) -> None:
    """Upload the files below a local folder."""
    for path in sorted(local.rglob("*")):
        if path.is_file():
            (folder / path.relative_to(local).as_posix()).upload(path)


def contents(folder: Url) -> dict[str, bytes]:
    """All files below, by path."""
    return {name: (folder / name).read_bytes() for name in folder.find()}


def parquet(folder: Path) -> dict[str, bytes]:
    """The tables of a release, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet") if path.is_file()
    }


def run(settings: Settings) -> CommitResult:
    """Run the stages, without what shows them."""
    for name in STAGES:
        getattr(stages, name)(settings)
    return stages.release(settings)


def built(settings: Settings) -> Path:
    """Make a release that must be new; its folder on this machine."""
    result = run(settings)
    assert result.is_new
    return result.path
