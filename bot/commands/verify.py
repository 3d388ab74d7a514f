"""`second-source verify`: a pack of evidence, by itself."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.output import AsJson, contents, show
from bot.domain.errors import BadInput
from bot.domain.wording import clean
from bot.packs.verifying import Verified
from bot.packs.verifying import verify as verify_pack


def verify(
    pack: Annotated[Path, typer.Argument(metavar="PACK", help="The file that 'events export --pack' wrote.")],
    authorities: Annotated[
        Path | None, typer.Option("--ca", help="Certificates of the timestamp authority that you trust, as PEM.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Verify a pack of evidence: that nothing was changed since it was made.

    It needs neither a record nor the network. Exit code 1 if something is wrong.
    """
    trusted = None if authorities is None else contents(authorities)
    try:
        verified = _verified(pack)
        stamped = None if trusted is None else _stamped(verified, trusted)
    except BadInput as wrong:
        show(f"✗ {clean(wrong.sentence)}", {"fault": wrong.sentence}, as_json=as_json)
        raise typer.Exit(1) from wrong
    manifest = verified.manifest
    lines = [
        f"✓ Nothing was changed since the pack was made, on {manifest.made_at:%Y-%m-%d at %H:%M} UTC by its own word.",
        f"  Event: {clean(manifest.headline)[:300]} ({clean(manifest.event)[:120]})",
        "  The newsroom made it if it has published the hash of the manifest:",
        f"    {verified.sha256}",
        f"  The hash of entry {manifest.chain.count:,} of its history vouches for entries.jsonl alone:",
        f"    {manifest.chain.head}",
    ]
    by = clean(manifest.timestamp_by or "")[:200]
    if stamped is not None:
        lines.append(
            f"✓ The timestamp holds: an authority that you trust saw the manifest on {stamped:%Y-%m-%d, %H:%M:%S} UTC."
        )
    elif by:
        lines.append(f"  It has a timestamp by {by}; --ca with that authority's certificates verifies it.")
    data = {
        "fault": None,
        "manifest": manifest,
        "manifest_sha256": verified.sha256,
        "timestamp": None if stamped is None else stamped.isoformat(),
    }
    show("\n".join(lines), data, as_json=as_json)


def _verified(pack: Path) -> Verified:
    try:
        with pack.open("rb") as file:
            return verify_pack(file)
    except OSError as error:
        raise BadInput(f"{pack} cannot be read: {error.strerror}.") from error


def _stamped(verified: Verified, trusted: bytes) -> dt.datetime:
    # Cryptography takes long to import, and only a timestamp needs it.
    from bot.packs.timestamp import verified_time

    if verified.timestamp is None:
        raise BadInput("The pack has no timestamp to verify.")
    return verified_time(verified.timestamp, verified.described, trusted)
