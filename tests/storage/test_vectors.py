import itertools
import math
from weakref import WeakKeyDictionary

import numpy as np
import pytest
from sqlalchemy import text

from bot.domain.errors import BadInput, NotFound
from bot.domain.record import Rewording
from storage import events, search, vectors
from storage.session import WorkspaceSession
from tests.storage import made
from tests.storage.made import Workspace

MODEL = "tiny:model'1"


def nearest(s: WorkspaceSession, vector: list[float], limit: int = 50, model: str = MODEL) -> list[str]:
    near = vectors.likeness(s, model, vector)
    return [event.slug for event in events.by_ids(s, sorted(near, key=lambda id_: -near[id_])[:limit]).values()]


@pytest.fixture
def known(workspace: Workspace) -> Workspace:
    with workspace.transaction() as s:
        events.add_many(s, [made.event(slug, f"Headline of {slug}") for slug in ("north", "east", "south")], made.NOW)
        vectors.save(s, MODEL, {"north": [0, 2, 0], "east": [1, 0, 0], "south": [0, -1, 0]})
    return workspace


def test_the_nearest_come_first(known: Workspace) -> None:
    with known.transaction(read_only=True) as s:
        assert nearest(s, [0.4, 0.9, 0]) == ["north", "east", "south"]
        assert nearest(s, [9, 1, 0], limit=1) == ["east"]
        assert nearest(s, [9, 1], model="another") == []


def test_vectors_that_come_later_are_found(known: Workspace) -> None:
    with known.transaction() as s:
        assert nearest(s, [-1, 0, 0.1], limit=1) != ["west"]
        events.add(s, made.event("west"), made.NOW)
        assert [slug for slug, _ in vectors.missing(s, MODEL)] == ["west"]
        vectors.save(s, MODEL, {"west": [-1, 0, 0]})
        assert vectors.missing(s, MODEL) == []
        assert nearest(s, [-1, 0, 0.1], limit=1) == ["west"]
    with known.transaction(read_only=True) as s:
        assert nearest(s, [-1, 0, 0.1], limit=1) == ["west"]


def test_vectors_rolled_back_are_forgotten(known: Workspace) -> None:
    with known.transaction() as s:
        events.add(s, made.event("west"), made.NOW)
        vectors.save(s, MODEL, {"west": [-1, 0, 0]})
        assert nearest(s, [-1, 0, 0], limit=1) == ["west"]
        s.rollback()
    with known.transaction() as s:
        assert "west" not in nearest(s, [-1, 0, 0])
        events.add(s, made.event("up"), made.NOW)
        vectors.save(s, MODEL, {"up": [0, 0, 1]})
    with known.transaction(read_only=True) as s:
        assert nearest(s, [0, 0, 1], limit=1) == ["up"]


def test_saving_again_changes_nothing(known: Workspace) -> None:
    with known.transaction() as s:
        vectors.save(s, MODEL, {"north": [0, -1, 0]})
        vectors.save(s, MODEL, {})
        assert nearest(s, [0, 1, 0], limit=1) == ["north"]


def test_a_vector_that_an_older_version_stored_without_signs_is_missing(known: Workspace) -> None:
    with known.transaction() as s:
        lost = {"name": s.workspace, "id": events.id_of(s, "east")}
        s.connection().execute(text("UPDATE event_vector SET signs = '' WHERE workspace = :name AND event_id = :id"), lost)
    with known.transaction() as s:
        assert nearest(s, [9, 1, 0], limit=1) == ["north"]
        assert [slug for slug, _ in vectors.missing(s, MODEL)] == ["east"]
        vectors.save(s, MODEL, {"north": [0, 0, 1], "east": [1, 0, 0]})
        assert vectors.missing(s, MODEL) == []
    with known.transaction(read_only=True) as s:
        assert nearest(s, [9, 1, 0]) == ["east", "north", "south"]


def test_what_is_missing_comes_with_its_text(known: Workspace) -> None:
    with known.transaction() as s:
        [(slug, words), _] = vectors.missing(s, "another", limit=2)
        assert slug == "north"
        assert words.startswith("Headline of north\nNorwick\nAda Finch said")


@pytest.mark.parametrize("vector", [[], [0, 0, 0], [1, math.nan, 0], [math.inf, 0, 0], [1, 2], [[1, 0, 0]]])
def test_what_is_no_vector_of_the_model_is_refused(known: Workspace, vector: list[float]) -> None:
    with known.transaction() as s:
        events.add(s, made.event("new"), made.NOW)
        with pytest.raises(BadInput, match="vector"):
            vectors.save(s, MODEL, {"new": vector})
        with pytest.raises(BadInput, match="vector"):
            nearest(s, vector)
    with known.transaction() as s, pytest.raises(NotFound):
        vectors.save(s, MODEL, {"nothing": [1, 0, 0]})


@pytest.mark.parametrize("length", [384, 3072, 5000])
def test_lengths_of_real_models(workspace: Workspace, length: int) -> None:
    noise = np.random.default_rng(7).normal(size=(40, length))
    slugs = [f"e-{i}" for i in range(40)]
    with workspace.transaction() as s:
        events.add_many(s, map(made.event, slugs), made.NOW)
        vectors.save(s, f"real {length}", {slug: row.tolist() for slug, row in zip(slugs, noise, strict=True)})
    with workspace.transaction(read_only=True) as s:
        for i in (0, 17, 39):
            assert nearest(s, (noise[i] + 0.1).tolist(), model=f"real {length}")[0] == f"e-{i}"


def test_the_nearest_of_many_are_found_by_their_signs(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(11)
    noise = chance.normal(size=(600, 96))
    slugs = [f"e-{i}" for i in range(len(noise))]
    with workspace.transaction() as s:
        events.add_many(s, map(made.event, slugs), made.NOW)
        vectors.save(s, MODEL, {slug: row.tolist() for slug, row in zip(slugs, noise, strict=True)})
    with workspace.transaction(read_only=True) as s:
        ids = {slug: events.id_of(s, slug) for slug in ("e-0", "e-350", "e-599")}
        for loaded, (slug, id_) in itertools.product((2, 400, 10_000), ids.items()):
            monkeypatch.setattr(vectors, "_LOADED", loaded)
            monkeypatch.setattr(vectors, "_matrices", WeakKeyDictionary())  # so that all are read from the database
            row = noise[int(slug.removeprefix("e-"))]
            near = vectors.likeness(s, MODEL, (row + chance.normal(size=96) / 2).tolist(), also=[ids["e-0"]])
            assert max(near, key=lambda each: near[each]) == id_, loaded
            assert ids["e-0"] in near, loaded
            assert len(near) < len(noise), loaded


@pytest.mark.parametrize("vector", [[1.0], [-0.5, 2.0, 0.0], [*([1.0, -1.0] * 32), 3.0]])
def test_signs_have_a_bit_for_each_number(vector: list[float]) -> None:
    signs = vectors.signs_of(np.array(vector, dtype=np.float32))
    assert len(signs) == 8 * math.ceil(len(vector) / 64)
    bits = "".join(f"{byte:08b}" for byte in signs)
    assert bits == "".join("1" if number > 0 else "0" for number in vector).ljust(len(bits), "0")


def test_search_joins_words_and_vectors(known: Workspace) -> None:
    with known.transaction(read_only=True) as s:
        assert search.search(s, "zebra", vector=[1, 0, 0], vector_model=MODEL)[0] == "east"
        assert search.search(s, "headline of the south", vector=[0, -1, 0], vector_model=MODEL)[0] == "south"


@pytest.mark.parametrize("slug", ["north", "south"])
def test_a_reworded_event_gets_another_vector_which_all_processes_see(known: Workspace, slug: str) -> None:
    with known.transaction(read_only=True) as s:
        assert len(nearest(s, [0, 0, 1])) == 3
        (claim,) = events.get(s, slug).claims[:1]
    with known.transaction() as s:
        new = Rewording(claim=claim.key, becomes="new", text="The wording is a new one.")
        events.reword(s, slug, new, by="edda", reason="", at=made.NOW)
    with known.transaction() as s:
        ((waiting, words),) = vectors.missing(s, MODEL)
        assert (waiting, "The wording is a new one." in words) == (slug, True)
        vectors.save(s, MODEL, {slug: [0, 0, 1]})
    with known.transaction(read_only=True) as s:
        assert nearest(s, [0, 0, 1], limit=1) == [slug]
        assert sorted(nearest(s, [0, 0, 1])) == ["east", "north", "south"]
