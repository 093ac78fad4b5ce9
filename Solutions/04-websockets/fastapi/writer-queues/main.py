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


class Client:
    """One connection; only its own writer task sends, so no one else ever waits for it."""

    def __init__(self, websocket: WebSocket, name: str) -> None:
        self.websocket = websocket
        self.name = name
        self.outgoing: asyncio.Queue[str] = asyncio.Queue(maxsize=100)

    def offer(self, text: str) -> None:
        try:
            self.outgoing.put_nowait(text)
        except asyncio.QueueFull:
            pass  # it does not read, so it loses this message, and no one else does

    async def write(self) -> None:
        try:
            while True:
                await self.websocket.send_text(await self.outgoing.get())
        except (WebSocketDisconnect, RuntimeError):
            pass  # it has left, or said bye

    async def push_ticks(self) -> None:
        while True:
            try:
                response = await upstream.get("/feed", params={"client": self.name})
                response.raise_for_status()
                self.offer(f"Tick: {response.json()['tick']}")
            except Exception as error:
                logger.info("no tick for %s: %r", self.name, error)  # the next one may come
            await asyncio.sleep(0.05)


clients: set[Client] = set()


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


@app.websocket("/ws")
async def websocket_endpoint(websocket: WebSocket, client: str) -> None:
    await websocket.accept()
    me = Client(websocket, client)
    clients.add(me)
    tasks = [asyncio.create_task(me.write()), asyncio.create_task(me.push_ticks())]
    try:
        async for text in websocket.iter_text():  # ends when the client leaves
            if text == "bye":
                await websocket.close()
                break
            if text == "boom":
                raise RuntimeError("boom")
            await me.outgoing.put(f"Echo: {text}")
            for other in clients - {me}:
                other.offer(f"Said: {text}")
            await asyncio.sleep(0)  # lets the writers empty the queues, however fast a client talks
    finally:
        clients.discard(me)
        for task in tasks:
            task.cancel()
