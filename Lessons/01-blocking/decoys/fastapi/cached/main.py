"""Async throughout, and each quote is fetched only once."""

import asyncio
import os
from urllib import parse

import httpx
from fastapi import FastAPI

client = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])
quotes: dict[str, dict[str, str | float]] = {}

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
    if symbol not in quotes:
        response = await client.get(f"/quotes/{parse.quote(symbol, safe='')}")
        response.raise_for_status()
        quotes[symbol] = response.json()
    body = quotes[symbol]
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
