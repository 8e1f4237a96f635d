"""The daemon's figures for Prometheus, in a registry of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric, generate_latest

from monitor.model import CheckRecord, Revision, StateChange
from monitor.ports import QueueStanding


class _Registry(CollectorRegistry):
    """Without the `…_created` series, which tell nothing but when the daemon began."""

    def collect(self) -> Iterable[Metric]:
        for metric in super().collect():
            metric.samples = [one for one in metric.samples if not one.name.endswith("_created")]
            yield metric


class Metrics:
    def __init__(self) -> None:
        self._registry = _Registry()
        self._checks = Counter(
            "monitor_checks", "Looks at articles, by what came of them", ["result"], registry=self._registry
        )
        self._revisions = Counter(
            "monitor_revisions", "Revisions recorded, by label", ["label"], registry=self._registry
        )
        self._states = Counter(
            "monitor_state_changes", "Changes of an article's state", ["state"], registry=self._registry
        )
        self._delivered = Counter("monitor_deliveries", "Alerts taken by a channel", registry=self._registry)
        self._seconds = Histogram(
            "monitor_fetch_seconds", "How long publishers took to answer", registry=self._registry
        )
        self.in_flight = Gauge("monitor_looks_in_flight", "Looks under way", registry=self._registry)
        self.paused = Gauge("monitor_paused", "1 while the disk is too full", registry=self._registry)
        self._last_success = Gauge(
            "monitor_last_success_timestamp_seconds", "When a look last succeeded", registry=self._registry
        )
        self._lateness = Gauge(
            "monitor_look_lateness_seconds",
            "How long the article that is due longest has waited",
            registry=self._registry,
        )
        self._jobs = Gauge(
            "monitor_queue_jobs", "Jobs for workers, by state", ["state"], registry=self._registry
        )
        self._oldest = Gauge(
            "monitor_queue_oldest_seconds", "How long the oldest job has waited", registry=self._registry
        )
        self._workers = Gauge("monitor_workers", "Workers heard of lately", registry=self._registry)

    def queue(self, standing: QueueStanding) -> None:
        """How the queue of a scheduler stands."""
        for state, jobs in standing.jobs.items():
            self._jobs.labels(state).set(jobs)
        self._oldest.set(standing.oldest_seconds)
        self._workers.set(standing.workers)

    def stands(self, last_success: datetime | None, lateness: float) -> None:
        """When a look last succeeded, whoever made it, and how many seconds looks are late."""
        if last_success is not None:
            self._last_success.set(last_success.timestamp())
        self._lateness.set(lateness)

    def checked(self, record: CheckRecord) -> None:
        self._checks.labels(record.check.result).inc()
        if record.check.elapsed_seconds:
            self._seconds.observe(record.check.elapsed_seconds)

    def happened(self, event: Revision | StateChange) -> None:
        match event:
            case Revision():
                self._revisions.labels(event.judgement.verdict.label).inc()
            case StateChange():
                self._states.labels(event.after.value).inc()

    def delivered(self) -> None:
        self._delivered.inc()

    def text(self) -> bytes:
        return generate_latest(self._registry)
