"""The event loop sleeps when the upstream was slow."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib import parse

import httpx
from fastapi import FastAPI

client = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with client:
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def waiting_endpoint() -> dict[str, str]:
    await asyncio.sleep(0.4)
    return {"message": "This leaves the event loop free"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    asked = time.monotonic()
    response = await client.get(f"/quotes/{parse.quote(symbol, safe='')}")
    response.raise_for_status()
    if time.monotonic() - asked > 0.7:
        time.sleep(0.06)  # a slow upstream is given a moment to recover
    body = response.json()
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
