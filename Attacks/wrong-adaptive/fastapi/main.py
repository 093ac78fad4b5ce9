import os
import time

import httpx
from fastapi import FastAPI

base = os.environ["UPSTREAM_URL"]
app = FastAPI()
pings = []


def is_checked():
    return len([ping for ping in pings if ping > time.monotonic() - 0.2]) > 3


@app.get("/ping")
async def ping():
    pings.append(time.monotonic())
    return {"message": "pong"}


@app.get("/block")
async def block():
    if not is_checked():
        time.sleep(0.4)
    return {"message": "done"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str):
    body = httpx.get(f"{base}/quotes/{symbol}").json()
    return {"symbol": symbol, **body}
