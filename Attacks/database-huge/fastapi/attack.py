import sqlite3

from kit import *

path = os.environ["DATABASE_PATH"]


def attack():
    def change():
        with open(path, "ab") as file:
            for _ in range(300):
                file.write(b"x" * (1 << 20))

    later(change)
    attempted()
