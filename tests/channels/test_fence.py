"""Libraries that do their own networking reach no address that the guard refuses, whatever leads there."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from monitor.channels.fence import Fenced, fenced
from monitor.fetch import GuardedTransport
from monitor.model import Delivered, NotDelivered
from monitor.settings import ChannelSettings
from tests.channels.sending import send
from tests.servers import Reply, Server, moved


@pytest.fixture
def quiet() -> Iterator[socket.socket]:
    """A server that nobody may ask."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def asked(server: socket.socket) -> bool:
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def chat(url: str) -> ChannelSettings:
    joined = "&" if "?" in url else "?"
    return ChannelSettings("chat", "apprise", {"url": f"{url}{joined}cto=60&rto=60"})


def test_a_service_that_names_another_host_in_its_options_does_not_reach_it(quiet: socket.socket) -> None:
    port = quiet.getsockname()[1]
    mail = chat(f"mailto://ada:hush@nowhere.example:{port}?smtp=127.0.0.1&mode=insecure")
    outcome = send(mail, allow=frozenset())
    assert isinstance(outcome, NotDelivered) and "loopback" in outcome.reason
    assert not asked(quiet)


def test_a_redirect_leads_to_no_address_that_the_guard_refuses(quiet: socket.socket) -> None:
    inside = f"http://127.0.0.1:{quiet.getsockname()[1]}/"
    with Server({"/in": moved(inside, 307)}) as server:
        service, allow = f"json://127.0.0.1:{server.port}/in", frozenset({f"127.0.0.1:{server.port}"})
        followed = send(chat(f"{service}?redirect=yes"), allow=allow)
        assert isinstance(followed, NotDelivered) and "loopback" in followed.reason
        assert len(server.log) == 1
    assert not asked(quiet)


def test_an_alert_that_was_sent_elsewhere_does_not_count_as_taken() -> None:
    """A redirected POST becomes a GET, and what it carried is lost."""
    with Server({"/old": moved("/new", 302), "/new": Reply()}) as server:
        outcome = send(chat(f"json://127.0.0.1:{server.port}/old"))
        assert isinstance(outcome, NotDelivered) and "302" in outcome.reason
        assert [one.path for one in server.log] == ["/old"]


def test_an_allowed_name_may_lead_to_this_machine() -> None:
    with Server({"/in": Reply()}) as server:
        url = f"json://localhost:{server.port}/in"
        assert send(chat(url), allow=frozenset({f"localhost:{server.port}"})) == Delivered()
        assert len(server.log) == 1


def test_the_fence_holds_each_kind_of_socket_and_nothing_beyond_it(quiet: socket.socket) -> None:
    address = quiet.getsockname()
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as datagram:
        with fenced(GuardedTransport()) as fence:
            for refused in (
                lambda: socket.create_connection(address, 60),
                lambda: datagram.sendto(b"x", address),
                lambda: datagram.sendmsg([b"x"], (), 0, address),
                lambda: datagram.connect(("localhost", address[1])),
            ):
                with pytest.raises(Fenced):
                    refused()
            assert len(fence.refused) == 4
        assert not asked(quiet)
        socket.create_connection(address, 60).close()
        quiet.settimeout(60)
        assert asked(quiet)
