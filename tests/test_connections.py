import threading

import pytest
from made_interviews import TALKS, filled, readable

from index.connections import Connections
from index.errors import StoreError


@pytest.fixture
def directory(tmp_path):
    """The folder of a small index."""
    return filled(tmp_path / "index", TALKS)


def test_one_thread_after_another_shares_a_connection(directory):
    """Askers that come one by one need one connection, however many threads there were."""
    connections = Connections(directory)
    seen = set()

    def ask():
        with connections.snapshot() as link:
            seen.add(id(link.db))

    for _ in range(5):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    connections.close()
    assert len(seen) == 1


def test_snapshots_at_the_same_time_have_connections_of_their_own(directory):
    """Two threads inside a snapshot do not share a connection; a nested snapshot does."""
    connections = Connections(directory)
    other = []

    def ask():
        with connections.snapshot() as link:
            other.append(link.db)

    with connections.snapshot() as link:
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
        with connections.snapshot() as nested:
            assert nested.db is link.db
        assert other[0] is not link.db
    connections.close()


def test_an_error_inside_a_snapshot_leaves_no_open_transaction(directory):
    """After an error the next snapshot is a new one."""
    connections = Connections(directory)
    with pytest.raises(ZeroDivisionError), connections.snapshot():
        raise ZeroDivisionError
    with connections.snapshot() as link:
        assert link.db.in_transaction
    assert not link.db.in_transaction
    connections.close()


def test_a_closed_index_says_so(directory):
    """Asking after closing is one clear error."""
    store = readable(directory)
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.interviews()
