"""The blocking code is in separate functions, which asyncio.to_thread runs."""

import asyncio
import os
import time
from urllib import parse

import httpx
from fastapi import FastAPI

client = httpx.Client(base_url=os.environ["UPSTREAM_URL"])

app = FastAPI()


def make_report() -> dict[str, str]:
    time.sleep(0.4)
    return {"message": "This blocks a worker thread"}


def fetch_quote(symbol: str) -> dict[str, str | float]:
    response = client.get(f"/quotes/{parse.quote(symbol, safe='')}")
    response.raise_for_status()
    return response.json()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def report() -> dict[str, str]:
    return await asyncio.to_thread(make_report)


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    body = await asyncio.to_thread(fetch_quote, symbol)
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
