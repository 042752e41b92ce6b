import pytest

from index.errors import IndexBusy, StoreError
from index.lock import WriterLock


def test_a_lock_is_held_until_it_is_released(tmp_path):
    """A second holder is refused while the first one lasts and let in after it."""
    first = WriterLock(tmp_path, wait=0)
    with pytest.raises(IndexBusy, match=str(tmp_path)):
        WriterLock(tmp_path, wait=0.1)
    first.release()
    WriterLock(tmp_path, wait=0).release()


def test_a_folder_that_is_not_there_is_told(tmp_path):
    """Without the folder the error says where it was to be."""
    with pytest.raises(StoreError, match="gone"):
        WriterLock(tmp_path / "gone", wait=0)
