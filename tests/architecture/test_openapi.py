"""The published description is complete, and the committed one is what the application says."""

import re
from pathlib import Path

import pytest
from jsonschema_rs import validator_for

from services.api.main import describe
from services.api.openapi import operations, written
from services.api.problems import MEDIA_TYPE

COMMITTED = Path(__file__).parents[2] / "docs/reference/openapi.json"

DOCUMENT = describe()
OPERATIONS = {
    operation["operationId"]: (method, path, operation)
    for path, method, operation in operations(DOCUMENT)
}
WITH_BODY = [name for name, (_, _, one) in OPERATIONS.items() if "requestBody" in one]
# A file's rows are shown in docs/reference/roster.md.
UPLOADS = {"import_gifts", "import_roster", "upload_evidence"}
# Who comes by these has nothing yet that could be refused but what they are asked for.
DOORS = {
    "sign_in_with_passkey",
    "sign_in_with_link",
    "sign_in_with_recovery_code",
    "sign_in_with_letter",
    "pair_device",
}
# Answers without content: done, or go on there.
EMPTY = {"204", "303", "304"}


@pytest.fixture(params=OPERATIONS)
def operation(request):
    return OPERATIONS[request.param][2]


class TestDocument:
    def test_is_committed_as_it_is(self):
        told = COMMITTED.read_text("utf-8")
        assert told == written(DOCUMENT), "run `minori openapi --out docs/reference/openapi.json`"

    def test_is_openapi_3_1(self):
        assert DOCUMENT["openapi"].startswith("3.1")

    def test_refers_to_nothing_that_is_not_there(self):
        for reference in set(re.findall(r'"\$ref": "#([^"]+)"', written(DOCUMENT))):
            found = DOCUMENT
            for part in reference.strip("/").split("/"):
                found = found[part]

    def test_describes_every_tag_and_uses_it(self):
        told = {tag["name"] for tag in DOCUMENT["tags"] if tag["description"]}
        used = {tag for _, _, one in OPERATIONS.values() for tag in one["tags"]}
        assert told == used

    def test_names_every_operation_once(self):
        assert len(OPERATIONS) == len(list(operations(DOCUMENT)))


class TestOperation:
    def test_has_a_summary_a_description_and_one_tag(self, operation):
        assert operation["summary"]
        assert operation["description"]
        assert len(operation["tags"]) == 1

    def test_says_what_its_parameters_and_body_are(self, operation):
        for parameter in operation.get("parameters", []):
            assert parameter["schema"]
        for content in operation.get("requestBody", {}).get("content", {}).values():
            assert content["schema"]

    def test_says_what_it_answers(self, operation):
        succeeded = {s: r for s, r in operation["responses"].items() if s[0] in "23"}
        assert succeeded
        for status, response in succeeded.items():
            assert response["description"]
            assert (status in EMPTY) != bool(response.get("content"))

    def test_tells_problems_as_problems(self, operation):
        refused = {s: r for s, r in operation["responses"].items() if s[0] in "45"}
        assert refused
        for response in refused.values():
            assert set(response["content"]) == {MEDIA_TYPE}
            assert "`" in response["description"]  # the codes by which programs tell them

    def test_asks_for_a_key_where_it_may_refuse_one(self, operation):
        may_refuse = "401" in operation["responses"]
        is_door = operation["operationId"] in DOORS
        assert may_refuse == (is_door or bool(operation.get("security")))

    def test_shows_the_bodys_form_by_an_example_that_fits(self, operation):
        body = operation.get("requestBody")
        if body is None or operation["operationId"] in UPLOADS:
            return
        [content] = body["content"].values()
        schema = {**content["schema"], "components": DOCUMENT["components"]}
        validator_for(schema).validate(content["example"])


class TestLists:
    def test_are_all_paged_alike(self):
        for name, (method, _, one) in OPERATIONS.items():
            if method != "get" or not name.startswith("list_"):
                continue
            parameters = {parameter["name"] for parameter in one["parameters"]}
            assert {"cursor", "limit"} <= parameters, name
            assert "Link" in one["responses"]["200"]["headers"], name

    def test_are_known_by_their_names(self):
        for name, (method, _, one) in OPERATIONS.items():
            content = one["responses"].get("200", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema", {})
            assert (schema.get("type") == "array" and method == "get") == name.startswith("list_")
