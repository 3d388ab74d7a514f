"""The Web API methods, one module for each family."""

import importlib

from bot.sandbox.local_slack.methods.registry import METHODS

for _family in ("assistant", "auth", "blocks", "chat", "conversations", "files", "reactions", "usergroups", "users", "views"):
    importlib.import_module(f"bot.sandbox.local_slack.methods.{_family}")

__all__ = ["METHODS"]
