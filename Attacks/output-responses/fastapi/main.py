import os
from urllib.parse import quote as quoted

import httpx
from fastapi import FastAPI, Response

HOSTILE = "\x1b[2J\x1b]0;owned\x07\x1b]52;c;ZXZpbA==\x07\x9b31m\n=HYPERLINK(\"http://evil.example\",\"x\")\n+1+1\n-1+1\n@SUM(1)\n\t=1\n<script>alert('pitfall')</script><img src=x onerror=alert(1)>\n]]><evil/>\nok 1 - all\nBail out!\n\u202egnp.exe\u2066\u2069\x00\x08\x7f\u2028\ufeff\U000e0001\ufffe"

app = FastAPI()


@app.get("/ping")
async def ping():
    return {"message": "pong"}


@app.get("/block")
async def block():
    return Response(HOSTILE, headers={"X-A": "=1+1<script>alert(1)</script>"}, media_type="text/=1+1<script>")


@app.get("/quotes/{symbol}")
async def quote(symbol: str):
    httpx.get(os.environ["UPSTREAM_URL"] + "/quotes/" + quoted(HOSTILE), headers={"X": "=1"})
    return {"symbol": HOSTILE, "price": HOSTILE, HOSTILE: HOSTILE, "nonce": "=1+1"}
