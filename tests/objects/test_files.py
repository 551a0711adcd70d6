"""Tool files on disk: faults have their place, and a broken file takes no other down."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from atlas_odoo import shipped
from atlas_odoo.objects.consistency import Known
from atlas_odoo.objects.files import load
from atlas_odoo.objects.templates import unusable
from atlas_odoo.operations.registry import NAMES
from tests.objects.samples import QUOTATION, written

OTHER = QUOTATION.replace("quotation:", "offer:")


def faults(folder: Path, text: str) -> list[str]:
    """What is told about a folder with this one file, without the folder."""
    loaded = load(written(folder, own=text), program=Known(["sales.progress"], ["find_records"]))
    assert not loaded.files
    return [str(fault).removeprefix(f"{folder}/") for fault in loaded.faults]


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("title: Quotations", "titel: Quotations", "own.yaml:6:5: there is no key `titel` here; did you mean `title`?"),
        ("    keys:", "    kyes:", "own.yaml:8:5: there is no key `kyes` here; did you mean `keys`?"),
        ("title: Quotations", "", "own.yaml:4:3: `quotation` lacks its `title`"),
        ("title: Sales", "", "own.yaml:1:1: the file lacks its `title`"),
        ("title: Quotations", "title: 12", "own.yaml:6:12: `title`: a text is expected here, not a number: put quotes"),
        ("title: Quotations", "title: [a]", "own.yaml:6:12: `title`: a text is expected here, not a list"),
        ("keys: [number]", "keys: number", "own.yaml:8:11: `keys`: a list is expected here, not a text"),
        ("keys: [number]", "keys: [nmuber]", "own.yaml:8:12: `nmuber` is none of the fields; did you mean `number`?"),
        ("number: name", "Number: name", 'own.yaml:10:7: "Number" cannot stand here: a name has lower-case letters'),
        ("number: name", "id: name", "own.yaml:10:7: `id` is what every record has: give the field another name"),
        ("number: name", "number: na me", 'own.yaml:10:15: "na me" cannot stand here: a technical name of Odoo'),
        ("number: name", "number: [a, 3]", "own.yaml:10:19: `field`: a text is expected here, not a number"),
        ("number: name", "number: []", "own.yaml:10:15: `field`: at least one is needed"),
        ("field: order_line", "fild: order_line", "own.yaml:17:9: there is no key `fild` here; did you mean `field`"),
        ("columns: [product,", "columns: [prodct,", "own.yaml:19:19: `prodct` is none of the fields; did you mean"),
        ("total, lines]", "totl, lines]", "own.yaml:20:33: `totl` is none of the fields; did you mean `total`?"),
        ("total, lines]", "lines.prodct]", "own.yaml:20:33: `prodct` is none of the fields of `lines`; did you mean"),
        ("date desc,", "dat desc,", "own.yaml:21:12: `dat` is none of the fields; did you mean `date`?"),
        ("date desc,", "date down,", "own.yaml:21:12: `date down`: after the field comes `asc`, `desc` or nothing"),
        ("[state, in, [draft, sent]]", "[state, in]", "own.yaml:7:13: a term of 2 parts"),
        ("[state, in, [draft, sent]]", "[state, is, x]", 'own.yaml:7:21: "is" is not an operator.'),
        ("[[state, in, [draft, sent]]]", "[state, =, draft]", "own.yaml:7:12: one term without the list around it."),
        ("[[state, in, [draft, sent]]]", "state", "own.yaml:7:12: `where`: a list is expected here, not a text"),
        ("model: sale.order", "model: sale order", 'own.yaml:5:12: "sale order" cannot stand here'),
        ("toolset: sales", "toolset: Sales", 'own.yaml:1:10: "Sales" cannot stand here'),
        ("toolset: sales", "toolset: [sales", "own.yaml:1:10: this list or mapping in brackets is not closed"),
        ("toolset: sales", "aliases: {old: nope}\ntoolset: s", "own.yaml:1:16: this file has nothing called `nope`"),
        ("toolset: sales", "aliases: {quotation: quotation}\ntoolset: s", "own.yaml:1:11: `quotation` is a name that"),
        (
            "toolset: sales",
            "questions: {q: {operation: sales.progres, title: Q, says: Q}}\ntoolset: s",
            "own.yaml:1:28: there is no operation `sales.progres`; did you mean `sales.progress`?",
        ),
        (
            "toolset: sales",
            "questions: {find_records: {operation: sales.progress, title: Q, says: Q}}\ntoolset: s",
            "own.yaml:1:13: `find_records` is a tool that every tenant has: give the question another name",
        ),
        ("toolset: sales", "aliases: {find_records: quotation}\ntoolset: s", "own.yaml:1:11: `find_records` is a tool"),
        (
            "toolset: sales",
            "questions: {q: {operation: progress, title: Q, says: Q}}\ntoolset: s",
            'own.yaml:1:28: "progress" cannot stand here: an operation has a domain and a name, such as',
        ),
    ],
)
def test_each_fault_is_told_with_its_place_and_what_was_probably_meant(
    tmp_path: Path, was: str, now: str, told: str
) -> None:
    assert QUOTATION.count(was) == 1
    found = faults(tmp_path, QUOTATION.replace(was, now))
    assert any(text.startswith(told) for text in found), found


def test_all_faults_of_a_file_are_told_from_top_to_bottom(tmp_path: Path) -> None:
    text = QUOTATION.replace("title: Quotations", "titel: Quotations").replace("keys: [number]", "keys: number")
    assert [fault.split(":")[1] for fault in faults(tmp_path, text)] == ["6", "8"]


def test_a_broken_file_takes_no_other_down(tmp_path: Path) -> None:
    folder = written(tmp_path, a=QUOTATION, b="a: [1", c=OTHER)
    (folder / "d.yaml").write_bytes(b"a: 1\nb: \xff")
    (folder / "e.yml").write_text("", encoding="utf-8")
    (folder / "f.yaml").mkdir()
    (folder / "notes.txt").write_text("no YAML", encoding="utf-8")
    loaded = load(folder)
    assert [list(file.objects) for file in loaded.files] == [["quotation"], ["offer"]]
    assert [str(fault).removeprefix(f"{folder}/").partition(": ")[::2] for fault in loaded.faults] == [
        ("b.yaml:1:4", "this list or mapping in brackets is not closed, or lacks a comma"),
        ("d.yaml:2:4", "it is not UTF-8 text"),
        ("e.yml:1:1", "the file is empty"),
        ("f.yaml", "it cannot be read: Is a directory"),
    ]


PARTS = st.sampled_from(
    [b"toolset: a\n", b"title: ", b"objects:\n", b"  quotation:\n", b"questions: ", b"where: ", b"1e999", b"9" * 5000,
     b"[" * 90, b"- " * 60, b"{", b"}", b"]", b"&a ", b"*a ", b"<<: ", b"? ", b"!!", b"\x00", b"\xff", b"\xe2\x80\xa8",
     b"text: '{{ ", b"}}'", b"\n", b"\t", b": ", b"aliases: {a: b}", b"prompts: {p: {title: P, says: P, text: "]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PARTS | st.binary(max_size=6), max_size=12).map(b"".join))
@example(b"prompts: {p: {title: P, says: P, text: '{{ " + b"9" * 5000 + b" }}'}}\ntoolset: a\ntitle: A\n")
@example(b"prompts: {p: {title: P, says: P, text: '{{ " + b"(" * 9000 + b" }}'}}\ntoolset: a\ntitle: A\n")
@example(QUOTATION.replace("draft, sent", "9" * 5000).encode())
@example(b"[" * 200_000)
def test_whatever_is_in_a_file_it_takes_no_other_down(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        place = written(Path(folder), a=QUOTATION)
        (place / "b.yaml").write_bytes(data)
        loaded = load(place.parent / "nowhere", place)
        assert loaded.files[0].objects.keys() == {"quotation"}
        assert len(loaded.files) == 2 or len(loaded.faults) > 1


def test_faults_without_end_are_told_as_far_as_anybody_reads(tmp_path: Path) -> None:
    assert len(faults(tmp_path, "".join(f"a{number}: 1\n" for number in range(40_000)))) == 100


def test_a_file_larger_than_any_is_left_out(tmp_path: Path) -> None:
    assert faults(tmp_path, "# " + "x" * 600_000) == ["own.yaml: it is larger than 512 kB: no tool file needs so much"]


def test_own_files_add_objects_and_may_replace_shipped_ones(tmp_path: Path) -> None:
    base = written(tmp_path / "base", a=QUOTATION, b=OTHER)
    own = written(tmp_path / "own", mine=QUOTATION.replace("Quotations", "Offers") + "  lead: " + LEAD)
    loaded = load(base, own)
    assert not loaded.faults
    assert [(sorted(file.objects)) for file in loaded.files] == [[], ["offer"], ["lead", "quotation"]]
    assert loaded.files[2].objects["quotation"].title == "Offers"
    assert [(item.kind, item.name, item.path) for item in loaded.replaced] == [
        ("objects", "quotation", own / "mine.yaml")
    ]


def test_an_own_object_extends_the_shipped_one_of_its_name_and_model(tmp_path: Path) -> None:
    base = written(tmp_path / "base", a=QUOTATION)
    own = "toolset: own\ntitle: Own\nobjects:\n  quotation: {model: sale.order, title: Offers, fields: {city: x_city}, "
    [_, file] = load(base, written(tmp_path / "own", mine=own + "columns: [city, number, lines.product]}\n")).files
    offer = file.objects["quotation"]
    assert (offer.title, offer.columns) == ("Offers", ["city", "number", "lines.product"])
    assert (offer.keys, offer.where) == (["number"], [["state", "in", ["draft", "sent"]]])
    assert {"number", "customer", "lines", "city"} <= offer.fields.keys()
    elsewhere = own.replace("sale.order", "x_offer") + "columns: [city]}\n"
    [_, file] = load(base, written(tmp_path / "own", mine=elsewhere)).files
    assert list(file.objects["quotation"].fields) == ["city"]


def test_an_alias_is_no_name_of_another_file(tmp_path: Path) -> None:
    base = written(tmp_path / "base", a=QUOTATION)
    own = written(tmp_path / "own", mine="aliases: {quotation: offer}\n" + OTHER)
    loaded = load(base, own)
    assert [list(file.objects) for file in loaded.files] == [["quotation"]]
    assert [str(fault) for fault in loaded.faults] == [
        f"{own}/mine.yaml:1:11: `quotation` is a name that a.yaml uses: an alias is an old one"
    ]


LEAD = "{model: crm.lead, title: Leads, fields: {name: name}, columns: [name]}\n"


def test_a_broken_own_file_leaves_what_is_shipped_in_its_place(tmp_path: Path) -> None:
    base = written(tmp_path / "base", a=QUOTATION)
    own = written(tmp_path / "own", mine=QUOTATION.replace("title: Quotations", "title: 3"))
    loaded = load(base, own)
    assert [file.objects["quotation"].title for file in loaded.files] == ["Quotations"]
    assert len(loaded.faults) == 1
    assert not loaded.replaced


def test_one_name_stands_in_one_file(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, a=QUOTATION, b=QUOTATION))
    assert len(loaded.files) == 1
    [fault] = loaded.faults
    assert str(fault) == f"{tmp_path}/b.yaml:4:3: `quotation` stands in a.yaml already"


def test_own_files_may_be_one_file_and_a_place_that_is_not_there_is_told(tmp_path: Path) -> None:
    base = written(tmp_path / "base", a=QUOTATION)
    own = written(tmp_path / "own", one=OTHER, two="broken: [")
    assert len(load(base, own / "one.yaml").files) == 2
    missing = load(base, tmp_path / "nowhere")
    assert len(missing.files) == 1
    assert [str(fault) for fault in missing.faults] == [f"{tmp_path}/nowhere: there is no such file or folder"]


PROMPT = """\
toolset: own
title: Own
prompts:
  briefing:
    title: Briefing
    says: A briefing.
    arguments: {customer: {says: Whom it is about}}
    text: |
      Today is {{ today }} at {{ company }}.
      Tell me about {{ customer }}.
"""


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("{{ today }}", "{{ today }", "own.yaml:8:11: in line 1 of the text: unexpected '}'"),
        ("{{ customer }}", "{{ custmer }}", "own.yaml:8:11: the text uses `custmer`, which is no argument; did you"),
        ("customer: {says", "custmer: {says", "own.yaml:8:11: the text uses `customer`, which is no argument; did"),
        ("{{ today }}", "{{ 9**9**9 }}", "own.yaml:8:11: Pow (line 1) is nothing that texts of prompts may have"),
    ],
)
def test_the_text_of_an_own_prompt_is_checked_before_a_person_chooses_it(
    tmp_path: Path, was: str, now: str, told: str
) -> None:
    base = written(tmp_path / "base", a=QUOTATION)
    assert not load(base, written(tmp_path / "own", own=PROMPT)).faults
    loaded = load(base, written(tmp_path / "own", own=PROMPT.replace(was, now)))
    assert [str(fault).removeprefix(f"{tmp_path}/own/")[: len(told)] for fault in loaded.faults] == [told]


def test_the_texts_of_shipped_prompts_can_be_used() -> None:
    for file in load(shipped.folder("tools")).files:
        assert list(unusable(file)) == []


def test_shipped_files_have_no_fault_and_show_editors_their_schema() -> None:
    folder = shipped.folder("tools")
    loaded = load(folder, program=Known(NAMES))
    assert not loaded.faults, [str(fault) for fault in loaded.faults]
    paths = sorted(folder.glob("*.yaml"))
    assert len(loaded.files) == len(paths)
    for path in paths:
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert first == "# yaml-language-server: $schema=./schema.json", path.name


def test_yaml_is_imported_when_a_file_is_read_and_not_before() -> None:
    program = "import sys, atlas_odoo.objects.files, atlas_odoo.operations.registry; sys.exit('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
