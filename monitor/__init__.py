"""An article change and correction monitor: what changed, was it owned up to, can it be proved?"""

__version__ = "0.1.0"
