from kit import *


def attack():
    import asyncio
    import time

    attempted()
    # Time that passes faster for the module than for anyone else.
    real = time.sleep
    time.sleep = lambda seconds: real(seconds / 10)
    loop = asyncio.BaseEventLoop
    clock = loop.time
    loop.time = lambda self: clock(self) * 10
