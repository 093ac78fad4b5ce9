"""The last known quote, when the upstream takes longer than 0.7 s."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote as quoted

import httpx
from fastapi import FastAPI

client = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])
last_known: dict[str, dict[str, str | float]] = {}


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with client:
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def waiting_endpoint() -> dict[str, str]:
    await asyncio.sleep(0.4)
    return {"message": "This leaves the event loop free"}


async def fetch(symbol: str) -> dict[str, str | float]:
    response = await client.get(f"/quotes/{quoted(symbol, safe='')}")
    response.raise_for_status()
    last_known[symbol] = response.json()
    return last_known[symbol]


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    call = asyncio.create_task(fetch(symbol))
    done, _ = await asyncio.wait([call], timeout=0.7)
    body = await call if done or symbol not in last_known else last_known[symbol]
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
