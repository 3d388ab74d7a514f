"""How sure the wording sounds, and how far each hedge reaches."""

import pytest

from bot.domain.model import Tone
from bot.gateways.builtin.cues import forecasts, hedges

ORDER = (Tone.CERTAIN, Tone.LIKELY, Tone.UNCERTAIN)
CASES = [
    ("The dam reportedly broke at dawn.", "broke", Tone.UNCERTAIN, False),
    ("The dam appears to have broken.", "broken", Tone.LIKELY, False),
    ("The guard allegedly opened the gate.", "opened", Tone.UNCERTAIN, False),
    ("The dam is believed to have broken.", "broken", Tone.LIKELY, False),
    ("It is unclear whether the dam broke.", "broke", Tone.UNCERTAIN, False),
    ("It was not immediately clear whether the dam broke.", "broke", Tone.UNCERTAIN, False),
    ("It was not immediately clear if the dam broke.", "broke", Tone.UNCERTAIN, False),
    ("The dam may have broken.", "broken", Tone.UNCERTAIN, False),
    ("The dam might have broken.", "broken", Tone.UNCERTAIN, False),
    ("Unconfirmed reports say the dam broke.", "broke", Tone.UNCERTAIN, False),
    ("Without doubt, the dam broke.", "broke", Tone.CERTAIN, False),
    ("There is no doubt that the dam broke.", "broke", Tone.CERTAIN, False),
    ("The break is not merely alleged; the dam broke.", "broke", Tone.CERTAIN, False),
    ("The dam broke, and it is not known whether anyone died.", "broke", Tone.CERTAIN, False),
    ("The dam broke, and it is not known whether anyone died.", "died", Tone.UNCERTAIN, False),
    ("The dam probably broke at dawn.", "broke", Tone.LIKELY, False),
    ("The dam broke in all likelihood at dawn.", "at dawn", Tone.LIKELY, False),
    ("The dam almost certainly broke at dawn.", "broke", Tone.LIKELY, False),
    ("The dam very likely broke at dawn.", "broke", Tone.LIKELY, False),
    ("It is likely that the dam broke.", "broke", Tone.LIKELY, False),
    ("It is highly likely that the dam broke.", "broke", Tone.LIKELY, False),
    ("It is unlikely that the dam broke.", "broke", Tone.UNCERTAIN, False),
    ("It is possible that the dam broke.", "broke", Tone.UNCERTAIN, False),
    ("There is a possibility that the dam broke.", "broke", Tone.UNCERTAIN, False),
    ("The dam could have broken.", "broken", Tone.UNCERTAIN, False),
    ("The dam seems to have broken.", "broken", Tone.LIKELY, False),
    ("The dam seemingly broke.", "broke", Tone.LIKELY, False),
    ("The dam broke, apparently because of rain.", "broke", Tone.CERTAIN, False),
    ("The dam is thought to have broken.", "broken", Tone.LIKELY, False),
    ("The dam is said to have broken.", "broken", Tone.UNCERTAIN, False),
    ("The dam was rumoured to have broken.", "broken", Tone.UNCERTAIN, False),
    ("The suspected break of the dam shut the road.", "break", Tone.UNCERTAIN, False),
    ("Evidence suggests the dam broke.", "broke", Tone.LIKELY, False),
    ("Evidence points to a break.", "break", Tone.LIKELY, False),
    ("The dam is expected to break on Monday.", "break", Tone.LIKELY, True),
    ("The board plans to open the dam.", "open", Tone.CERTAIN, True),
    ("The board will open the dam.", "open", Tone.CERTAIN, True),
    ("The dam is likely to break.", "break", Tone.LIKELY, True),
    ("On May 3, the dam broke.", "broke", Tone.CERTAIN, False),
    ("The dam supposedly broke.", "broke", Tone.UNCERTAIN, False),
    ("The dam broke, if the reports are to be believed.", "broke", Tone.UNCERTAIN, False),
    ("The dam is feared to have broken.", "broken", Tone.UNCERTAIN, False),
    ("The dam is presumed to have broken.", "broken", Tone.LIKELY, False),
    ("The dam had planned spillways, the log shows.", "spillways", Tone.CERTAIN, False),
    ("The opening, planned for Monday, went ahead.", "went", Tone.CERTAIN, False),
    ("Nobody expected the dam to break, but it broke.", "it broke", Tone.CERTAIN, False),
    ("As expected, the dam broke.", "broke", Tone.CERTAIN, False),
    ("The dam broke as expected.", "broke", Tone.CERTAIN, False),
    ("The dam has broken, it seems.", "broken", Tone.LIKELY, False),
    ("The dam has broken, according to unconfirmed reports.", "broken", Tone.UNCERTAIN, False),
    ("The dam is due to open on Monday.", "open", Tone.CERTAIN, True),
    ("The dam is set to open on Monday.", "open", Tone.CERTAIN, True),
    ("The dam is scheduled to open on Monday.", "open", Tone.CERTAIN, True),
    ("The toll is estimated at 12.", "12", Tone.LIKELY, False),
    ("About 12 people died.", "died", Tone.CERTAIN, False),
    ("The dam undoubtedly broke.", "broke", Tone.CERTAIN, False),
    ("The dam will not open.", "open", Tone.CERTAIN, True),
    ("The guard is suspected of opening the gate.", "opening", Tone.UNCERTAIN, False),
    ("The guard is accused of opening the gate.", "opening", Tone.UNCERTAIN, False),
    ("The dam, it is claimed, broke.", "broke", Tone.UNCERTAIN, False),
    ("The purported break shut the road.", "break", Tone.UNCERTAIN, False),
    ("The dam broke, the board confirmed.", "broke", Tone.CERTAIN, False),
    ("The dam’s so-called break was a leak.", "leak", Tone.CERTAIN, False),
    ("There are conflicting accounts of the break.", "break", Tone.UNCERTAIN, False),
    ("The board intends to open the dam.", "open", Tone.CERTAIN, True),
    ("The board vowed to open the dam.", "open", Tone.CERTAIN, True),
    ("The dam can hold 4 tons.", "hold", Tone.CERTAIN, False),
    ("The board hopes to open the dam.", "open", Tone.CERTAIN, True),
]


@pytest.mark.parametrize(("text", "about", "tone", "forecast"), CASES)
def test_hedges_reach_what_they_govern(text: str, about: str, tone: Tone, forecast: bool) -> None:
    at = text.index(about)
    found = [hedge for hedge, cue in hedges(text) if cue.start <= at < cue.end]
    assert max([Tone.CERTAIN, *found], key=ORDER.index) is tone
    assert any(cue.start <= at < cue.end for cue in forecasts(text)) is forecast
