"""Schemathesis on the application's own OpenAPI description.

$INTERVIEW_REST says how many requests each operation gets (15 by default).
"""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from qa.web.loading import LazyAssistant
from qa.web.server import ServerSettings, create_app
from tests.fake_assistant import FakeAssistant

REQUESTS = int(os.environ.get("INTERVIEW_REST", "15"))


@pytest.fixture(scope="module")
def operations(tmp_path_factory):
    """Every operation that the application says it has, by its method and path."""
    lazy = LazyAssistant(FakeAssistant)
    lazy.get(10)
    feedback = tmp_path_factory.mktemp("feedback") / "votes.sqlite"
    app = create_app(lazy, ServerSettings(feedback=feedback))
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    found = [each.ok() for each in schema.get_all_operations()]
    return {each.label: each for each in found}


def test_every_request_is_answered_as_described(operations, subtests):
    """No request, however odd, gets a status or a body that the description does not promise."""
    assert {"POST /api/ask", "POST /api/verify", "GET /api/interviews"} <= set(operations)
    for label, operation in operations.items():
        with subtests.test(label):

            @settings(max_examples=REQUESTS, deadline=None, suppress_health_check=list(HealthCheck))
            @given(case=operation.as_strategy())
            def tried(case):
                # No route takes a line end for a part of a path; that 404 is the server's own.
                named = "".join(map(str, case.path_parameters.values()))
                assume("\n" not in named and "%0A" not in named)
                # A question without a word fits the description and is refused all the same.
                case.call_and_validate(excluded_checks=[positive_data_acceptance])

            tried()
