"""The blocking client gets its own thread."""

import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor
from urllib import parse

import httpx
from fastapi import FastAPI

client = httpx.Client(base_url=os.environ["UPSTREAM_URL"])
executor = ThreadPoolExecutor(max_workers=1)

app = FastAPI()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def report() -> dict[str, str]:
    await asyncio.get_running_loop().run_in_executor(executor, time.sleep, 0.4)
    return {"message": "This blocks a worker thread"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    loop = asyncio.get_running_loop()
    response = await loop.run_in_executor(executor, client.get, f"/quotes/{parse.quote(symbol, safe='')}")
    response.raise_for_status()
    body = response.json()
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
