"""A small service that answers how far it is from one harbour to another."""

import os

from flask import Flask, abort, jsonify

from harbour.ports import PORTS
from harbour.voyage import voyage

app = Flask(__name__)


@app.get("/")
def home():
    """Return a page with all harbours."""
    items = "".join(f"<li>{port.name}</li>" for port in PORTS.values())
    return f"<!doctype html><title>Harbour routes</title><h1>Harbour routes</h1><ul>{items}</ul>"


@app.get("/health")
def health():
    """Answer that the service is up."""
    return jsonify(status="ok")


@app.get("/release")
def release():
    """Return which release of the service this is."""
    return jsonify(release=os.environ.get("RELEASE", ""))


@app.get("/routes/<start>/<end>")
def route(start, end):
    """Return distance and time between two harbours."""
    if start not in PORTS or end not in PORTS:
        abort(404)
    return jsonify(voyage(PORTS[start], PORTS[end]))
