"""Alerts POSTed as JSON to an address, signed when a secret is given.

Headers: `Idempotency-Key` (the same for every attempt at one alert) and, with a secret,
`X-Monitor-Signature: sha256=<HMAC of the body>`. Any 2xx answer counts as taken; 4xx other than
408, 425 and 429 will not be tried again.
"""

from __future__ import annotations

import hashlib
import hmac

import httpx
import msgspec

from monitor.channels.tools import ChannelTools, bad_option, text_option
from monitor.model import Delivered, Delivery, DeliveryOutcome, NotDelivered
from monitor.settings import ChannelSettings
from monitor.shapes import alert_json, head_json
from monitor.urls import check_url

TRY_AGAIN = {408, 425, 429}


class WebhookChannel:
    def __init__(self, url: str, secret: str | None, http: httpx.AsyncClient) -> None:
        self._url = url
        self._secret = secret.encode() if secret else None
        self._http = http

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        told = {"key": delivery.key, **alert_json(delivery.alert), "journal": head_json(delivery.head)}
        body = msgspec.json.encode(told)
        headers = {"Content-Type": "application/json", "Idempotency-Key": delivery.key}
        if self._secret:
            headers["X-Monitor-Signature"] = (
                "sha256=" + hmac.new(self._secret, body, hashlib.sha256).hexdigest()
            )
        try:
            answer = await self._http.post(self._url, content=body, headers=headers)
        except httpx.HTTPError as error:
            return NotDelivered(f"{type(error).__name__}: {error}")
        if answer.is_success:
            return Delivered()
        final = answer.is_client_error and answer.status_code not in TRY_AGAIN
        return NotDelivered(f"the server answered {answer.status_code}", permanent=final)

    async def aclose(self) -> None:
        pass


def open_webhook(settings: ChannelSettings, tools: ChannelTools) -> WebhookChannel:
    url = text_option(settings, "url", "give the address to POST to, e.g. `url: https://desk.example/hook`")
    problem = check_url(url)
    if problem:
        raise bad_option(settings.name, "url", problem, "give an http or https address")
    secret = settings.options.get("secret")
    return WebhookChannel(url, str(secret) if secret else None, tools.http)
