"""No call may hold the service up for long: a timeout, then the last known quote."""

import os
import time
from urllib import parse

import httpx
from fastapi import FastAPI

UPSTREAM_URL = os.environ["UPSTREAM_URL"]
last_known: dict[str, dict[str, str | float]] = {}

app = FastAPI()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def blocking_endpoint() -> dict[str, str]:
    time.sleep(0.4)  # the report is slow
    return {"message": "This blocks the event loop"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    try:
        response = httpx.get(f"{UPSTREAM_URL}/quotes/{parse.quote(symbol, safe='')}", timeout=0.3)
        response.raise_for_status()
        last_known[symbol] = response.json()
    except httpx.TimeoutException:
        pass
    body = last_known.get(symbol, {"price": 0.0, "nonce": ""})
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
