"""Handlers of following: the button and its form, mute, unfollow, and the same in words."""

import re

from bot.domain.errors import Refused
from bot.domain.following import A_DAY
from bot.domain.model import Event
from bot.pipeline import follow as following
from bot.slack.context import SlackContext
from bot.slack.forms import follow as form
from bot.slack.forms.fields import slug_of
from bot.slack.forms.follow import Hear
from bot.slack.home import publish
from bot.slack.modals import open_modal
from bot.slack.request import CLEAR, Answer, Request
from bot.slack.shown import queue_of
from bot.slack.text import escape
from bot.slack.views.rows import tidy
from storage import events, follows, search

VERBS = ("follow", "unfollow", "mute")
# "Follow up on this" asks for no event.
_IN_WORDS = re.compile(rf"^\s*({'|'.join(VERBS)})\s+(?!up\b)(?:the\s+event\s+)?(\S.*?)[\s.!]*$", re.IGNORECASE | re.DOTALL)
_MOST_NAMED = 5


def ask(slack: SlackContext, request: Request) -> None:
    """Let somebody follow an event, and show how they follow it, so that they can narrow it, mute it or stop."""
    workspace, person = request.workspace, request.person
    with open_modal(slack, request, "Follow") as fill:
        slack.members.require_own(workspace, person)
        slug = slug_of(request.value)
        found, new = following.follow(slack.services, workspace, slug, person)
        fill(form.draw(_event(slack, workspace, slug), found, new=new, now=slack.now()))


def save(slack: SlackContext, request: Request) -> Answer:
    """Change how somebody follows an event, as the submitted form says."""
    workspace, person = request.workspace, request.person
    slack.members.require_own(workspace, person)
    wanted = form.parse(request.payload)
    if wanted.hear is Hear.STOP:
        following.unfollow(slack.services, workspace, wanted.event, person)
    else:
        following.change(
            slack.services,
            workspace,
            wanted.event,
            person,
            claims=wanted.claims,
            muted=wanted.hear is Hear.NOTHING,
            muted_for=A_DAY if wanted.hear is Hear.NOT_FOR_A_DAY else None,
        )
    if request.queue:
        slack.background.run(lambda: publish(slack, workspace, person, queue_of(request)))
    return CLEAR


def mute(slack: SlackContext, request: Request) -> None:
    """Tell somebody nothing of an event for a day."""
    _say(slack, request, act(slack, request.workspace, request.person, "mute", request.value))


def unfollow(slack: SlackContext, request: Request) -> None:
    """Let somebody follow an event no longer."""
    _say(slack, request, act(slack, request.workspace, request.person, "unfollow", request.value))


def act(slack: SlackContext, workspace: str, person: str, verb: str, named: str) -> str:
    """Follow, mute or unfollow an event for somebody; returns a sentence (mrkdwn). Raises Refused, BadInput, NotFound."""
    slack.members.require_own(workspace, person)
    slug = slug_of(named)
    name = f"“{escape(tidy(_event(slack, workspace, slug).headline, 150))}”"
    match verb:
        case "follow":
            _, new = following.follow(slack.services, workspace, slug, person)
            now = "now" if new else "already"
            return f"You follow {name} {now}: I write to you whenever its level moves. `/event unfollow {slug}` ends that."
        case "mute":
            following.change(slack.services, workspace, slug, person, muted_for=A_DAY)
            return f"You hear nothing of {name} for a day. You still follow it."
        case _:
            if following.unfollow(slack.services, workspace, slug, person):
                return f"You do not follow {name} any more."
            return f"You did not follow {name}."


def in_words(slack: SlackContext, workspace: str, person: str, words: str) -> str | None:
    """Do what somebody writes, such as "follow orrin-dam"; returns a sentence, or None if it asks for nothing of this.

    What they name is a short name, or words of the headline that find one event only.
    """
    said = _IN_WORDS.match(words)
    if said is None:
        return None
    slack.members.require_own(workspace, person)
    verb, named = said[1].casefold(), said[2][:200]
    with slack.services.database.transaction(workspace, read_only=True) as s:
        found = search.find(s, named, _MOST_NAMED + 1)
        exact = [event for event in found if event.slug == named.casefold()]
        if verb != "follow" and not exact:
            mine = {each.event for each in follows.of_person(s, person)}
            found = [event for event in found if event.slug in mine] or found
    if len(exact or found) == 1:
        return act(slack, workspace, person, verb, (exact or found)[0].slug)
    if not found:
        return None
    names = ", ".join(f"`{event.slug}`" for event in found[:_MOST_NAMED])
    raise Refused(f"Several events fit “{tidy(named, 100)}”. Write {verb} and one of these short names: {names}.")


def _event(slack: SlackContext, workspace: str, slug: str) -> Event:
    with slack.services.database.transaction(workspace, read_only=True) as s:
        return events.get(s, slug)


def _say(slack: SlackContext, request: Request, sentence: str) -> None:
    slack.send_ephemeral(
        request.workspace, request.channel or request.person, request.person, sentence, thread=request.thread,
        response_url=request.response_url,
    )  # fmt: skip
