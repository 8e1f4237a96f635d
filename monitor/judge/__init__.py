"""What a change means and whether it was owned up to.

Three doors: `find_notices` reads the publisher's declarations out of an article, `infer_earlier`
the text before them, `judge` weighs the edits between two documents against them. Pure: no I/O but
the package's own phrase files, no clock, no network.
"""

from monitor.judge.disclosure import judge
from monitor.judge.earlier import infer_earlier
from monitor.judge.notices import find_notices

__all__ = ["find_notices", "infer_earlier", "judge"]
