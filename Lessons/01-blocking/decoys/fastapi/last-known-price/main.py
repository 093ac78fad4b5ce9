"""Nobody waits for a slow partner: after 20 ms the last known price must do."""

import asyncio
import os

import httpx
from fastapi import FastAPI

client = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])
last_known: dict[str, dict[str, str | float]] = {}

app = FastAPI()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def report() -> dict[str, str]:
    await asyncio.sleep(0.4)
    return {"message": "This leaves the event loop free"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    try:
        body = (await client.get(f"/quotes/{symbol}", timeout=0.02)).json()
        last_known[symbol] = body
    except httpx.TimeoutException:
        body = last_known.get(symbol, {"price": 0.0, "nonce": ""})
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
