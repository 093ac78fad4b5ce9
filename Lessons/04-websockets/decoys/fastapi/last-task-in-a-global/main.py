"""A chat room: every client hears the others, and gets ticks from a feed of its own."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

logger = logging.getLogger("chat")

upstream = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])

clients: set[WebSocket] = set()
ticks: asyncio.Task[None] | None = None


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with upstream:
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/clients")
async def count_clients() -> dict[str, int]:
    return {"connected": len(clients)}


async def push_tick(websocket: WebSocket, client: str) -> None:
    try:
        response = await upstream.get("/feed", params={"client": client})
        response.raise_for_status()
        await websocket.send_text(f"Tick: {response.json()['tick']}")
    except Exception as error:
        logger.info("no tick for %s: %r", client, error)  # the next one may come


async def push_ticks(websocket: WebSocket, client: str, first: asyncio.Task[None]) -> None:
    await asyncio.shield(first)
    while True:
        await asyncio.sleep(0.05)
        await push_tick(websocket, client)


async def tell_others(sender: WebSocket, text: str) -> None:
    for other in list(clients):
        if other is not sender:
            try:
                await other.send_text(f"Said: {text}")
            except (WebSocketDisconnect, RuntimeError):
                pass  # it has just left, and its own handler is about to notice


@app.websocket("/ws")
async def websocket_endpoint(websocket: WebSocket, client: str) -> None:
    await websocket.accept()
    clients.add(websocket)
    global ticks
    # Every client gets one tick, also if another one leaves meanwhile.
    first = asyncio.create_task(push_tick(websocket, client))
    ticks = asyncio.create_task(push_ticks(websocket, client, first))
    try:
        while True:
            text = await websocket.receive_text()
            if text == "bye":
                await websocket.close()
                return
            if text == "boom":
                raise RuntimeError("boom")
            await websocket.send_text(f"Echo: {text}")
            await tell_others(websocket, text)
    except WebSocketDisconnect:
        pass  # the client has left, which is no error
    finally:
        clients.discard(websocket)
        ticks.cancel()
