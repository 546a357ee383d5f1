"""The rule against network use in tests holds."""

import socket
import urllib.request

import pytest


def test_tcp_socket_is_forbidden() -> None:
    with pytest.raises(pytest.fail.Exception, match="no network in tests"):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)


def test_default_family_is_forbidden_too() -> None:
    with pytest.raises(pytest.fail.Exception, match="no network in tests"):
        socket.socket()


def test_request_by_a_library_is_forbidden_and_not_swallowed() -> None:
    with pytest.raises(pytest.fail.Exception, match="no network in tests"):
        urllib.request.urlopen("http://127.0.0.1:9/")


def test_sockets_between_own_processes_work() -> None:
    left, right = socket.socketpair()
    with left, right:
        left.sendall(b"ok")
        assert right.recv(2) == b"ok"
