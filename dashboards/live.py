"""Give the scores under a reader's setting, or the study's own with the reason why there are no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.scene import Live, Scene
from dashboards.scorer import QUICK, STUDY
from dashboards.state import read_state
from geo.errors import ArraigoError

if TYPE_CHECKING:
    from dashboards.data import Published
    from dashboards.scorer import Scorer
    from dashboards.state import Setting


def live_for(data: Published, setting: Setting, *, firm: bool = False) -> Live:
    """Score under a setting; under the study's own the scores are the published ones, not made again.

    Parameters
    ----------
    data
        The published results; what was scored before is kept with them.
    setting
        The reader's.
    firm
        Whether to wait for as many replicates as the study has; else what is at hand, or the quick ones.
    """
    scorer, full = data.scorer, data.catalogue.study.replicates
    if setting == STUDY:
        return data.live
    if scorer.hindrance:
        return Live(data.scores, replicates=full, fault=scorer.hindrance)
    try:
        scores, replicates = (scorer.scores(setting, replicates=full), full) if firm else scorer.best(setting)
        return Live(scores, own=True, replicates=replicates, catalogue=scorer.catalogue(setting))
    except ArraigoError as error:
        return Live(data.scores, replicates=full, fault=str(error))


def live_in_turn(data: Published, setting: Setting, *, firm: bool = False) -> Live:
    """Give what `live_for` gives: at once where it is at hand, else when the line of those who need scores is through.

    Whoever stands in that line already calls `live_for` itself.
    """
    if _is_at_hand(data.scorer, setting, firm=firm):
        return live_for(data, setting, firm=firm)
    # Scales that nobody had yet take a second to fit: who waits for others does not wait for that.
    data.scorer.prepare(setting)
    return data.line.submit(live_for, data, setting, firm=firm).result()


def _is_at_hand(scorer: Scorer, setting: Setting, *, firm: bool) -> bool:
    full = scorer.study.study.replicates
    kept = any(scorer.ready(setting, replicates=number) for number in ((full,) if firm else (full, QUICK)))
    return kept or bool(scorer.hindrance)


def scene_of(data: Published, search: str | None, *, firm: bool = False) -> Scene:
    """Make the scene of an address."""
    state = read_state(search, known=data.known)
    return Scene(data, live_in_turn(data, state.setting, firm=firm), state)
