"""The description of the API is true: as generated calls find, and as each answer shows.

Schemathesis is loaded by the test that uses it: each process of the tests reads this file, and it takes long to load.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from bot.web.api.entry import Entry
from storage.db import Database
from tests.web.programs import Door, door
from tests.web.serving import serving

if TYPE_CHECKING:
    from schemathesis import GenerationMode

READS = (
    ("/token", "/token"),
    ("/events", "/events?limit=3"),
    ("/events/{slug}", "/events/quay-fire"),
    ("/events/{slug}", "/events/holm-on-the-dam"),
    ("/events/{slug}", "/events/retracted-event"),
    ("/proposals", "/proposals"),
    ("/proposals/{id}", "/proposals/1"),
)
SMALL, LARGE = 2, 300


@pytest.fixture(scope="module")
def shown(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    path = tmp_path_factory.mktemp("described") / "api.db"
    shutil.copy(migrated_sqlite, path)
    database = Database(f"sqlite:///{path}")
    yield door(database)
    database.dispose()


@pytest.mark.parametrize(("path", "asked"), READS)
def test_each_answer_is_as_described(shown: Door, path: str, asked: str) -> None:
    description = shown.client.get("/openapi.json").json()
    answer = shown.client.get(f"/api/v1{asked}", headers=shown.bearer("reader"))
    content = description["paths"][f"/api/v1{path}"]["get"]["responses"]["200"]["content"]["application/json"]
    schema = {**content["schema"], "components": description["components"]}
    jsonschema.Draft202012Validator(schema).validate(answer.json())
    name = content["schema"]["$ref"].rpartition("/")[2]
    assert set(answer.json()) == set(description["components"]["schemas"][name]["properties"])


@pytest.mark.parametrize("most", [SMALL, pytest.param(LARGE, marks=pytest.mark.slow)])
def test_generated_calls_are_answered_as_described(sqlite_database: Database, most: int) -> None:
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.core.result import Ok

    at = door(sqlite_database)
    at.api.entry = Entry(at.services, most=10**9)
    with serving(at.app) as port:
        base = f"http://127.0.0.1:{port}"
        described = schemathesis.openapi.from_url(f"{base}/openapi.json")
        found = [each.ok() for each in described.get_all_operations() if isinstance(each, Ok)]
        operations = [each for each in found if each.path.startswith("/api/v1")]
        assert len(operations) == 9
        for operation in operations:
            # What asks nothing cannot be asked wrongly.
            for mode in [GenerationMode.POSITIVE] if operation.path.endswith("/token") else GenerationMode:
                _call(operation, mode, most, base, {"Authorization": at.bearer("both")["authorization"]})


def _call(operation: Any, mode: "GenerationMode", most: int, base: str, headers: dict[str, str]) -> None:
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    @settings(max_examples=most, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(operation.as_strategy(generation_mode=mode, headers=headers))
    def call(case: Any) -> None:
        # A schema cannot say which addresses there are, or count a text's words.
        unchecked = [positive_data_acceptance] if operation.method == "post" else []
        case.call_and_validate(base_url=base, headers=headers, excluded_checks=unchecked)

    call()
