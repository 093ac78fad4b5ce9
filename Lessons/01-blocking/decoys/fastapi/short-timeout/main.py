"""An async client with a short timeout, and a quote of zero when there is none in time."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote as quoted

import httpx
from fastapi import FastAPI

client = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"], timeout=0.8)


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


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    try:
        response = await client.get(f"/quotes/{quoted(symbol, safe='')}")
        response.raise_for_status()
        body = response.json()
    except httpx.TimeoutException:
        body = {"price": 0.0, "nonce": ""}
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
