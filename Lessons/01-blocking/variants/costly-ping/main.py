"""Correct, although /ping itself runs a few milliseconds of Python."""

import asyncio
import os
from urllib import parse

import httpx
from fastapi import FastAPI

client = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])

app = FastAPI()


@app.get("/ping")
async def ping() -> dict[str, str | int]:
    return {"message": "pong", "sum": sum(range(300_000))}


@app.get("/block")
async def report() -> dict[str, str]:
    await asyncio.sleep(0.4)
    return {"message": "This leaves the event loop free"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    response = await client.get(f"/quotes/{parse.quote(symbol, safe='')}")
    response.raise_for_status()
    body = response.json()
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
