"""Everything is awaited; the audit entry is written after the response, when no caller waits for it."""

import asyncio
import os
import time
from urllib import parse

import httpx
from fastapi import BackgroundTasks, FastAPI

client = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])

app = FastAPI()


async def write_audit_entry() -> None:
    time.sleep(0.1)



@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def report(background_tasks: BackgroundTasks) -> dict[str, str]:
    await asyncio.sleep(0.4)
    background_tasks.add_task(write_audit_entry)
    return {"message": "This leaves the event loop free"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    response = await client.get(f"/quotes/{parse.quote(symbol, safe='')}")
    response.raise_for_status()
    body = response.json()
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
