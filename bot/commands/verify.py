"""`second-source verify`: a pack of evidence, by itself."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.output import AsJson, show
from bot.domain.errors import BadInput
from bot.domain.wording import clean
from bot.packs.verifying import Verified
from bot.packs.verifying import verify as verify_pack


def verify(
    pack: Annotated[Path, typer.Argument(metavar="PACK", help="The file that 'events export --pack' wrote.")],
    as_json: AsJson = False,
) -> None:
    """Verify a pack of evidence: that nothing was changed since it was made.

    It needs neither a record nor the network. Exit code 1 if something is wrong.
    """
    verified = _verified(pack)
    if isinstance(verified, BadInput):
        show(f"✗ {clean(verified.sentence)}", {"fault": verified.sentence}, as_json=as_json)
        raise typer.Exit(1)
    manifest = verified.manifest
    lines = [
        f"✓ Nothing was changed since the pack was made, on {manifest.made_at:%Y-%m-%d at %H:%M} UTC by its own word.",
        f"  Event: {clean(manifest.headline)} ({clean(manifest.event)})",
        "  Compare with what the newsroom has published: the hash of the manifest",
        f"    {verified.sha256}",
        f"  or of entry {manifest.chain.count:,} of its history",
        f"    {clean(manifest.chain.head)}",
    ]
    data = {"fault": None, "manifest": manifest, "manifest_sha256": verified.sha256}
    show("\n".join(lines), data, as_json=as_json)


def _verified(pack: Path) -> Verified | BadInput:
    try:
        with pack.open("rb") as file:
            return verify_pack(file)
    except OSError as error:
        raise BadInput(f"{pack} cannot be read: {error.strerror}.") from error
    except BadInput as wrong:
        return wrong
