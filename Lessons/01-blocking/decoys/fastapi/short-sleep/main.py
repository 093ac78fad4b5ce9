"""Async clients everywhere, and a short pause to limit the load on the upstream."""

import asyncio
import os
import time
from urllib import parse

import httpx
from fastapi import FastAPI

client = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])
PAUSE = 0.05  # seconds between two jobs

app = FastAPI()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def report() -> dict[str, str]:
    time.sleep(PAUSE)
    await asyncio.sleep(0.4)
    return {"message": "This leaves the event loop free"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    time.sleep(PAUSE)
    response = await client.get(f"/quotes/{parse.quote(symbol, safe='')}")
    response.raise_for_status()
    body = response.json()
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
