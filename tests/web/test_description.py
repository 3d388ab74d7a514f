"""The description of the pages' JSON is true: each answer is as it says, and it says all that there is."""

import re
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

FIRE = "https://verify.example/events/quay-fire"
READS = [
    ("/events.json", "/events.json?level=verified&q=fire"),
    ("/events.json", "/events.json"),
    ("/events/{slug}.json", "/events/quay-fire.json"),
    ("/events/{slug}.json", "/events/holm-on-the-dam.json"),
    ("/events/{slug}.json", "/events/retracted-event.json"),
    ("/confidence", "/confidence"),
    ("/feed.json", "/feed.json"),
    ("/oembed", f"/oembed?url={FIRE}"),
]


@pytest.fixture(scope="module")
def description(shown: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = shown.get("/openapi.json").json()
    return found


@pytest.mark.parametrize(("path", "asked"), READS)
def test_each_answer_is_as_described(shown: TestClient, description: dict[str, Any], path: str, asked: str) -> None:
    answer = shown.get(asked, headers={"accept": "application/json"})
    (content,) = description["paths"][path]["get"]["responses"]["200"]["content"].items()
    assert answer.headers["content-type"].startswith(content[0])
    schema = {**content[1]["schema"], "components": description["components"]}
    jsonschema.Draft202012Validator(schema).validate(answer.json())
    (name,) = re.findall(r"\w+$", content[1]["schema"]["$ref"])
    assert set(answer.json()) <= set(description["components"]["schemas"][name]["properties"])


def test_all_that_it_refers_to_is_there(description: dict[str, Any]) -> None:
    used = set(re.findall(r"#/components/schemas/(\w+)", str(description)))
    assert used == set(description["components"]["schemas"])
    for schema in description["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    assert description["servers"] == [{"url": "https://verify.example"}]
