"""What a file is, by its first bytes; broken ones are no programs."""

import struct

import pytest

from tutor.model.program import Program, for_debuggers, read_program

LOADER = b"/lib64/ld-linux-x86-64.so.2\0"


def elf(machine=62, loader=LOADER, is_64=True, order="<", kinds=(6, 3, 1), count=None):
    """Return the beginning of an ELF file; of its segments, that of type 3 names the loader."""
    word, size = ("Q", 56) if is_64 else ("I", 32)
    start = 64 if is_64 else 52
    text = start + size * len(kinds)
    head = b"\x7fELF" + bytes([2 if is_64 else 1, 1 if order == "<" else 2, 1]) + bytes(9)
    head += struct.pack(f"{order}HHI{word}{word}{word}I", 2, machine, 1, 0, start, 0, 0)
    head += struct.pack(f"{order}HHHHHH", start, size, len(kinds) if count is None else count, 0, 0, 0)
    table = b""
    for kind in kinds:
        if is_64:
            table += struct.pack(f"{order}IIQQQQQQ", kind, 4, text, 0, 0, len(loader), len(loader), 1)
        else:
            table += struct.pack(f"{order}IIIIIIII", kind, text, 0, 0, len(loader), len(loader), 4, 1)
    return head + table + loader


@pytest.mark.parametrize("is_64", [True, False])
@pytest.mark.parametrize("order", ["<", ">"])
def test_the_loader_of_a_dynamically_linked_program(is_64, order):
    found = read_program(elf(is_64=is_64, order=order))
    assert found == Program("Linux", "amd64", "/lib64/ld-linux-x86-64.so.2")


def test_a_static_program_names_no_loader():
    assert read_program(elf(kinds=(1, 6))) == Program("Linux", "amd64")


@pytest.mark.parametrize(("number", "name"), [(183, "arm64"), (40, "arm"), (9999, "")])
def test_the_processor(number, name):
    assert read_program(elf(machine=number)).machine == name


@pytest.mark.parametrize(
    ("content", "system"), [(b"\xcf\xfa\xed\xfe1234", "macOS"), (b"MZ\x90\0", "Windows")]
)
def test_programs_of_other_systems(content, system):
    assert read_program(content) == Program(system)


@pytest.mark.parametrize(
    "content", [b"", b"#!/bin/sh\n", b"\x7fELF", b"\x7fELF\x02\x01" + bytes(40), b"text"]
)
def test_all_else_is_no_program(content):
    assert read_program(content) is None


def test_every_cut_of_a_program_is_read_or_refused():
    whole = elf()
    known = {read_program(whole[:n]) for n in range(len(whole))}
    assert {p.system for p in known if p} == {"Linux"}


def test_places_that_lead_out_of_the_file_are_refused():
    assert read_program(elf(count=60_000)) is None
    assert read_program(elf()[:32] + b"\xff" * 8 + elf()[40:]) is None


def test_a_loader_of_strange_bytes_is_text():
    assert read_program(elf(loader=b"/\xff\x1b[31m\0x")).loader == "/\ufffd\x1b[31m"


def sections(*all_of_them, is_64=True, order="<"):
    """Return the beginning of an ELF file with sections of (type, flags, size), whose list stands right behind the head."""
    word, head, size = ("Q", 64, 64) if is_64 else ("I", 52, 40)
    start = bytearray(head)
    start[:6] = b"\x7fELF" + bytes([2 if is_64 else 1, 1 if order == "<" else 2])
    struct.pack_into(f"{order}{word}", start, 40 if is_64 else 32, head)
    struct.pack_into(f"{order}HH", start, 58 if is_64 else 46, size, len(all_of_them))
    rows = (struct.pack(f"{order}II{word * 4}", 0, kind, flags, 0, 0, n) for kind, flags, n in all_of_them)
    return bytes(start) + b"".join(row.ljust(size, b"\0") for row in rows)


NAMES, TEXTS, CODE, DEBUG, EMPTY = (2, 0, 400), (3, 0, 300), (1, 6, 5000), (1, 0, 70), (8, 0, 9000)


@pytest.mark.parametrize("is_64", [True, False])
@pytest.mark.parametrize("order", ["<", ">"])
def test_what_no_process_loads_is_for_debuggers(is_64, order):
    assert for_debuggers(sections(CODE, NAMES, TEXTS, DEBUG, EMPTY, is_64=is_64, order=order)) == 770


def test_without_a_table_of_names_nothing_is():
    assert for_debuggers(sections(CODE, TEXTS)) == 0


@pytest.mark.parametrize("content", [b"", b"MZ", b"\x7fELF", sections(CODE, NAMES)[:-30], elf()])
def test_a_list_of_sections_that_is_not_there_tells_nothing(content):
    assert for_debuggers(content) == 0
