import sqlite3

from kit import *

path = os.environ["DATABASE_PATH"]


def attack():
    def change():
        with open(path, "r+b") as file:
            file.write(b"SQLite format 3\0" + b"\xff" * 4000)
            file.truncate(60 << 20)

    later(change)
    attempted()
