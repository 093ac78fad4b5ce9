"""Passes calls on: a hook that stands between the framework and the module leaves no frame in a traceback."""

import sys

from pitfall_trace import guarded, now


class WatchedCall:
    """Around every call that a hook passes on: `with WatchedCall(ended) as call: call.value = await function(…)`.

    `ended(call)` is told what the call returned or raised. An exception goes on without the frame that has the
    `with`: so the module's log, and a response that shows a traceback, stay what they are without hooks.
    """

    def __init__(self, ended=None):
        self.tell = guarded(ended) if ended is not None else None
        self.value = None
        self.raised = None

    def __enter__(self):
        self.began = now()
        return self

    def __exit__(self, kind, error, trace):
        self.raised = error
        if self.tell is not None:
            self.tell(self)
        if error is not None:
            outermost = error.__traceback__
            if outermost is not None and outermost.tb_frame is sys._getframe(1):
                error.__traceback__ = outermost.tb_next
