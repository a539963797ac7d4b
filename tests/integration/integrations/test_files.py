"""The contract of a file store, kept by the real one and by the tests' own."""

import os
import stat
from datetime import timedelta

import pytest

from services.core.households.errors import FilesUnavailable
from services.core.integrations.files import FolderStore
from tests.fakes.files import MemoryStore

KEY = "evidence/0a1b/9f3c"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "files"


@pytest.fixture(params=["folder", "memory"])
def store(request, folder):
    return FolderStore(folder) if request.param == "folder" else MemoryStore()


class TestFileStore:
    def test_gives_back_what_was_put_there(self, store):
        store.put(KEY, b"sealed")
        store.put(KEY, b"sealed")

        assert store.exists(KEY)
        assert store.get(KEY) == b"sealed"

    def test_knows_no_other_file(self, store):
        assert store.get(KEY) is None
        assert not store.exists(KEY)
        assert store.destroyed("evidence") == set()

    def test_lets_go_of_what_is_deleted_and_remembers_that_it_did(self, store):
        store.put(KEY, b"sealed")

        store.delete(KEY)
        store.delete(KEY)

        assert store.get(KEY) is None
        assert store.destroyed("evidence/0a1b") == {KEY}
        assert store.destroyed("evidence/0a") == set()

    def test_lists_by_whole_words(self, store):
        for key in (KEY, "evidence/0a1b/aa", "evidence/0a1bc/dd"):
            store.put(key, b"sealed")

        assert set(store.keys("evidence/0a1b")) == {KEY, "evidence/0a1b/aa"}
        assert set(store.keys("evidence/none")) == set()

    @pytest.mark.parametrize("key", ["", "/etc", "a/../b", "a//b", "A", "a.b", "見本", "a/", "a\0"])
    def test_takes_no_path_for_a_key(self, store, key):
        with pytest.raises(ValueError, match="words"):
            store.put(key, b"sealed")


class TestFolderStore:
    def test_lets_nobody_else_look_in(self, folder):
        FolderStore(folder).put(KEY, b"sealed")

        inside = [folder, *folder.rglob("*")]
        assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in inside} == {0}
        assert [path.name for path in inside if path.is_file()] == ["9f3c"]

    def test_leaves_young_files_to_whoever_is_writing_them(self, folder):
        store = FolderStore(folder)
        store.put(KEY, b"sealed")
        old = (folder / KEY).stat().st_mtime - 3_700

        assert list(store.keys("evidence", older_than=timedelta(hours=1))) == []
        os.utime(folder / KEY, (old, old))
        assert list(store.keys("evidence", older_than=timedelta(hours=1))) == [KEY]

    def test_says_so_when_there_is_no_room(self, folder):
        folder.parent.mkdir(exist_ok=True)
        folder.write_text("a file where the folder should be")

        with pytest.raises(FilesUnavailable):
            FolderStore(folder).put(KEY, b"sealed")
