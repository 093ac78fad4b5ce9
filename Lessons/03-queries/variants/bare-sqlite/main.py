"""Correct without an ORM: each request opens a connection in a thread."""

import asyncio
import os
import sqlite3

from fastapi import FastAPI, HTTPException

PATH = os.environ["DATABASE_PATH"]

app = FastAPI()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


def page(skip: int, limit: int, after: int) -> list[dict]:
    connection = sqlite3.connect(PATH)
    connection.row_factory = sqlite3.Row
    try:
        rows = connection.execute(
            "SELECT id, name, bio FROM users WHERE id > ? ORDER BY id LIMIT ? OFFSET ?", (after, limit, skip)
        )
        return [dict(row) for row in rows]
    finally:
        connection.close()


@app.get("/users")
async def get_users(skip: int = 0, limit: int = 10, after: int = 0) -> list[dict]:
    if skip < 0 or not 1 <= limit <= 100:
        raise HTTPException(400, "skip is 0 or more, limit between 1 and 100")
    return await asyncio.to_thread(page, skip, limit, after)
