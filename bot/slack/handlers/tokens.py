"""Handlers of tokens of programs, which the admins make and revoke in App Home."""

from bot.domain.errors import BadInput, Refused
from bot.pipeline import api_tokens as tokens
from bot.slack.context import SlackContext
from bot.slack.forms import tokens as tokens_form
from bot.slack.forms.fields import FormFaults
from bot.slack.modals import open_modal
from bot.slack.request import Answer, Request, errors, updated
from storage import api_tokens


def change(slack: SlackContext, request: Request) -> None:
    """Open the form of the tokens."""
    with open_modal(slack, request, "Tokens of programs") as show:
        slack.members.require_admin(request.workspace, request.person)
        with slack.services.database.transaction(request.workspace, read_only=True) as s:
            found = api_tokens.list_(s)
        show(tokens_form.draw(found, slack.now()))


def save(slack: SlackContext, request: Request) -> Answer:
    """Revoke what the submitted form says, and make the new token; it is shown at once, this once."""
    workspace, person = request.workspace, request.person
    slack.members.require_admin(workspace, person)
    wanted = tokens_form.parse(request.payload, slack.now())
    if isinstance(wanted, FormFaults):
        return errors(wanted)
    answer: Answer = None
    if wanted.name:
        try:
            text, token = tokens.make(slack.services, workspace, wanted.name, wanted.scopes, by=person, ends_at=wanted.ends_at)
        except (BadInput, Refused) as error:
            return errors({tokens_form.NAME: error.sentence})
        answer = updated(tokens_form.new_token(text, token))
    with slack.services.database.transaction(workspace, read_only=True) as s:
        names = [token.name for token in api_tokens.list_(s) if token.id in wanted.revoked]
    for name in names:
        tokens.revoke(slack.services, workspace, name, by=person)
    return answer
