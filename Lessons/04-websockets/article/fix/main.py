"""The article's own solution, with the ticks, the others, and the registry of a correct fix."""

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


@app.websocket("/ws")
async def websocket_endpoint(websocket: WebSocket):
    await websocket.accept()
    clients.add(websocket)
    ticks = asyncio.create_task(push_ticks(websocket, websocket.query_params["client"]))
    try:
        while True:
            data = await websocket.receive_text()
            if data == "bye":
                return
            if data == "boom":
                raise RuntimeError("boom")
            await websocket.send_text(f"Echo: {data}")
            await tell_others(websocket, data)
    except Exception as e:
        print(f"WebSocket error: {e}")
    finally:
        clients.discard(websocket)
        ticks.cancel()
        await websocket.close()
