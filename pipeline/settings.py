"""Where the pipeline reads and writes: from arguments, else environment variables, else the project's own folders."""

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
RAW_VARIABLE = "READOUTS_RAW"
OUTPUTS_VARIABLE = "READOUTS_OUTPUTS"


class SettingsError(ValueError):
    """A setting that cannot work; the message says which one, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Two absolute folders: ``raw`` holds the documents, ``outputs`` receives releases and working tables."""

    raw: Path
    outputs: Path

    @property
    def work(self) -> Path:
        """Working tables, written anew by every build; safe to delete between builds."""
        return self.outputs / ".work"

    @classmethod
    def load(cls, raw: str | Path | None = None, outputs: str | Path | None = None) -> "Settings":
        """Settings from arguments, else ``READOUTS_RAW`` and ``READOUTS_OUTPUTS``, else ``raw/`` and ``outputs/``.

        Relative paths in arguments and variables count from the current folder. Raises ``SettingsError``.
        """
        settings = cls(_folder(raw, RAW_VARIABLE, "raw"), _folder(outputs, OUTPUTS_VARIABLE, "outputs"))
        if settings.outputs == settings.raw or settings.raw in settings.outputs.parents:
            raise SettingsError(
                f"outputs ({settings.outputs}) lies in the folder of raw documents ({settings.raw}): "
                f"choose another with --outputs or {OUTPUTS_VARIABLE}"
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


def _folder(given: str | Path | None, variable: str, default: str) -> Path:
    value = given if given is not None else os.environ.get(variable)
    if value is None:
        return PROJECT / default
    if not str(value).strip():
        raise SettingsError(f"{variable} (or its argument) is empty: name a folder, or leave it unset")
    return Path(value).expanduser().resolve()
