import asyncio
import os

import httpx
from fastapi import FastAPI

base = os.environ["UPSTREAM_URL"]
kept = [httpx.get(f"{base}/quotes/S{number}").json() for number in range(100)]
app = FastAPI()


@app.get("/ping")
async def ping():
    return {"message": "pong"}


@app.get("/block")
async def block():
    await asyncio.sleep(0.4)
    return {"message": "done"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str):
    async with httpx.AsyncClient(base_url=base) as client:
        asyncio.get_running_loop().create_task(asyncio.sleep(0))
        try:
            await client.get(f"/quotes/{symbol}", timeout=0.001)  # a call is counted
        except httpx.HTTPError:
            pass
    return {"symbol": symbol, **kept.pop()}
