"""One classroom, where the tests' lessons are given."""

import pytest

from tests.factories.redemptions import make_classroom


@pytest.fixture
def classroom(uow):
    return make_classroom(uow)


@pytest.fixture
def programme_id(classroom):
    return classroom.programme.id
