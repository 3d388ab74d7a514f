"""What Slack takes as a manifest, and what it asks for each method and event.

The schema says in short what slackapi/manifest-schema (schemas/manifest.schema.2.0.0.json) says of the parts that an app like
this one has; parts that we have no use for (functions, workflows, datastores …) are refused here. That schema takes any string
for a scope or an event: the lists are from docs.slack.dev/reference/scopes and docs.slack.dev/reference/events.
"""

from typing import Any

Schema = dict[str, Any]


def _text(most: int, least: int = 1, pattern: str | None = None) -> Schema:
    return {"type": "string", "minLength": least, "maxLength": most, **({"pattern": pattern} if pattern else {})}


def _part(required: tuple[str, ...] = (), **properties: Schema) -> Schema:
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}


def _several(of: Schema, most: int, least: int = 0, *, unique: bool = False) -> Schema:
    return {"type": "array", "items": of, "minItems": least, "maxItems": most, "uniqueItems": unique}


_FLAG: Schema = {"type": "boolean"}
_NUMBER: Schema = {"type": "integer"}
_ADDRESS = _text(3500, pattern=r"^https?://")

SCHEMA: Schema = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    **_part(
        ("display_information",),
        _metadata={**_part(("major_version",), major_version={"const": 2}, minor_version=_NUMBER)},
        display_information=_part(
            ("name",),
            name=_text(35),
            description=_text(140),
            background_color=_text(7, 4, pattern=r"^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$"),
            long_description=_text(4000, 175),
        ),
        features=_part(
            app_home=_part(
                home_tab_enabled=_FLAG, messages_tab_enabled=_FLAG, messages_tab_read_only_enabled=_FLAG
            ),
            bot_user=_part(("display_name",), display_name=_text(80), always_online=_FLAG),
            shortcuts=_several(
                _part(
                    ("name", "type", "callback_id", "description"),
                    name=_text(24),
                    type={"enum": ["message", "global"]},
                    callback_id=_text(255),
                    description=_text(150),
                ),
                10,
                1,
            ),
            slash_commands=_several(
                _part(
                    ("command", "description"),
                    command=_text(32, 2, pattern="^/"),
                    url=_text(3000, pattern=r"^https?://"),
                    description=_text(2000),
                    usage_hint=_text(1000),
                    should_escape=_FLAG,
                ),
                50,
                1,
            ),
            unfurl_domains=_several(_text(255, pattern=r"^(?![.\-])([-a-z0-9.])+([a-z0-9])$"), 5, 1, unique=True),
        ),
        oauth_config=_part(
            redirect_urls=_several(_text(2500), 1000, unique=True),
            scopes=_part(bot=_several(_text(50), 255), user=_several(_text(50), 255)),
        ),
        settings=_part(
            event_subscriptions=_part(
                request_url=_ADDRESS,
                bot_events=_several(_text(50), 100, unique=True),
                user_events=_several(_text(50), 100, unique=True),
            ),
            interactivity=_part(
                ("is_enabled",), is_enabled=_FLAG, request_url=_ADDRESS, message_menu_options_url=_ADDRESS
            ),
            org_deploy_enabled=_FLAG,
            socket_mode_enabled=_FLAG,
            token_rotation_enabled=_FLAG,
        ),
    ),
}  # fmt: skip

_SCOPES = """
    app_mentions:read assistant:write bookmarks:read bookmarks:write calls:read calls:write canvases:read canvases:write
    channels:history channels:join channels:manage channels:read channels:write.invites channels:write.topic chat:write
    chat:write.customize chat:write.public commands conversations.connect:manage conversations.connect:read
    conversations.connect:write datastore:read datastore:write dnd:read emoji:read files:read files:write groups:history
    groups:read groups:write groups:write.invites groups:write.topic im:history im:read im:write im:write.topic
    incoming-webhook links.embed:write links:read links:write lists:read lists:write metadata.message:read mpim:history
    mpim:read mpim:write mpim:write.topic pins:read pins:write reactions:read reactions:write reminders:read reminders:write
    remote_files:read remote_files:share remote_files:write search:read.files search:read.public search:read.users team:read
    team.billing:read team.preferences:read tokens.basic triggers:read triggers:write usergroups:read usergroups:write
    users.profile:read users:read users:read.email users:write workflow.steps:execute
"""
SCOPES = frozenset(_SCOPES.split())
"""Scopes that a bot token can have."""

_EVENTS = """
    app_home_opened app_mention app_rate_limited app_requested app_uninstalled assistant_thread_context_changed
    assistant_thread_started call_rejected channel_archive channel_created channel_deleted channel_history_changed
    channel_id_changed channel_left channel_rename channel_shared channel_unarchive channel_unshared dnd_updated
    dnd_updated_user email_domain_changed emoji_changed file_change file_comment_added file_comment_deleted
    file_comment_edited file_created file_deleted file_public file_shared file_unshared function_executed
    grid_migration_finished grid_migration_started group_archive group_close group_deleted group_history_changed
    group_left group_open group_rename group_unarchive im_close im_created im_history_changed im_open invite_requested
    link_shared member_joined_channel member_left_channel message.app_home message.channels message.groups message.im
    message.mpim message_metadata_deleted message_metadata_posted message_metadata_updated pin_added pin_removed
    reaction_added reaction_removed scope_denied scope_granted shared_channel_invite_accepted
    shared_channel_invite_approved shared_channel_invite_declined shared_channel_invite_received
    shared_channel_invite_requested star_added star_removed subteam_created subteam_members_changed subteam_self_added
    subteam_self_removed subteam_updated team_access_granted team_access_revoked team_domain_change team_join team_rename
    tokens_revoked user_change user_connection user_huddle_changed user_profile_changed user_resource_denied
    user_resource_granted user_resource_removed user_status_changed
"""
EVENTS = frozenset(_EVENTS.split())
"""Events that a bot can subscribe to."""

# We work in public and in private channels, and read the messages that are sent to the bot alone.
_READ = ("channels:read", "groups:read")
_HISTORY = ("channels:history", "groups:history", "im:history")

METHOD_SCOPES: dict[str, tuple[str, ...]] = {
    "blocks_validate": (),
    "api_test": (),
    "assistant_threads_setStatus": ("chat:write",),
    "auth_test": (),
    "chat_delete": ("chat:write",),
    "chat_getPermalink": (),
    "chat_postEphemeral": ("chat:write",),
    "chat_postMessage": ("chat:write",),
    "chat_unfurl": ("links:write",),
    "chat_update": ("chat:write",),
    "conversations_history": _HISTORY,
    "conversations_info": _READ,
    "conversations_list": _READ,
    "conversations_members": _READ,
    "conversations_open": ("im:write",),
    "conversations_replies": _HISTORY,
    "files_upload_v2": ("files:write",),
    "oauth_v2_access": (),
    "reactions_add": ("reactions:write",),
    "reactions_remove": ("reactions:write",),
    "usergroups_list": ("usergroups:read",),
    "usergroups_users_list": ("usergroups:read",),
    "users_info": ("users:read",),
    "users_list": ("users:read",),
    "views_open": (),
    "views_publish": (),
    "views_push": (),
    "views_update": (),
}
"""What a bot needs for each Web API method, as slack_sdk names it (docs.slack.dev/reference/methods, "Required scopes")."""

EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "link_shared": ("links:read",),
    "member_joined_channel": _READ,
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "tokens_revoked": (),
}
"""What a bot needs for each event (docs.slack.dev/reference/events, "Required scopes")."""

SUBSCRIPTIONS: dict[str, tuple[str, ...]] = {"message": ("message.channels", "message.groups", "message.im")}
"""Under which names an event is subscribed to, where not under its own: messages, for each kind of channel that we work in."""
