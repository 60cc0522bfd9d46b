"""Errors that several rooms raise."""


class SettingsError(ValueError):
    """A setting that cannot work; the message says which one, why, and what to do."""


class CacheLost(RuntimeError):
    """The cache was deleted while a build used it; the message says what to do."""


class StorageError(RuntimeError):
    """Object storage did not do what it was asked for; the message says what, where, and what to do."""


class StorageDenied(StorageError):
    """Object storage says that this user may not do that."""
