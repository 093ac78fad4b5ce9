"""One aiohttp session for the app's whole lifetime."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib import parse

import aiohttp
from fastapi import FastAPI

UPSTREAM_URL = os.environ["UPSTREAM_URL"]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with aiohttp.ClientSession(raise_for_status=True) as session:
        app.state.session = session
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
    async with app.state.session.get(f"{UPSTREAM_URL}/quotes/{parse.quote(symbol, safe='')}") as response:
        body = await response.json()
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
