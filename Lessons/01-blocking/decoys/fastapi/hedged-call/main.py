"""A second call when the first has not returned after 0.7 s; the quicker one wins."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote as quoted

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
async def waiting_endpoint() -> dict[str, str]:
    await asyncio.sleep(0.4)
    return {"message": "This leaves the event loop free"}


async def fetch(symbol: str) -> dict[str, str | float]:
    response = await client.get(f"/quotes/{quoted(symbol, safe='')}")
    response.raise_for_status()
    return response.json()


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    calls = [asyncio.create_task(fetch(symbol))]
    done, _ = await asyncio.wait(calls, timeout=0.7)
    if not done:
        calls.append(asyncio.create_task(fetch(symbol)))
        done, _ = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
    body = await done.pop()
    for call in calls:
        call.cancel()
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
