"""What gunicorn says, in the same lines. Its log of requests, where somebody turns it on, tells no more than ours."""

import logging
import os
from typing import Any

from gunicorn.glogging import Logger as GunicornLogger

from rorikt.logs.lines import JSON, SETTING, formatter
from rorikt.logs.request_ids import HEADER


class Logger(GunicornLogger):
    """Without the query, the referrer and the client's name for itself, which may hold what somebody looked for."""

    def _set_handler(self, log: Any, output: Any, fmt: Any, stream: Any = None) -> None:
        super()._set_handler(log, output, formatter(os.environ.get(SETTING) or JSON), stream)

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        if not self.access_log_enabled:
            return
        headers = {name.lower(): value for name, value in resp.headers}
        told = {
            "request_id": headers.get(HEADER.lower(), ""),
            "method": environ.get("REQUEST_METHOD", ""),
            "path": environ.get("PATH_INFO", ""),
            "status": int(str(resp.status).split()[0]),
            "ms": round(request_time.total_seconds() * 1000, 1),
            "bytes": getattr(resp, "sent", None),
        }
        logging.getLogger("gunicorn.access").info("served", extra={"told": told})
