"""The servers of a lab, and what its builds are given."""

from __future__ import annotations

import re

from tutor.content.fields import Fields, read_text, unique
from tutor.content.files import Folder
from tutor.content.lab_table import BUILD, SERVICE, SERVICES_LIMIT
from tutor.content.problems import Report, did_you_mean, shown
from tutor.content.yaml_tree import Keys, Node
from tutor.model.build_inputs import BuildInputs
from tutor.model.service import DURING, Service

_DOCKERFILE = "Dockerfile"


def read_services(nodes: tuple[Node, ...], folder: Folder, report: Report) -> tuple[Service, ...]:
    """Return the servers; no two have one id, or one host."""
    if len(nodes) > SERVICES_LIMIT:
        report.add(nodes[SERVICES_LIMIT].line, f"a lab has at most {SERVICES_LIMIT} services.")
        return ()
    fields = [Fields(node, SERVICE.what, SERVICE.fields, report) for node in nodes]
    services = tuple(_service(f, folder, report) for f in fields)
    unique(zip(fields, (s.id for s in services), strict=True), "services", report)
    hosts: dict[str, int] = {}
    for field, service in zip(fields, services, strict=True):
        line = field.line_of("host")
        if service.host and hosts.setdefault(service.host, line) != line:
            said = f"two services have the host {shown(service.host)}; the first is in line {hosts[service.host]}."
            report.add(line, said)
    return services


def _service(fields: Fields, folder: Folder, report: Report) -> Service:
    name, at = fields.text("folder"), fields.line_of("folder")
    path = folder.inside(name, at, report) if name else None
    if path is not None and (path == folder.path or not path.is_dir()):
        report.add(at, f"there is no folder {shown(name)} in {folder.name}.")
        path = None
    dockerfile = folder.text(f"{name}/{_DOCKERFILE}", at, report) if path else ""
    return Service(
        id=fields.identifier("id"),
        folder=path or folder.path,
        dockerfile=dockerfile,
        host=fields.matching("host"),
        port=fields.integer("port"),
        during=_during(fields, report),
        ready=fields.matching("ready"),
    )


def _during(fields: Fields, report: Report) -> tuple[str, ...]:
    names = fields.texts("during")
    for name in (n for n in names if n and n not in DURING):
        said = f"{shown(name)} is no time when a service can be there.{did_you_mean(name, DURING)}"
        report.add(fields.line_of("during"), said)
    return names


def read_build_inputs(node: Node | None, report: Report) -> BuildInputs:
    """Return what builds are given; nothing if the lab says nothing."""
    if node is None:
        return BuildInputs()
    fields = Fields(node, BUILD.what, BUILD.fields, report)
    return BuildInputs(_words(fields, "arguments", report), _words(fields, "secrets", report))


def _words(fields: Fields, key: str, report: Report) -> dict[str, str]:
    """Return a mapping from names to texts."""
    node, spec = fields.node(key), BUILD.fields[key]
    if node is None:
        return {}
    if not isinstance(node, Keys):
        report.add(node.line, f"{shown(key)} must be keys and values, not {node.kind}.")
        return {}
    for name in (n for n in node.nodes if not re.fullmatch(spec.like, n)):
        report.add(node.lines[name], f"{shown(name)} cannot be a name in {shown(key)}. {spec.sentence}")
    return {name: read_text(value, shown(name), report) for name, value in node.nodes.items()}
