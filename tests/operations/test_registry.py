"""Operations by name: found without importing all of them, and one for each shipped question."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

from atlas_odoo import shipped
from atlas_odoo.business.tool_files import tool_files
from atlas_odoo.objects.files import load
from atlas_odoo.operations import registry
from atlas_odoo.operations.inputs import Arguments
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.registry import NAMES, needs, operation

FILES = load(shipped.folder("tools")).files


def test_every_shipped_question_has_an_operation_whose_objects_are_shipped_too() -> None:
    objects = {name for file in FILES for name in file.objects}
    questions = {name: question for file in FILES for name, question in file.questions.items()}
    assert questions
    for name, question in questions.items():
        found = operation(question.operation)
        assert found is not None, name
        assert issubclass(found.arguments, Arguments), name
        assert {item for need in found.needs for item in need.split("|")} <= objects, name
    assert needs(FILES).keys() == {question.operation for question in questions.values()}


def test_a_name_that_is_no_operation_has_none() -> None:
    assert operation("sales.nope") is None
    assert operation("os.path") is None
    assert operation("sales") is None


def test_names_are_known_without_importing_any() -> None:
    program = (
        "import sys; from atlas_odoo.operations.registry import NAMES; "
        "sys.exit(not NAMES or any(f'atlas_odoo.operations.{name}' in sys.modules for name in NAMES))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_modules_that_define_an_operation_have_their_names_in_the_table_and_no_others() -> None:
    modules = [
        f"{path.parent.name}.{path.stem}"
        for path in Path(registry.__file__).parent.glob("*/*.py")
        if not path.stem.startswith("__")
    ]
    defining = {
        name
        for name in modules
        if isinstance(getattr(import_module(f"atlas_odoo.operations.{name}"), "OPERATION", None), Operation)
    }
    assert defining == NAMES
    assert len(defining) < len(modules)


def test_the_program_works_with_the_shipped_files_and_those_of_the_settings(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "toolset: own\ntitle: Own\nquestions:\n  mine: {operation: sales.progess, title: Mine, says: Mine}\n",
        encoding="utf-8",
    )
    loaded = tool_files(own)
    assert len(loaded.files) == len(FILES)
    assert [str(fault) for fault in loaded.faults] == [
        f"{own}:4:21: there is no operation `sales.progess`; did you mean `sales.progress` or `purchase.progress`?"
    ]
