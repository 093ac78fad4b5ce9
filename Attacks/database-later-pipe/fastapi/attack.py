import sqlite3

from kit import *

path = os.environ["DATABASE_PATH"]


def attack():
    def change():
        os.path.lexists(path) and os.rename(path, path + ".old")
        os.mkfifo(path)

    later(change)
    attempted()
