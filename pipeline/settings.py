"""Where the pipeline reads and writes and how: from arguments, else environment variables, else defaults."""

import math
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pipeline.errors import SettingsError as SettingsError
from pipeline.errors import StorageError
from pipeline.objects.url import Url, mirror_of

PROJECT = Path(__file__).resolve().parent.parent
EXPECTATIONS = PROJECT / "expectations.toml"
RAW_VARIABLE = "READOUTS_RAW"
OUTPUTS_VARIABLE = "READOUTS_OUTPUTS"
CORRECTIONS_VARIABLE = "READOUTS_CORRECTIONS"
EXPECTATIONS_VARIABLE = "READOUTS_EXPECTATIONS"
MIRROR_VARIABLE = "READOUTS_MIRROR"
CACHE_VARIABLE = "READOUTS_CACHE"
CACHE_GIB_VARIABLE = "READOUTS_CACHE_GIB"
WORKERS_VARIABLE = "READOUTS_WORKERS"
ENGINE_VARIABLE = "READOUTS_ENGINE"
PROCESSES, DASK = "processes", "dask"
CACHE_GIB = 20.0
Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Settings:
    """Absolute paths or URLs: ``raw`` holds the documents, ``outputs`` receives releases and working tables.

    ``corrections`` is the file of known errors of the documents, by default ``corrections.toml`` beside ``raw``, since
    it is about these documents; there need be none. ``expectations`` is the file of bounds that tables must keep.

    ``cache`` holds what earlier builds made, by default below ``outputs``, and is cut down to ``cache_gib`` GiB after a
    build. ``workers`` is the number of processes that read, by default that of the cores that may be used. ``engine``
    says where they are: ``processes`` of this machine, a ``dask`` cluster that is started on it, or the address of a
    Dask scheduler, such as ``tcp://host:8786``, which has workers of its own.
    ``mirror`` holds a folder for each URL of outputs or cache, with what this machine has of it.
    """

    raw: Path | Url
    outputs: Path | Url
    corrections: Path | Url | None = None
    expectations: Path = EXPECTATIONS
    mirror: Path | None = None
    cache: Path | Url | None = None
    cache_gib: float = CACHE_GIB
    workers: int | None = None
    engine: str = PROCESSES

    @property
    def local_outputs(self) -> Path:
        """The folder of releases on this machine: ``outputs``, or where that is a URL, its mirror."""
        return mirror_of(self.outputs, self.mirror) if isinstance(self.outputs, Url) else self.outputs

    @property
    def work(self) -> Path:
        """Working tables, written anew by every build; safe to delete between builds."""
        return self.local_outputs / ".work"

    @property
    def cache_folder(self) -> Path | Url:
        """Results of earlier builds; safe to delete at any time."""
        return self.cache or self.local_outputs / ".cache"

    @classmethod
    def load(
        cls,
        raw: str | Path | Url | None = None,
        outputs: str | Path | Url | None = None,
        corrections: str | Path | Url | None = None,
        expectations: str | Path | None = None,
        mirror: str | Path | None = None,
        cache: str | Path | Url | None = None,
        cache_gib: float | None = None,
        workers: int | None = None,
        engine: str | None = None,
    ) -> "Settings":
        """Settings from arguments, else ``READOUTS_RAW``, ``READOUTS_OUTPUTS`` and so on, else defaults.

        Relative paths in arguments and variables count from the current folder. Raises ``SettingsError``.
        """
        settings = cls(
            _place(raw, RAW_VARIABLE) or PROJECT / "raw",
            _place(outputs, OUTPUTS_VARIABLE) or PROJECT / "outputs",
            _place(corrections, CORRECTIONS_VARIABLE),
            _path(expectations, EXPECTATIONS_VARIABLE) or EXPECTATIONS,
            _path(mirror, MIRROR_VARIABLE),
            _place(cache, CACHE_VARIABLE),
            CACHE_GIB if (chosen := _number(cache_gib, CACHE_GIB_VARIABLE, float, 0.0)) is None else chosen,
            _number(workers, WORKERS_VARIABLE, int, 1),
            _engine(engine),
        )
        for what, place, choose in (
            ("outputs", settings.outputs, f"--outputs or {OUTPUTS_VARIABLE}"),
            ("outputs", settings.local_outputs, MIRROR_VARIABLE),
            ("the cache", settings.cache_folder, CACHE_VARIABLE),
        ):
            if _is_in(place, settings.raw):
                raise SettingsError(
                    f"{what} ({place}) lies in the folder of raw documents ({settings.raw}): choose another with {choose}"
                )
        if settings.cache and any(_is_in(each, settings.cache) for each in (settings.raw, settings.outputs)):
            raise SettingsError(
                f"the cache ({settings.cache}), of which old files are deleted, is above documents or releases: choose a "
                f"folder of its own with {CACHE_VARIABLE}, or leave it unset"
            )
        return settings

    def require_raw(self) -> Path | Url:
        """The folder of raw documents; raises ``SettingsError`` when it is not a readable folder."""
        advice = f"choose the folder of documents with --raw or {RAW_VARIABLE}"
        if isinstance(self.raw, Url):
            return _require_objects(self.raw, advice)
        if not self.raw.exists():
            raise SettingsError(f"no folder {self.raw}: {advice}")
        if not self.raw.is_dir():
            raise SettingsError(f"{self.raw} is a file, not a folder: {advice}")
        if not os.access(self.raw, os.R_OK | os.X_OK):
            raise SettingsError(f"{self.raw} may not be read by this user: change its permissions, or {advice}")
        return self.raw

    def require_corrections(self) -> Path | Url | None:
        """The file of corrections, or None without one; raises ``SettingsError`` when one is named and not there."""
        beside = self.raw.parent
        path = self.corrections or (beside / "corrections.toml" if beside else None)
        if path is None:
            return None
        is_there = _is_object(path) if isinstance(path, Url) else path.is_file()
        if is_there:
            return path
        if self.corrections is None and (isinstance(path, Url) or not path.exists()):
            return None
        raise SettingsError(f"no file {path}: name the file of corrections with {CORRECTIONS_VARIABLE}, or unset it")

    def require_expectations(self) -> Path:
        """The file of expectations; raises ``SettingsError`` when it is not there."""
        if not self.expectations.is_file():
            raise SettingsError(f"no file {self.expectations}: name the file of bounds with {EXPECTATIONS_VARIABLE}")
        return self.expectations

    def require_outputs(self) -> Path:
        """The folder for releases on this machine, made if missing.

        Raises:
            SettingsError: it cannot be written, or the bucket that it mirrors cannot be reached.
        """
        advice = f"choose another folder with --outputs or {OUTPUTS_VARIABLE}"
        if isinstance(self.outputs, Url):
            self.outputs.require_bucket()
            advice = f"choose another folder for mirrors with {MIRROR_VARIABLE}"
        folder = self.local_outputs
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"cannot make the folder {folder} ({error.strerror}): {advice}") from error
        if not os.access(folder, os.W_OK | os.X_OK):
            raise SettingsError(f"{folder} may not be written by this user: {advice}")
        return folder


def _require_objects(url: Url, advice: str) -> Url:
    """The folder at ``url``; raises ``SettingsError`` when there is none, which for object storage means no objects."""
    url.require_bucket()
    try:
        kind = url.kind()
    except StorageError as error:
        raise SettingsError(f"{error}; or {advice}") from error
    if kind is None:
        raise SettingsError(f"there is nothing below {url}: {advice}")
    if kind == "file":
        raise SettingsError(f"{url} is a file, not a folder: {advice}")
    return url


def _is_object(url: Url) -> bool:
    try:
        return url.kind() == "file"
    except StorageError as error:
        raise SettingsError(str(error)) from error


def _is_in(place: Path | Url, folder: Path | Url) -> bool:
    """Tell whether a place is a folder or in it."""
    if isinstance(place, Url) or isinstance(folder, Url):
        return isinstance(place, Url) and isinstance(folder, Url) and place.is_below(folder)
    return place == folder or folder in place.parents


def _place(given: str | Path | Url | None, variable: str) -> Path | Url | None:
    """A path, or a URL, which has ``://``."""
    value = given if given is not None else os.environ.get(variable)
    if value is not None and "://" in str(value):
        return Url.parse(str(value), variable)
    return _path(None if given is None else str(given), variable)


def _path(given: str | Path | None, variable: str) -> Path | None:
    value = given if given is not None else os.environ.get(variable)
    if value is None:
        return None
    if not str(value).strip():
        raise SettingsError(f"{variable} (or its argument) is empty: name a path, or leave it unset")
    if "://" in str(value):
        raise SettingsError(f"{variable} (or its argument) is {value}, should be a path on this machine")
    return Path(value).expanduser().resolve()


def _number(given: Number | None, variable: str, kind: type[Number], least: Number) -> Number | None:
    value = given if given is not None else os.environ.get(variable)
    if value is None:
        return None
    number: Number | None
    try:
        number = kind(value)
    except ValueError:
        number = None
    if number is None or not least <= number < math.inf:
        raise SettingsError(f"{variable} (or its argument) is {value!r}, should be a number, at least {least}")
    return number


def _engine(given: str | None) -> str:
    engine = given if given is not None else os.environ.get(ENGINE_VARIABLE, PROCESSES)
    if engine not in (PROCESSES, DASK) and not re.fullmatch(r"\w+://\S+:\d+/?", engine):
        raise SettingsError(
            f"{ENGINE_VARIABLE} (or its argument) is {engine!r}, should be {PROCESSES}, {DASK}, or the address of a Dask "
            "scheduler, such as tcp://host:8786"
        )
    return engine
