"""A small diary service: tenants, users with bearer tokens, and a greeting from the upstream."""

import os
from typing import Annotated
from urllib.parse import quote

import httpx
from fastapi import Depends, FastAPI, Header
from sqlalchemy import create_engine, select
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


def session():
    with Session(engine) as session:
        yield session


DatabaseSession = Annotated[Session, Depends(session)]


def tenant_name(db: DatabaseSession, x_tenant: Annotated[str, Header()]):
    tenant = db.get(Tenant, x_tenant)
    if tenant is not None:
        tenant.name


def current_user(db: DatabaseSession, authorization: Annotated[str | None, Header()] = None):
    token = (authorization or "").removeprefix("Bearer ")
    return db.get(User, token)


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/dep")
async def dependency(name: Annotated[str, Depends(tenant_name)]):
    return {"dependency": name}


@app.get("/me")
async def me(db: DatabaseSession, user: Annotated[User, Depends(current_user)]):
    diary = select(User.diary)
    if user:
        diary = diary.where(User.token == user.token)
    name = user.name if user else "guest"
    response = await upstream.get(f"/greetings/{quote(name, safe='')}")
    return {"name": name, "diary": db.scalar(diary.limit(1)), "greeting": response.json()["greeting"]}
