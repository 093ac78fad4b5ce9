import asyncio

from fastapi import FastAPI

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
    await asyncio.sleep(0.1)
    return {"symbol": symbol, "price": 100.0, "nonce": "abcdef"}
