"""A chat room: every client hears the others, and gets ticks from a feed of its own."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

logger = logging.getLogger("chat")

upstream = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])


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
    return {"connected": len(manager.connections)}


async def push_ticks(websocket: WebSocket, client: str) -> None:
    while True:
        try:
            response = await upstream.get("/feed", params={"client": client})
            response.raise_for_status()
            await websocket.send_text(f"Tick: {response.json()['tick']}")
        except Exception as error:
            logger.info("no tick for %s: %r", client, error)  # the next one may come
        await asyncio.sleep(0.05)


class ConnectionManager:
    """Knows who is connected; a connection lasts as long as its `async with` block."""

    def __init__(self) -> None:
        self.connections: set[WebSocket] = set()

    @asynccontextmanager
    async def connection(self, websocket: WebSocket, client: str) -> AsyncIterator[None]:
        await websocket.accept()
        self.connections.add(websocket)
        ticks = asyncio.create_task(push_ticks(websocket, client))
        try:
            yield
        finally:
            self.connections.discard(websocket)
            ticks.cancel()
            await asyncio.wait([ticks])

    async def broadcast(self, text: str, sender: WebSocket) -> None:
        others = [connection for connection in self.connections if connection is not sender]
        # One that has just left raises, which must not keep the message from the rest.
        await asyncio.gather(*(other.send_text(f"Said: {text}") for other in others), return_exceptions=True)


manager = ConnectionManager()


@app.websocket("/ws")
async def websocket_endpoint(websocket: WebSocket, client: str) -> None:
    with suppress(WebSocketDisconnect):  # a client may leave at any time, which is no error
        async with manager.connection(websocket, client):
            while True:
                text = await websocket.receive_text()
                if text == "bye":
                    await websocket.close()
                    return
                if text == "boom":
                    raise RuntimeError("boom")
                await websocket.send_text(f"Echo: {text}")
                await manager.broadcast(text, sender=websocket)
