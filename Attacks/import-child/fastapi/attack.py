import os


def attack():
    if os.fork():
        os._exit(0)
    os.setsid()
