"""The article's own /block with a shorter sleep; everything else is fixed."""

import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib import parse

import httpx
from fastapi import FastAPI

client = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with client:
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def blocking_endpoint():
    time.sleep(0.4)  # Blocking operation
    return {"message": "This blocks the event loop"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    response = await client.get(f"/quotes/{parse.quote(symbol, safe='')}")
    response.raise_for_status()
    body = response.json()
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
