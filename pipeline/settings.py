"""Where the pipeline reads and writes and how: from arguments, else environment variables, else defaults."""

import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

PROJECT = Path(__file__).resolve().parent.parent
EXPECTATIONS = PROJECT / "expectations.toml"
RAW_VARIABLE = "READOUTS_RAW"
OUTPUTS_VARIABLE = "READOUTS_OUTPUTS"
CORRECTIONS_VARIABLE = "READOUTS_CORRECTIONS"
EXPECTATIONS_VARIABLE = "READOUTS_EXPECTATIONS"
CACHE_VARIABLE = "READOUTS_CACHE"
CACHE_GIB_VARIABLE = "READOUTS_CACHE_GIB"
WORKERS_VARIABLE = "READOUTS_WORKERS"
CACHE_GIB = 20.0
Number = TypeVar("Number", int, float)


class SettingsError(ValueError):
    """A setting that cannot work; the message says which one, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Absolute paths: ``raw`` holds the documents, ``outputs`` receives releases and working tables.

    ``corrections`` is the file of known errors of the documents, by default ``corrections.toml`` beside ``raw``, since
    it is about these documents; there need be none. ``expectations`` is the file of bounds that tables must keep.
    """

    raw: Path
    outputs: Path
    corrections: Path | None = None
    expectations: Path = EXPECTATIONS
    cache: Path | None = None
    cache_gib: float = CACHE_GIB
    workers: int | None = None

    @property
    def work(self) -> Path:
        """Working tables, written anew by every build; safe to delete between builds."""
        return self.outputs / ".work"

    @property
    def cache_folder(self) -> Path:
        """Results of earlier builds; safe to delete at any time."""
        return self.cache or self.outputs / ".cache"

    @classmethod
    def load(
        cls,
        raw: str | Path | None = None,
        outputs: str | Path | None = None,
        corrections: str | Path | None = None,
        expectations: str | Path | None = None,
        cache: str | Path | None = None,
        cache_gib: float | None = None,
        workers: int | None = None,
    ) -> "Settings":
        """Settings from arguments, else ``READOUTS_RAW``, ``READOUTS_OUTPUTS`` and so on, else defaults.

        Relative paths in arguments and variables count from the current folder. Raises ``SettingsError``.
        """
        settings = cls(
            _path(raw, RAW_VARIABLE) or PROJECT / "raw",
            _path(outputs, OUTPUTS_VARIABLE) or PROJECT / "outputs",
            _path(corrections, CORRECTIONS_VARIABLE),
            _path(expectations, EXPECTATIONS_VARIABLE) or EXPECTATIONS,
            _path(cache, CACHE_VARIABLE),
            CACHE_GIB if (chosen := _number(cache_gib, CACHE_GIB_VARIABLE, float, 0.0)) is None else chosen,
            _number(workers, WORKERS_VARIABLE, int, 1),
        )
        for what, path, choose in (
            ("outputs", settings.outputs, f"--outputs or {OUTPUTS_VARIABLE}"),
            ("the cache", settings.cache_folder, CACHE_VARIABLE),
        ):
            if path == settings.raw or settings.raw in path.parents:
                raise SettingsError(
                    f"{what} ({path}) lies in the folder of raw documents ({settings.raw}): choose another with {choose}"
                )
        return settings

    def require_raw(self) -> Path:
        """The folder of raw documents; raises ``SettingsError`` when it is not a readable folder."""
        advice = f"choose the folder of documents with --raw or {RAW_VARIABLE}"
        if not self.raw.exists():
            raise SettingsError(f"no folder {self.raw}: {advice}")
        if not self.raw.is_dir():
            raise SettingsError(f"{self.raw} is a file, not a folder: {advice}")
        if not os.access(self.raw, os.R_OK | os.X_OK):
            raise SettingsError(f"{self.raw} may not be read by this user: change its permissions, or {advice}")
        return self.raw

    def require_corrections(self) -> Path | None:
        """The file of corrections, or None without one; raises ``SettingsError`` when one is named and not there."""
        path = self.corrections or self.raw.parent / "corrections.toml"
        if path.is_file():
            return path
        if self.corrections is None and not path.exists():
            return None
        raise SettingsError(f"no file {path}: name the file of corrections with {CORRECTIONS_VARIABLE}, or unset it")

    def require_expectations(self) -> Path:
        """The file of expectations; raises ``SettingsError`` when it is not there."""
        if not self.expectations.is_file():
            raise SettingsError(f"no file {self.expectations}: name the file of bounds with {EXPECTATIONS_VARIABLE}")
        return self.expectations

    def require_outputs(self) -> Path:
        """The folder for releases, made if missing; raises ``SettingsError`` when it cannot be written."""
        advice = f"choose another folder with --outputs or {OUTPUTS_VARIABLE}"
        try:
            self.outputs.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"cannot make the folder {self.outputs} ({error.strerror}): {advice}") from error
        if not os.access(self.outputs, os.W_OK | os.X_OK):
            raise SettingsError(f"{self.outputs} may not be written by this user: {advice}")
        return self.outputs


def _path(given: str | Path | None, variable: str) -> Path | None:
    value = given if given is not None else os.environ.get(variable)
    if value is None:
        return None
    if not str(value).strip():
        raise SettingsError(f"{variable} (or its argument) is empty: name a path, or leave it unset")
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
