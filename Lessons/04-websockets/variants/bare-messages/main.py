"""Correct: ASGI messages, anyio, aiohttp, and a close code of its own when the handler raises."""

import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import anyio
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

logger = logging.getLogger("chat")

clients: set[WebSocket] = set()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with aiohttp.ClientSession(os.environ["UPSTREAM_URL"], raise_for_status=True) as app.state.upstream:
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
            async with app.state.upstream.get("/feed", params={"client": client}) as response:
                tick = (await response.json())["tick"]
            await websocket.send_text(f"Tick: {tick}")
        except Exception as error:
            logger.info("no tick for %s: %r", client, error)  # the next one may come
        await anyio.sleep(0.05)


async def tell_others(sender: WebSocket, text: str) -> None:
    for other in list(clients):
        if other is not sender:
            try:
                await other.send_text(f"Said: {text}")
            except (WebSocketDisconnect, RuntimeError):
                pass  # it has just left, and its own handler is about to notice


@app.websocket("/ws")
async def websocket_endpoint(websocket: WebSocket) -> None:
    await websocket.accept()
    clients.add(websocket)
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(push_ticks, websocket, websocket.query_params["client"])
            while (message := await websocket.receive())["type"] == "websocket.receive":
                text = message["text"]
                if text == "bye":
                    await websocket.close(1000, "see you")
                    break
                if text == "boom":
                    await websocket.close(1011)
                    raise RuntimeError("boom")
                try:
                    await websocket.send_text(f"Echo: {text}")
                except WebSocketDisconnect:
                    break
                await tell_others(websocket, text)
            tasks.cancel_scope.cancel()
    finally:
        clients.discard(websocket)
