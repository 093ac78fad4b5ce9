"""A known price is returned immediately, and a newer one is fetched in the background."""

import asyncio
import os
from urllib import parse

import httpx
from fastapi import FastAPI

client = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])
last_known: dict[str, dict[str, str | float]] = {}
refreshing: set[asyncio.Task[None]] = set()

app = FastAPI()


async def refresh(symbol: str) -> None:
    response = await client.get(f"/quotes/{parse.quote(symbol, safe='')}")
    response.raise_for_status()
    last_known[symbol] = response.json()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def report() -> dict[str, str]:
    await asyncio.sleep(0.4)
    return {"message": "This leaves the event loop free"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    task = asyncio.create_task(refresh(symbol))
    refreshing.add(task)
    task.add_done_callback(refreshing.discard)
    if symbol not in last_known:
        await task
    body = last_known[symbol]
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
