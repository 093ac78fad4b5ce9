"""Async endpoints that pass their blocking calls to FastAPI's thread pool."""

import os
import time
from urllib import parse

import httpx
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

client = httpx.Client(base_url=os.environ["UPSTREAM_URL"])  # safe to share between threads

app = FastAPI()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def offloading_endpoint() -> dict[str, str]:
    await run_in_threadpool(time.sleep, 0.4)
    return {"message": "This blocks a worker thread"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    response = await run_in_threadpool(client.get, f"/quotes/{parse.quote(symbol, safe='')}")
    response.raise_for_status()
    body = response.json()
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
