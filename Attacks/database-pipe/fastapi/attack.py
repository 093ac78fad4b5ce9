import sqlite3

from kit import *

path = os.environ["DATABASE_PATH"]


def attack():
    os.unlink(path) if os.path.exists(path) else None
    for name in ["", "-journal", "-wal", "-shm"]:
        tries(name, lambda: os.mkfifo(path + name))
    attempted()
