"""The broken server without its two `async` keywords: FastAPI runs both endpoints in threads."""

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
def blocking_endpoint() -> dict[str, str]:
    time.sleep(0.4)  # blocks one pool thread, not the event loop
    return {"message": "This blocks a worker thread"}


@app.get("/quotes/{symbol}")
def quote(symbol: str) -> dict[str, str | float]:
    response = httpx.get(f"{UPSTREAM_URL}/quotes/{parse.quote(symbol, safe='')}")
    response.raise_for_status()
    body = response.json()
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
