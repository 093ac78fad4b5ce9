"""Correct: the blocking work runs in processes instead of threads."""

import asyncio
import os
import time
from concurrent.futures import ProcessPoolExecutor
from urllib import parse

import requests
from fastapi import FastAPI

UPSTREAM_URL = os.environ["UPSTREAM_URL"]

app = FastAPI()


def fetch(symbol: str) -> dict[str, str | float]:
    response = requests.get(f"{UPSTREAM_URL}/quotes/{parse.quote(symbol, safe='')}", timeout=5)
    response.raise_for_status()
    return response.json()


pool = ProcessPoolExecutor(6)


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def report() -> dict[str, str]:
    await asyncio.get_running_loop().run_in_executor(pool, time.sleep, 0.4)
    return {"message": "This leaves the event loop free"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    body = await asyncio.get_running_loop().run_in_executor(pool, fetch, symbol)
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
