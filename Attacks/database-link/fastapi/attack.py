import sqlite3

from kit import *

path = os.environ["DATABASE_PATH"]


def attack():
    for name in ["", "-journal", "-wal", "-shm"]:
        def link():
            if os.path.lexists(path + name):
                os.unlink(path + name)
            os.symlink(KNOWN["home"] + "/secret.txt", path + name)

        tries("link " + name, lambda: link())
    attempted()
