"""Correct: whichever of two tasks ends first, the other is cancelled."""

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


async def push_ticks(websocket: WebSocket, client: str) -> None:
    while True:
        try:
            response = await upstream.get("/feed", params={"client": client})
            response.raise_for_status()
            await websocket.send_text(f"Tick: {response.json()['tick']}")
        except Exception as error:
            logger.info("no tick for %s: %r", client, error)  # the next one may come
        await asyncio.sleep(0.05)


async def tell_others(sender: WebSocket, text: str) -> None:
    for other in list(clients):
        if other is not sender:
            try:
                await other.send_text(f"Said: {text}")
            except (WebSocketDisconnect, RuntimeError):
                pass  # it has just left, and its own handler is about to notice


async def listen(websocket: WebSocket) -> None:
    async for text in websocket.iter_text():
        if text == "bye":
            await websocket.close()
            return
        if text == "boom":
            raise RuntimeError("boom")
        await websocket.send_text(f"Echo: {text}")
        await tell_others(websocket, text)


@app.websocket("/ws")
async def websocket_endpoint(websocket: WebSocket, client: str) -> None:
    await websocket.accept()
    clients.add(websocket)
    tasks = {asyncio.create_task(listen(websocket)), asyncio.create_task(push_ticks(websocket, client))}
    try:
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            try:
                task.result()
            except WebSocketDisconnect:
                pass
    finally:
        for task in tasks:
            task.cancel()
        clients.discard(websocket)
