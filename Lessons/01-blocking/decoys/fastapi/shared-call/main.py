"""Async throughout; callers who request the same quote share one call."""

import asyncio
import os
from urllib import parse

import httpx
from fastapi import FastAPI

client = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])
in_flight: dict[str, asyncio.Task[dict[str, str | float]]] = {}

app = FastAPI()


async def fetch_quote(symbol: str) -> dict[str, str | float]:
    response = await client.get(f"/quotes/{parse.quote(symbol, safe='')}")
    response.raise_for_status()
    return response.json()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def waiting_endpoint() -> dict[str, str]:
    await asyncio.sleep(0.4)
    return {"message": "This leaves the event loop free"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    task = in_flight.get(symbol)
    if task is None:
        task = asyncio.create_task(fetch_quote(symbol))
        task.add_done_callback(lambda _: in_flight.pop(symbol, None))
        in_flight[symbol] = task
    body = await asyncio.shield(task)
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
