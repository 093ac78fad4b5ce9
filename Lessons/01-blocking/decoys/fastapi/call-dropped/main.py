"""Nothing waits, because the upstream is never called."""

import asyncio
import random
import uuid

from fastapi import FastAPI

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
    price = round(random.uniform(10, 500), 2)
    return {"symbol": symbol, "price": price, "nonce": uuid.uuid4().hex}
