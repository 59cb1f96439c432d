"""The connection to Milvus lives as long as the program does."""

from pathlib import Path
from unittest.mock import patch

import pytest

from index.milvus.client import Client, MilvusAddress

pytest.importorskip("pymilvus", reason="pip install -r requirements-milvus.txt")

LEAST_TIME_BETWEEN_PINGS_MS = 300_000  # grpc.http2.min_ping_interval_without_data_ms of a gRPC server


def test_idle_connection_is_not_pinged_more_often_than_a_server_bears(tmp_path: Path) -> None:
    import grpc

    with patch("grpc.insecure_channel", wraps=grpc.insecure_channel) as opened:
        assert Client(MilvusAddress(str(tmp_path / "rows.db"), "news")).names() == []
    options = [dict(call.kwargs["options"]) for call in opened.call_args_list]
    assert options
    assert all(each["grpc.keepalive_time_ms"] > LEAST_TIME_BETWEEN_PINGS_MS for each in options)
