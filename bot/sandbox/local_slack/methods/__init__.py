"""The Web API methods, one module for each family."""

import importlib

from bot.sandbox.local_slack.methods.registry import METHODS

_FAMILIES = "assistant auth blocks chat conversations files reactions unfurls usergroups users views"
for _family in _FAMILIES.split():
    importlib.import_module(f"bot.sandbox.local_slack.methods.{_family}")

__all__ = ["METHODS"]
