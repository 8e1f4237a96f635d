from datetime import UTC, datetime

from monitor.metrics import Metrics


def test_only_the_figures_themselves_are_told() -> None:
    metrics = Metrics()
    for _ in range(3):
        metrics.delivered()
    told = metrics.text().decode()
    assert "monitor_deliveries_total 3.0" in told
    assert "monitor_fetch_seconds_bucket" in told
    assert "_created" not in told


def test_how_looks_stand() -> None:
    metrics = Metrics()
    metrics.stands(None, 0.0)
    assert "monitor_last_success_timestamp_seconds 0.0" in metrics.text().decode()
    metrics.stands(datetime(2026, 3, 5, tzinfo=UTC), 12.5)
    told = metrics.text().decode()
    assert "monitor_last_success_timestamp_seconds 1.7726688e+09" in told
    assert "monitor_look_lateness_seconds 12.5" in told
