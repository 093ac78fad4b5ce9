"""Plain `def` endpoints that also do some CPU work in Python for each response."""

import os
import random
import time
from urllib import parse

import requests
from fastapi import FastAPI

UPSTREAM_URL = os.environ["UPSTREAM_URL"]

app = FastAPI()


def risk_score(price: float, paths: int = 10_000, days: int = 20) -> float:
    """Returns the share of random walks that end below the price: about 30 ms of Python."""
    losses = 0
    for _ in range(paths):
        value = price
        for _ in range(days):
            value *= 0.99 + 0.02 * random.random()
        losses += value < price
    return losses / paths


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
def blocking_endpoint() -> dict[str, str]:
    time.sleep(0.4)
    return {"message": "This blocks a worker thread"}


@app.get("/quotes/{symbol}")
def quote(symbol: str) -> dict[str, str | float]:
    response = requests.get(f"{UPSTREAM_URL}/quotes/{parse.quote(symbol, safe='')}", timeout=10)
    response.raise_for_status()
    body = response.json()
    return {
        "symbol": symbol,
        "price": body["price"],
        "nonce": body["nonce"],
        "risk": risk_score(body["price"]),
    }
