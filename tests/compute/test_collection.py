"""The collector of cycles is off for a while, and afterwards as it was."""

import gc

import pytest

from pipeline.collection import without_collection


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_left_as_it_was(enabled: bool) -> None:
    was_enabled = gc.isenabled()
    try:
        gc.enable() if enabled else gc.disable()

        @without_collection()
        def work() -> bool:
            return gc.isenabled()

        assert [work(), work()] == [False, False]
        with pytest.raises(ZeroDivisionError), without_collection():
            _ = 1 / 0
        assert gc.isenabled() == enabled
    finally:
        gc.enable() if was_enabled else gc.disable()
