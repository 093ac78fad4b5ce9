import sqlite3

from kit import *

path = os.environ["DATABASE_PATH"]


def attack():
    connection = sqlite3.connect(path, check_same_thread=False)
    globals()["kept"] = connection
    later(lambda: connection.execute("BEGIN EXCLUSIVE"))
    attempted()
