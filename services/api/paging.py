"""Lists over the wire, a page at a time: all by the same two words, `cursor` and `limit`."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Query, Request, Response

T = TypeVar("T")

LIMIT_DEFAULT, LIMIT_MAX = 100, 500

# Set by `openapi.document` on each list: the header that leads on.
LINK = "Link"


class Page:
    """The part of a list that was asked for; `Link` leads to the next while there is one."""

    def __init__(
        self, request: Request, response: Response, cursor: UUID | None, limit: int
    ) -> None:
        self._request = request
        self._response = response
        self.after = cursor
        self._limit = limit

    @property
    def and_one_more(self) -> int:
        """How many to read: the one beyond the page tells that there is a next one."""
        return self._limit + 1

    def cut(self, found: Sequence[T], id_of: Callable[[T], Any] = attrgetter("id")) -> Sequence[T]:
        """The page, of the `and_one_more` items that were found after `after`."""
        page = found[: self._limit]
        if len(found) > self._limit:
            wish = {**self._request.query_params, "cursor": str(id_of(page[-1]))}
            # By the path as it was asked, so that it leads on behind any proxy.
            self._response.headers[LINK] = (
                f'<{self._request.url.path}?{urlencode(wish)}>; rel="next"'
            )
        return page

    def of(self, whole: Sequence[T], id_of: Callable[[T], Any] = attrgetter("id")) -> Sequence[T]:
        """The page of a list that is short enough to be read whole; none after an unknown id."""
        if self.after is None:
            return self.cut(whole[: self.and_one_more], id_of)
        ids = [id_of(item) for item in whole]
        if self.after not in ids:
            return []
        first = ids.index(self.after) + 1
        return self.cut(whole[first : first + self.and_one_more], id_of)


def _page(
    request: Request,
    response: Response,
    cursor: Annotated[
        UUID | None, Query(description="The id of the last item seen; `Link` holds it.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT,
) -> Page:
    return Page(request, response, cursor, limit)


Paging = Annotated[Page, Depends(_page)]
