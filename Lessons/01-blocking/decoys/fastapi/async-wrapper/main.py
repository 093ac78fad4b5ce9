"""The slow lines are now in async helpers that the endpoints await."""

import os
import time
from urllib import parse

import httpx
from fastapi import FastAPI

UPSTREAM_URL = os.environ["UPSTREAM_URL"]

app = FastAPI()


async def make_report() -> str:
    time.sleep(0.4)
    return "This blocks the event loop"


async def fetch_quote(symbol: str) -> dict[str, str | float]:
    response = httpx.get(f"{UPSTREAM_URL}/quotes/{parse.quote(symbol, safe='')}")
    response.raise_for_status()
    return response.json()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def blocking_endpoint() -> dict[str, str]:
    return {"message": await make_report()}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    body = await fetch_quote(symbol)
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
