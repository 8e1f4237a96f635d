"""Alerts POSTed as JSON to an address, signed when a secret is given.

Headers: `Idempotency-Key` (the same for every attempt at one alert) and, with a secret,
`X-Monitor-Timestamp` (seconds since 1970, of this attempt) and `X-Monitor-Signature: sha256=<HMAC of time
stamp, dot, body>`: who checks both takes no old message for a new one. Any 2xx answer counts as taken;
4xx other than 408, 425 and 429 will not be tried again.
"""

from __future__ import annotations

import hashlib
import hmac

import httpx

from monitor.channels.tools import ChannelTools, bad_option, delivery_json, text_option, wording_of
from monitor.model import Delivered, Delivery, DeliveryOutcome, NotDelivered
from monitor.report.wording import Wording
from monitor.settings import ChannelSettings
from monitor.urls import check_url

TRY_AGAIN = {408, 425, 429}


class WebhookChannel:
    def __init__(self, url: str, secret: str | None, wording: Wording, tools: ChannelTools) -> None:
        self._url = url
        self._secret = secret.encode() if secret else None
        self._wording = wording
        self._tools = tools

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        body = delivery_json(delivery, self._wording)
        headers = {"Content-Type": "application/json", "Idempotency-Key": delivery.key}
        try:
            answer = await self._tools.http.post(
                self._url, content=body, headers=headers | self._signature(body)
            )
        except httpx.HTTPError as error:
            return NotDelivered(f"{type(error).__name__}: {error}")
        if answer.is_success:
            return Delivered()
        final = answer.is_client_error and answer.status_code not in TRY_AGAIN
        return NotDelivered(f"the server answered {answer.status_code}", permanent=final)

    def _signature(self, body: bytes) -> dict[str, str]:
        if self._secret is None:
            return {}
        stamp = str(int(self._tools.clock().timestamp()))
        digest = hmac.new(self._secret, f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        return {"X-Monitor-Timestamp": stamp, "X-Monitor-Signature": f"sha256={digest}"}

    async def aclose(self) -> None:
        pass


def open_webhook(settings: ChannelSettings, tools: ChannelTools) -> WebhookChannel:
    url = text_option(settings, "url", "give the address to POST to, e.g. `url: https://desk.example/hook`")
    problem = check_url(url)
    if problem:
        raise bad_option(settings.name, "url", problem, "give an http or https address")
    secret = settings.options.get("secret")
    return WebhookChannel(url, str(secret) if secret else None, wording_of(settings, tools), tools)
