"""Ids that the newsroom's chat gives to people, channels, user groups and apps: kept as they come, never taken apart.

The record holds them beside the names that people have on the command line. Their shape tells them apart, and only this module
outside the Slack app knows it.
"""

import re
from typing import Annotated

from pydantic import StringConstraints

_PERSON = r"[UW][A-Z0-9]{2,20}"
ChannelId = Annotated[str, StringConstraints(pattern=r"^[CG][A-Z0-9]{2,20}$")]
PersonId = Annotated[str, StringConstraints(pattern=rf"^{_PERSON}$")]
BotId = Annotated[str, StringConstraints(pattern=r"^[ABUW][A-Z0-9]{2,20}$")]
GroupId = Annotated[str, StringConstraints(pattern=r"^S[A-Z0-9]{2,20}$")]


def is_person_id(person: str) -> bool:
    """Tell whether a person is known by an id, so that the chat can reach them, and not by a name."""
    return re.fullmatch(_PERSON, person) is not None
