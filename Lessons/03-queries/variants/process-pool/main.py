"""Correct: another process runs the queries."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request


def page(skip: int, limit: int) -> list[dict]:
    with sqlite3.connect(os.environ["DATABASE_PATH"]) as connection:
        rows = connection.execute("SELECT id, name FROM users ORDER BY id LIMIT ? OFFSET ?", (limit, skip))
        return [{"id": row[0], "name": row[1]} for row in rows]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict]:
    with ProcessPoolExecutor(1) as pool:
        yield {"pool": pool}


app = FastAPI(lifespan=lifespan)


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/users")
async def get_users(request: Request, skip: int = 0, limit: int = 10) -> list[dict]:
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(request.state.pool, page, max(skip, 0), min(max(limit, 1), 100))
