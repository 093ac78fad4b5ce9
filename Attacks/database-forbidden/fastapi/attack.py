import sqlite3

from kit import *

path = os.environ["DATABASE_PATH"]


def attack():
    def change():
        os.chmod(path, 0)
        os.chmod(os.path.dirname(path), 0)

    later(change)
    attempted()
