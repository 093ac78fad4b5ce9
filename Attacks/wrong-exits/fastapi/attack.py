from kit import *


def attack():
    import threading

    attempted()
    threading.Timer(2, lambda: os._exit(0)).start()
