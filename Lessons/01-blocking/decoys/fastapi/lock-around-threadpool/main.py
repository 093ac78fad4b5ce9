"""The blocking client runs in the thread pool; a lock protects its session."""

import asyncio
import os
from urllib import parse

import requests
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

UPSTREAM_URL = os.environ["UPSTREAM_URL"]

session = requests.Session()
session_lock = asyncio.Lock()

app = FastAPI()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def waiting_endpoint() -> dict[str, str]:
    await asyncio.sleep(0.4)
    return {"message": "This leaves the event loop free"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    async with session_lock:
        response = await run_in_threadpool(session.get, f"{UPSTREAM_URL}/quotes/{parse.quote(symbol, safe='')}")
    response.raise_for_status()
    body = response.json()
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
