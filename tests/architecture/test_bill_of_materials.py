"""The bill of materials (CycloneDX) names what is locked, all of it, by hash."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).parents[2]
LOCKED = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


@pytest.fixture(scope="module")
def bill(tmp_path_factory):
    """What `make sbom` writes, by the very words of the Makefile."""
    makefile = (ROOT / "Makefile").read_text("utf-8").replace("\\\n", " ")
    command = re.search(r"^\t\$\(BIN\)/cyclonedx-py (.*)$", makefile, re.MULTILINE)[1]
    path = tmp_path_factory.mktemp("sbom") / "sbom.cdx.json"
    words = [word for word in shlex.split(command) if word != "--validate"]
    words[words.index("sbom.cdx.json")] = str(path)
    program = Path(sys.executable).parent / "cyclonedx-py"
    subprocess.run([program, *words], cwd=ROOT, check=True, capture_output=True)
    return path.read_text("utf-8")


class TestBillOfMaterials:
    def test_follows_the_schema(self, bill):
        assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None

    def test_names_everything_that_is_locked_and_nothing_else(self, bill):
        locked = dict(LOCKED.findall((ROOT / "requirements.lock").read_text("utf-8")))

        found = {one["name"]: one["version"] for one in json.loads(bill)["components"]}
        assert found == locked
        assert len(found) > 100

    def test_knows_every_part_by_hash_and_name(self, bill):
        for part in json.loads(bill)["components"]:
            assert part["purl"] == f"pkg:pypi/{part['name']}@{part['version']}"
            hashes = [one for link in part["externalReferences"] for one in link["hashes"]]
            assert {one["alg"] for one in hashes} == {"SHA-256"}, part["name"]

    def test_is_looked_through_for_weaknesses_strictly(self):
        makefile = (ROOT / "Makefile").read_text("utf-8")
        assert re.search(r"pip-audit --requirement requirements.lock .*--strict", makefile)
