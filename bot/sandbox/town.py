"""The people, channels and settings of the fictional newsroom."""

from bot.domain.workspace import WorkspaceSettings
from bot.sandbox.local_slack.values import Channel, Person, Role, UserGroup

MIRA = Person("U0MIRA", "mira", "Mira Sand", emoji_face="🦊")
JONAS = Person("U0JONAS", "jonas", "Jonas Reed", emoji_face="🐻")
LEILA = Person("U0LEILA", "leila", "Leila Orr", emoji_face="🦉")
EDDA = Person("U0EDDA", "edda", "Edda Voss", emoji_face="🐺")
TOBIAS = Person("U0TOBIAS", "tobias", "Tobias Lund", emoji_face="🦅")
PETRA = Person("U0PETRA", "petra", "Petra Halm", Role.ADMIN, emoji_face="🐙")
GUS = Person("U0GUS", "gus", "Gus Tarn (guest)", Role.GUEST, emoji_face="🐢")
SAM = Person("U0SAM", "sam", "Sam Pike (Bayview Wire)", Role.OUTSIDER, team="T0BAYVIEW", emoji_face="🦈")

OWN = (MIRA, JONAS, LEILA, EDDA, TOBIAS, PETRA)
PEOPLE = (*OWN, GUS, SAM)
"""Journalists: Mira, Jonas, Leila; editors: Edda, Tobias; admin: Petra; a guest; somebody of another workspace."""

BOT = "U0SOURCE"
VERIFICATION = Channel("C0VERIFY", "verification", [*(p.id for p in OWN), GUS.id, BOT])
DESK = Channel("C0DESK", "city-desk", [*(p.id for p in OWN), BOT])
RECORD = Channel("C0RECORD", "the-record", [*(p.id for p in OWN), BOT])
LUNCH = Channel("C0LUNCH", "lunch", [p.id for p in OWN])
JOINT = Channel("C0JOINT", "joint-harbour", [MIRA.id, EDDA.id, SAM.id, BOT], shared=True)
CHANNELS = (VERIFICATION, DESK, RECORD, LUNCH, JOINT)
"""Watched: #verification. Announcements: #the-record. The bot is not in #lunch; #joint-harbour is shared with Bayview Wire."""

EDITORS = UserGroup("S0EDITORS", "editors", "Editors", (EDDA.id, TOBIAS.id))
GROUPS = (EDITORS,)

SETTINGS = WorkspaceSettings(
    watched_channels=(VERIFICATION.id,),
    editor_groups=(EDITORS.id,),
    home_channel=RECORD.id,
    public_channel=DESK.id,
    ignored_domains=("pictures-of-cats.example",),
)
