"""What a standard Odoo of some version looks like: the shipped reference that tells custom from standard.

The files hold facts only (models, fields, types, relations, required, selection keys) as read from a real server
by `scripts/make_baseline.py`. One line per field, so that a review sees what a new version changed:

    # odoo 19

    sale.order
     partner_id many2one! res.partner
     state selection draft|sent|sale|cancel
     tag_ids many2many crm.tag

An exclamation mark after the type says required; models are parted by an empty line.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from atlas_odoo import shipped
from atlas_odoo.errors import ConfigurationError
from atlas_odoo.schema.catalogue import Catalogue, Field, Model
from atlas_odoo.schema.fields import MAGIC

_FOLDER: Final = "schema_cache/baseline"
_HEAD: Final = "# odoo "
_KEYED: Final = frozenset({"selection", "reference"})
_ON_EVERY: Final = (
    Field("id", "integer", "ID", readonly=True),
    Field("display_name", "char", "Display Name", readonly=True, stored=False, sortable=False),
    Field("create_date", "datetime", "Created on", readonly=True),
    Field("create_uid", "many2one", "Created by", readonly=True, relation="res.users"),
    Field("write_date", "datetime", "Last Updated on", readonly=True),
    Field("write_uid", "many2one", "Last Updated by", readonly=True, relation="res.users"),
)
"""The magic fields that all versions have."""
_MOST_KEYS: Final = 60
"""Longer selections (time zones, languages) are not facts worth shipping."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The standard models of Odoo `version`: undecoded lines per model."""

    version: int
    lines: Mapping[str, tuple[str, ...]]

    def __contains__(self, model: object) -> bool:
        return model in self.lines

    def fields(self, model: str) -> frozenset[str] | None:
        """The standard fields of a model; None when the baseline does not have the model."""
        lines = self.lines.get(model)
        return None if lines is None else frozenset(line.partition(" ")[0] for line in lines)

    def models(self) -> dict[str, Model]:
        """Everything, decoded; what the baseline does not hold (labels, helps, magic fields) is left empty."""
        return {
            name: Model(name=name, label="", fields={item.name: item for item in map(_parse, lines)})
            for name, lines in self.lines.items()
        }

    def catalogue(self) -> Catalogue:
        """A standard Odoo as a tenant of its own, magic fields included; models are decoded when they are looked at."""
        return Catalogue(
            {name: partial(_model, name, lines) for name, lines in self.lines.items()},
            fingerprint=f"baseline-{self.version}",
            version=self.version,
        )


def nearest(major: int) -> Baseline:
    """The baseline of version `major`, else of the closest version there is (the newer of two).

    Raises ConfigurationError when none is shipped.
    """
    found = {
        int(path.stem.removeprefix("odoo-")): path
        for path in shipped.folder(_FOLDER).glob("odoo-*.txt")
        if path.stem.removeprefix("odoo-").isdecimal()
    }
    if not found:
        raise ConfigurationError(
            "This installation of atlas-odoo has no baseline.", advice="Install the package again."
        )
    return _read(found[min(found, key=lambda version: (abs(version - major), -version))])


def newest() -> Baseline:
    """The baseline of the newest version there is. Raises ConfigurationError when none is shipped."""
    return nearest(sys.maxsize)


@lru_cache(maxsize=2)
def _read(path: Path) -> Baseline:
    return loads(path.read_text("utf-8"))


def loads(text: str) -> Baseline:
    """Read the format above. Raises ConfigurationError when it is another one."""
    head, _, rest = text.partition("\n")
    if not head.startswith(_HEAD) or not head.removeprefix(_HEAD).isdecimal():
        raise ConfigurationError("A shipped baseline is damaged.", advice="Install the package again.")
    models: dict[str, tuple[str, ...]] = {}
    for block in f"\n{rest}".split("\n\n"):
        name, *lines = block.strip("\n").split("\n ")
        if name:
            models[name] = tuple(lines)
    return Baseline(int(head.removeprefix(_HEAD)), models)


def dumps(version: int, models: Iterable[Model]) -> str:
    """Write the format above: models and fields by name, without the magic fields and anything custom."""
    blocks = [f"{_HEAD}{version}"]
    for model in sorted(models, key=lambda each: each.name):
        rows = [_line(item) for name, item in sorted(model.fields.items()) if name not in MAGIC]
        blocks.append("\n ".join([model.name, *rows]))
    return "\n\n".join(blocks) + "\n"


def _model(name: str, lines: tuple[str, ...]) -> Model:
    return Model(name=name, label="", fields={item.name: item for item in (*_ON_EVERY, *map(_parse, lines))})


def _line(field: Field) -> str:
    words = [field.name, f"{field.type}!" if field.required else field.type]
    if field.relation:
        words.append(field.relation)
    if 0 < len(field.selection) <= _MOST_KEYS:
        words.append("|".join(_escape(value) for value, _ in field.selection))
    return " ".join(words)


def _parse(line: str) -> Field:
    name, mark, *rest = line.split(" ")
    kind = mark.removesuffix("!")
    keys = rest[0].split("|") if rest and kind in _KEYED else []
    return Field(
        name=name,
        type=kind,
        label="",
        required=mark != kind,
        relation=rest[0] if rest and kind not in _KEYED else None,
        selection=tuple((_unescape(key), "") for key in keys),
    )


def _escape(key: str) -> str:
    return key.replace("%", "%25").replace(" ", "%20").replace("|", "%7C") or "%00"


def _unescape(key: str) -> str:
    return "" if key == "%00" else key.replace("%7C", "|").replace("%20", " ").replace("%25", "%")
