"""Sends the list a hundred rows at a time, so that it is never in memory as a whole."""

import os
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict
from sqlalchemy import create_engine, select
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


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


def rows(session: Session) -> Iterator[str]:
    separator = "["
    for users in session.scalars(select(User).order_by(User.id).execution_options(yield_per=100)).partitions():
        yield separator + ",".join(UserOut.model_validate(user).model_dump_json() for user in users)
        separator = ","
    yield "[]" if separator == "[" else "]"


@app.get("/users")
def get_users(session: Annotated[Session, Depends(get_session)]) -> StreamingResponse:
    return StreamingResponse(rows(session), media_type="application/json")
