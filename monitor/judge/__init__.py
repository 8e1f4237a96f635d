"""What a change means and whether it was owned up to.

Its doors: `find_notices` reads the publisher's declarations out of an article, `infer_earlier`
the text before them, `judge` weighs the edits between two documents against them (`only_technical`
where there are none), `likeness` sets words that stand elsewhere against them. Pure: no I/O but
the package's own phrase files, no clock, no network.
"""

from monitor.judge.disclosure import judge, only_technical
from monitor.judge.earlier import infer_earlier
from monitor.judge.notices import find_notices
from monitor.judge.speaking import UNLIKE, likeness

__all__ = ["UNLIKE", "find_notices", "infer_earlier", "judge", "likeness", "only_technical"]
