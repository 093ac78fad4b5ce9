"""The sleep is asynchronous now."""

import asyncio
import os
from urllib import parse

import httpx
from fastapi import FastAPI

UPSTREAM_URL = os.environ["UPSTREAM_URL"]

app = FastAPI()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def waiting_endpoint() -> dict[str, str]:
    await asyncio.sleep(0.4)
    return {"message": "This leaves the event loop free"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    response = httpx.get(f"{UPSTREAM_URL}/quotes/{parse.quote(symbol, safe='')}")
    response.raise_for_status()
    body = response.json()
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
