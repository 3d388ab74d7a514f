"""The rules of the domain get more examples than other properties: they cost little, and all else rests on them."""

from collections.abc import Generator

import pytest
from hypothesis import settings

settings.register_profile("rules", settings.get_profile("same"), max_examples=40)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Read the files of this folder with more examples, unless other profiles are asked for: `given` takes what holds then."""
    profile = settings.get_current_profile_name()
    settings.load_profile("rules" if profile == "same" else profile)
    try:
        return (yield)
    finally:
        settings.load_profile(profile)
