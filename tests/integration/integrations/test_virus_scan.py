"""Scanning over the protocol of clamd, as its stand-in speaks it."""

import socket
import threading

import pytest

from services.core.households.errors import ScannerUnavailable
from services.core.households.types import ScanResult
from services.core.integrations.virus_scan import ClamdScanner, NoScanner
from tests.fakes.clamd import EICAR, clamd


@pytest.fixture(params=["tcp", "unix"])
def daemon(request, tmp_path):
    with clamd(str(tmp_path / "clamd") if request.param == "unix" else None) as server:
        yield server


class TestScan:
    def test_finds_what_is_clean(self, daemon):
        assert ClamdScanner(daemon.url).scan(b"a picture" * 50_000) is ScanResult.CLEAN

    def test_finds_what_is_not(self, daemon):
        data = b"%PDF-" + b"." * 200_000 + EICAR
        assert ClamdScanner(daemon.url).scan(data) is ScanResult.INFECTED

    def test_takes_a_scanner_s_excuse_for_no_answer(self, daemon):
        daemon.limit = 1_000

        with pytest.raises(ScannerUnavailable):
            ClamdScanner(daemon.url).scan(b"." * 2_000)

    def test_tells_that_nobody_is_there(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]

        with pytest.raises(ScannerUnavailable):
            ClamdScanner(f"tcp://127.0.0.1:{port}").scan(b"a picture")

    @pytest.mark.parametrize("answer", [b"", b"stream: OK and more\0", b"HTTP/1.1 400\r\n\0"])
    def test_believes_nobody_who_speaks_otherwise(self, answer):
        with socket.create_server(("127.0.0.1", 0)) as listening:

            def reply() -> None:
                connection, _ = listening.accept()
                with connection:
                    connection.recv(65_536)
                    connection.sendall(answer)

            thread = threading.Thread(target=reply)
            thread.start()
            port = listening.getsockname()[1]
            with pytest.raises(ScannerUnavailable):
                ClamdScanner(f"tcp://127.0.0.1:{port}").scan(b"x")
            thread.join()

    def test_says_of_itself_where_there_is_none(self):
        assert NoScanner().scan(EICAR) is ScanResult.NOT_SCANNED


class TestAddress:
    @pytest.mark.parametrize("url", ["http://host", "tcp://", "unix://", "none", "host:3310"])
    def test_is_refused_where_it_is_none(self, url):
        with pytest.raises(ValueError, match="VIRUS_SCAN_URL"):
            ClamdScanner(url)
