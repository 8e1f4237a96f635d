from monitor.metrics import Metrics


def test_only_the_figures_themselves_are_told() -> None:
    metrics = Metrics()
    for _ in range(3):
        metrics.delivered()
    told = metrics.text().decode()
    assert "monitor_deliveries_total 3.0" in told
    assert "monitor_fetch_seconds_bucket" in told
    assert "_created" not in told
