import sqlite3

from kit import *

path = os.environ["DATABASE_PATH"]


def later(action):
    """Once the lesson has filled its database and asks for rows."""
    import threading
    import time

    def run():
        for _ in range(40):
            time.sleep(0.1)
            try:
                action()
            except BaseException as error:
                print(type(error).__name__, error, flush=True)

    threading.Thread(target=run, daemon=True).start()


def attack():
    connection = sqlite3.connect(path, check_same_thread=False)
    globals()["kept"] = connection
    later(lambda: connection.execute("BEGIN EXCLUSIVE"))
    attempted()
