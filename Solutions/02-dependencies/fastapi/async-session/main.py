"""Everything is awaited: one async session per request, one client managed by the lifespan."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated
from urllib.parse import quote

import httpx
from fastapi import Depends, FastAPI, Header, HTTPException, Request
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine(f"sqlite+aiosqlite:///{os.environ['DATABASE_PATH']}")
sessions = async_sessionmaker(engine, expire_on_commit=False)


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


class Me(BaseModel):
    name: str
    diary: str
    greeting: str


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    async with httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"]) as upstream:
        yield {"upstream": upstream}
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


async def session() -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session


async def tenant(db: Annotated[AsyncSession, Depends(session)], x_tenant: Annotated[str, Header()]) -> Tenant:
    found = await db.scalar(select(Tenant).where(Tenant.tag == x_tenant))
    if found is None:
        raise HTTPException(404)
    return found


async def current_user(
    db: Annotated[AsyncSession, Depends(session)], authorization: Annotated[str, Header()] = ""
) -> User:
    scheme, _, token = authorization.partition(" ")
    user = await db.scalar(select(User).where(User.token == token)) if scheme.lower() == "bearer" else None
    if user is None:
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
    return user


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/dep")
async def dependency(tenant: Annotated[Tenant, Depends(tenant)]) -> dict[str, str]:
    return {"dependency": tenant.name}


@app.get("/me")
async def me(request: Request, user: Annotated[User, Depends(current_user)]) -> Me:
    response = await request.state.upstream.get(f"/greetings/{quote(user.name, safe='')}")
    response.raise_for_status()
    return Me(name=user.name, diary=user.diary, greeting=response.json()["greeting"])
