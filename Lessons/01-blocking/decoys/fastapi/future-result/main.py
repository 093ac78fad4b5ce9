"""An async client, run by asyncio.run in a worker thread."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from urllib import parse

import httpx
from fastapi import FastAPI

UPSTREAM_URL = os.environ["UPSTREAM_URL"]
executor = ThreadPoolExecutor(max_workers=32)

app = FastAPI()


async def make_report() -> str:
    await asyncio.sleep(0.4)
    return "This leaves the event loop free"


async def fetch_quote(symbol: str) -> dict[str, str | float]:
    async with httpx.AsyncClient() as client:
        response = await client.get(f"{UPSTREAM_URL}/quotes/{parse.quote(symbol, safe='')}")
    response.raise_for_status()
    return response.json()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def blocking_endpoint() -> dict[str, str]:
    message = executor.submit(asyncio.run, make_report()).result()
    return {"message": message}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    body = executor.submit(asyncio.run, fetch_quote(symbol)).result()
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
