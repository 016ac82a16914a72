"""Records as rows of their tables, whose columns have the names of the records' fields."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Select, Table, select
from sqlalchemy.dialects.sqlite import insert

from tutor.records.tables import ITEMS
from tutor.records.values import ItemRecord

_BATCH = 500  # values in one statement; SQLite takes 999 at least


def row_of(record: Any) -> dict[str, Any]:
    """A record's fields by name."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def put(connection: Connection, table: Table, record: object) -> None:
    """Insert a record, or replace the one with the same key."""
    row = row_of(record)
    keys = [column.name for column in table.primary_key]
    rest = {name: value for name, value in row.items() if name not in keys}
    statement = insert(table).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest))


def items_of(connection: Connection, ids: Collection[str]) -> dict[str, ItemRecord]:
    """Those of these items that there are, by id."""
    rows = rows_with(connection, select(ITEMS), "id", ids)
    return {row["id"]: ItemRecord(**row) for row in rows}


def rows_with(
    connection: Connection, query: Select[Any], column: str, values: Iterable[str]
) -> Iterator[Mapping[str, Any]]:
    """The rows of a query whose column has one of any number of values."""
    wanted = sorted(values)
    for start in range(0, len(wanted), _BATCH):
        part = query.where(query.selected_columns[column].in_(wanted[start : start + _BATCH]))
        for row in connection.execute(part).mappings():
            yield dict(row)
