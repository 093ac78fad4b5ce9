"""Each endpoint yields to the event loop once before it starts its work."""

import asyncio
import os
import time
from urllib import parse

import httpx
from fastapi import FastAPI

UPSTREAM_URL = os.environ["UPSTREAM_URL"]

app = FastAPI()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def blocking_endpoint() -> dict[str, str]:
    await asyncio.sleep(0)  # let other requests run
    time.sleep(0.4)
    return {"message": "This blocks the event loop"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    await asyncio.sleep(0)
    response = httpx.get(f"{UPSTREAM_URL}/quotes/{parse.quote(symbol, safe='')}")
    response.raise_for_status()
    body = response.json()
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
