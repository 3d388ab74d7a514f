"""Open modals and Home tabs by person, with what was typed there."""

from dataclasses import replace

from bot.sandbox.local_slack.values import Json, View

DEEPEST = 3
"""How many modals can be stacked."""


class OpenViews:
    """All open views. The world's lock is held around every call."""

    def __init__(self) -> None:
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def modal(self, user: str) -> View | None:
        """Return the topmost open modal."""
        stack = self._stacks.get(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        """Return what was last published on a person's Home tab."""
        return self._homes.get(user)

    def find(self, view_id: str) -> View | None:
        """Return an open modal or a Home tab by its id."""
        return next((view for view in self._all() if view.id == view_id), None)

    def by_external_id(self, external_id: str) -> View | None:
        """Return an open view by the external id that the app set."""
        return next((view for view in self._all() if view.payload.get("external_id") == external_id), None)

    def open(self, view: View) -> None:
        """Open a modal, replacing all open ones."""
        self._stacks[view.user] = [view]

    def push(self, view: View) -> None:
        """Push a modal on the stack."""
        self._stacks.setdefault(view.user, []).append(view)

    def depth(self, user: str) -> int:
        """Return how many modals are stacked."""
        return len(self._stacks.get(user, ()))

    def pop(self, user: str) -> None:
        """Close the topmost modal; the one below is visible again."""
        stack = self._stacks.get(user)
        if stack:
            stack.pop()

    def clear(self, user: str) -> list[View]:
        """Close all modals of a person; returns them, topmost first."""
        return list(reversed(self._stacks.pop(user, [])))

    def publish(self, view: View) -> None:
        """Set a person's Home tab."""
        self._homes[view.user] = view

    def put(self, view: View) -> None:
        """Replace an open view by a changed one with the same id."""
        if view.type == "home":
            self._homes[view.user] = view
            return
        stack = self._stacks.get(view.user, [])
        self._stacks[view.user] = [view if old.id == view.id else old for old in stack]

    def typed(self, view_id: str, block_id: str, action_id: str, state: Json) -> None:
        """Store what a person typed or chose."""
        view = self.find(view_id)
        if view is not None:
            block = {**view.values.get(block_id, {}), action_id: state}
            self.put(replace(view, values={**view.values, block_id: block}))

    def _all(self) -> list[View]:
        return [*(view for stack in self._stacks.values() for view in stack), *self._homes.values()]
