"""Correct: the driver never waits, and a loop retries while the database is locked."""

import asyncio
import os
import sqlite3

from fastapi import FastAPI

connection = sqlite3.connect(os.environ["DATABASE_PATH"], timeout=0, check_same_thread=False)

app = FastAPI()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


async def fetch(statement: str, *arguments: int) -> list[tuple]:
    for _ in range(100):
        try:
            return connection.execute(statement, arguments).fetchall()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            await asyncio.sleep(0.05)
    raise TimeoutError("the database was busy for 5 s")


@app.get("/users")
async def get_users(skip: int = 0, limit: int = 10) -> list[dict[str, int | str]]:
    rows = await fetch(
        "SELECT id, name FROM users ORDER BY id LIMIT ? OFFSET ?", min(max(limit, 1), 100), max(skip, 0)
    )
    return [{"id": row[0], "name": row[1]} for row in rows]
