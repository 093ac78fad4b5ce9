"""Plain ASGI middleware rejects requests before FastAPI sees them, and stores the user in the request's state."""

import os
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote

import httpx
from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine(f"sqlite:///{os.environ['DATABASE_PATH']}")
upstream = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Tenant(Base):
    __tablename__ = "tenants"
    tag: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class User(Base):
    __tablename__ = "users"
    token: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    diary: Mapped[str]


def session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


DatabaseSession = Annotated[Session, Depends(session)]


def tenant_name(db: DatabaseSession, x_tenant: Annotated[str, Header()]) -> str:
    tenant = db.get(Tenant, x_tenant)
    if tenant is None:
        raise HTTPException(404, "no such tenant")
    return tenant.name


def find_user(authorization: str) -> User | None:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        return None
    with Session(engine) as db:
        return db.get(User, token)


class Authentication:
    def __init__(self, app) -> None:
        self.app = app

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "http" and scope["path"] == "/me":
            user = await run_in_threadpool(find_user, Request(scope).headers.get("Authorization", ""))
            if user is None:
                refusal = JSONResponse({"title": "who are you?"}, 401, media_type="application/problem+json")
                return await refusal(scope, receive, send)
            scope.setdefault("state", {})["user"] = user
        await self.app(scope, receive, send)


app.add_middleware(Authentication)


def current_user(request: Request) -> User:
    return request.state.user


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/dep")
async def dependency(name: Annotated[str, Depends(tenant_name)]) -> dict[str, str]:
    return {"dependency": name}


@app.get("/me")
async def me(user: Annotated[User, Depends(current_user)]) -> dict[str, str]:
    response = await upstream.get(f"/greetings/{quote(user.name, safe='')}")
    response.raise_for_status()
    return {"name": user.name, "diary": user.diary, "greeting": response.json()["greeting"]}
