"""The client lives in the lifespan's state; endpoints declare it by type and have it injected."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, TypedDict
from urllib import parse

import anyio
import httpx
from fastapi import Depends, FastAPI, Request
from pydantic import BaseModel


class State(TypedDict):
    upstream: httpx.AsyncClient


class Quote(BaseModel):
    symbol: str
    price: float
    nonce: str


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[State]:
    async with httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"]) as upstream:
        yield {"upstream": upstream}


async def partner_client(request: Request) -> httpx.AsyncClient:
    return request.state.upstream


Upstream = Annotated[httpx.AsyncClient, Depends(partner_client)]

app = FastAPI(lifespan=lifespan)


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def waiting_endpoint() -> dict[str, str]:
    await anyio.sleep(0.4)
    return {"message": "This leaves the event loop free"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str, upstream: Upstream) -> Quote:
    response = await upstream.get(f"/quotes/{parse.quote(symbol, safe='')}")
    response.raise_for_status()
    return Quote(symbol=symbol, **response.json())
