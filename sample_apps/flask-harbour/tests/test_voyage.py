"""Distances that were worked out by hand, and what the service answers."""

import pytest
from harbour import app
from harbour.ports import PORTS
from harbour.voyage import voyage


def test_a_voyage_is_as_long_as_the_formula_says():
    found = voyage(PORTS["bergen"], PORTS["hull"])
    assert found["miles"] == pytest.approx(438.8, abs=0.5)


def test_time_is_distance_at_twelve_knots():
    found = voyage(PORTS["rotterdam"], PORTS["reykjavik"])
    assert found["hours"] == pytest.approx(found["miles"] / 12, abs=0.1)


def test_there_and_back_are_equally_long():
    there, back = voyage(PORTS["hull"], PORTS["esbjerg"]), voyage(PORTS["esbjerg"], PORTS["hull"])
    assert there == back


def test_the_service_answers_with_the_voyage():
    answer = app.test_client().get("/routes/bergen/hull")
    assert answer.status_code == 200
    assert answer.get_json() == voyage(PORTS["bergen"], PORTS["hull"])


def test_an_unknown_harbour_is_not_found():
    assert app.test_client().get("/routes/bergen/atlantis").status_code == 404
