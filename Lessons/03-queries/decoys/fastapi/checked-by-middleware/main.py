"""A middleware makes sure that the database is there before each request."""

import os
from collections.abc import Awaitable, Callable, Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine(f"sqlite:///{os.environ['DATABASE_PATH']}")


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    bio: Mapped[str]
    photo: Mapped[bytes]


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


app = FastAPI()


def look() -> None:
    with Session(engine) as session:
        session.execute(text("SELECT 1 FROM users LIMIT 1"))


@app.middleware("http")
async def database_is_there(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    await run_in_threadpool(look)
    return await call_next(request)


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/users", response_model=list[UserOut])
def get_users(
    session: Annotated[Session, Depends(get_session)],
    skip: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
):
    return session.scalars(select(User).order_by(User.id).offset(skip).limit(limit)).all()
