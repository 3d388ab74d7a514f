"""Modals and Home tabs: who has which open, and what they typed there."""

from dataclasses import replace

from bot.sandbox.local_slack.values import Json, View

DEEPEST = 3
"""So many modals can lie on one another."""


class Windows:
    """All open views. The world's lock is held around every call."""

    def __init__(self) -> None:
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def modal(self, user: str) -> View | None:
        """Give the topmost open modal."""
        stack = self._stacks.get(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        """Give what was last published on a person's Home tab."""
        return self._homes.get(user)

    def find(self, view_id: str) -> View | None:
        """Give an open modal or a Home tab by its id."""
        return next((view for view in self._all() if view.id == view_id), None)

    def by_external_id(self, external_id: str) -> View | None:
        """Give an open view by the id that the app gave it."""
        return next((view for view in self._all() if view.payload.get("external_id") == external_id), None)

    def open(self, view: View) -> None:
        """Show a modal alone, in place of what was open."""
        self._stacks[view.user] = [view]

    def push(self, view: View) -> None:
        """Lay a modal upon the others."""
        self._stacks.setdefault(view.user, []).append(view)

    def depth(self, user: str) -> int:
        """How many modals lie on one another."""
        return len(self._stacks.get(user, ()))

    def pop(self, user: str) -> None:
        """Close the topmost modal; the one below shows again."""
        stack = self._stacks.get(user)
        if stack:
            stack.pop()

    def clear(self, user: str) -> list[View]:
        """Close all modals of a person; gives them, the topmost first."""
        return list(reversed(self._stacks.pop(user, [])))

    def publish(self, view: View) -> None:
        """Set a person's Home tab."""
        self._homes[view.user] = view

    def put(self, view: View) -> None:
        """Replace an open view by its changed self."""
        if view.type == "home":
            self._homes[view.user] = view
            return
        stack = self._stacks.get(view.user, [])
        self._stacks[view.user] = [view if old.id == view.id else old for old in stack]

    def typed(self, view_id: str, block_id: str, action_id: str, state: Json) -> None:
        """Keep what a person typed or picked."""
        view = self.find(view_id)
        if view is not None:
            block = {**view.values.get(block_id, {}), action_id: state}
            self.put(replace(view, values={**view.values, block_id: block}))

    def _all(self) -> list[View]:
        return [*(view for stack in self._stacks.values() for view in stack), *self._homes.values()]
