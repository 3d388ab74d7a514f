"""A real HTTP server on loopback that speaks the OpenAI wire format, refuses what OpenAI refuses, and plays a script."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.ending import end
from tests.openai_rules import chat_faults, embedding_faults

KEY = "sk-test"
MODEL = "test-model"
EMBEDDING_MODEL = "test-embedding"


@dataclass(frozen=True)
class Reply:
    """One response; `pause` is in seconds, before the body or, with `drip`, before each byte."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0
    drip: bool = False
    repeat: int = 1


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    path: str
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def system(self) -> str:
        """Return the system message."""
        return str(self.body["messages"][0]["content"])

    @property
    def user(self) -> str:
        """Return the last user message."""
        return str([m for m in self.body["messages"] if m["role"] == "user"][-1]["content"])


Script = Callable[[Asked], Reply]


def completion(
    content: object,
    *,
    finish_reason: str = "stop",
    refusal: str | None = None,
    tool_calls: list[dict[str, Any]] | None = None,
    pause: float = 0.0,
    drip: bool = False,
) -> Reply:
    """Make a chat completion; content that is no string and not None is sent as JSON."""
    text = content if content is None or isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    message: dict[str, Any] = {"role": "assistant", "content": text, "refusal": refusal}
    if tool_calls is not None:
        message["tool_calls"] = tool_calls
    return raw(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": MODEL,
            "choices": [{"index": 0, "message": message, "finish_reason": finish_reason, "logprobs": None}],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200},
        },
        pause=pause,
        drip=drip,
    )


def embeddings(vectors: list[list[float]], *, model: str = EMBEDDING_MODEL) -> Reply:
    """Make an answer of the embeddings endpoint."""
    data = [{"object": "embedding", "index": i, "embedding": vector} for i, vector in enumerate(vectors)]
    return raw({"object": "list", "data": data, "model": model, "usage": {"prompt_tokens": 1, "total_tokens": 1}})


def raw(
    body: object, *, status: int = 200, headers: dict[str, str] | None = None, pause: float = 0.0, drip: bool = False
) -> Reply:
    """Make a reply of any JSON value, or of raw bytes."""
    data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return Reply(status, data, {"Content-Type": "application/json"} | (headers or {}), pause, drip)


def error(
    status: int,
    message: str,
    *,
    kind: str = "invalid_request_error",
    param: str | None = None,
    code: str | None = None,
    headers: dict[str, str] | None = None,
) -> Reply:
    """Make an error as OpenAI words it."""
    return raw({"error": {"message": message, "type": kind, "param": param, "code": code}}, status=status, headers=headers)


def in_turn(*replies: Reply | Script) -> Script:
    """Play these replies in order; a further request is an error of the test."""
    left = iter(replies)
    lock = threading.Lock()

    def play(asked: Asked) -> Reply:
        with lock:
            reply = next(left, None)
        if reply is None:
            return error(418, "The script of this test has ended.")
        return reply(asked) if callable(reply) else reply

    return play


class OpenAIServer:
    """Serves one script; use it as a context manager.

    Requests are checked first: what OpenAI would refuse gets OpenAI's error and goes into `refused`; the others go into
    `asked`.
    """

    def __init__(self, script: Script, *, models: tuple[str, ...] = (MODEL, EMBEDDING_MODEL), key: str = KEY) -> None:
        self.script = script
        self.models = models
        self.key = key
        self.asked: list[Asked] = []
        self.refused: list[str] = []
        self._closing = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", "0"))
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer._send(self, outer._answer(self.path, self.rfile.read(length), headers))

            def do_GET(self) -> None:
                outer._send(self, error(405, f"Not allowed to GET on {self.path}"))

            def log_message(self, *_: object) -> None:
                """Keep the test's output clean."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def base_url(self) -> str:
        """Return the address for OPENAI_BASE_URL."""
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()
        end(self._thread)

    def _answer(self, path: str, data: bytes, headers: dict[str, str]) -> Reply:
        refusal = self._faults(path, data, headers)
        if refusal is not None:
            self.refused.append(str(json.loads(refusal.body)["error"]["message"]))
            return refusal
        asked = Asked(path, json.loads(data), headers)
        self.asked.append(asked)
        return self.script(asked)

    def _faults(self, path: str, data: bytes, headers: dict[str, str]) -> Reply | None:
        given = headers.get("authorization", "")
        if not given.startswith("Bearer "):
            return error(401, "You didn't provide an API key.")
        if given != f"Bearer {self.key}":
            return error(401, "Incorrect API key provided.", code="invalid_api_key")
        if not headers.get("content-type", "").startswith("application/json"):
            return error(400, "Content-Type must be application/json.")
        try:
            body = json.loads(data)
        except ValueError:
            return error(400, "We could not parse the JSON body of your request.")
        checks = {"/v1/chat/completions": chat_faults, "/v1/embeddings": embedding_faults}
        if path not in checks:
            return error(404, f"Invalid URL (POST {path})")
        if not isinstance(body, dict) or not isinstance(body.get("model"), str):
            return error(400, "you must provide a model parameter")
        if body["model"] not in self.models:
            missing = f"The model `{body['model']}` does not exist or you do not have access to it."
            return error(404, missing, code="model_not_found")
        fault = next(checks[path](body), None)
        return error(400, fault[1], param=fault[0], code=fault[2]) if fault else None

    def _send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        try:
            if not reply.drip:
                self._closing.wait(reply.pause)
            handler.send_response(reply.status)
            for name, value in reply.headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(reply.body) * reply.repeat))
            handler.end_headers()
            if reply.drip:
                for byte in reply.body:
                    handler.wfile.write(bytes([byte]))
                    handler.wfile.flush()
                    if self._closing.wait(reply.pause):
                        break
            else:
                for _ in range(reply.repeat):
                    handler.wfile.write(reply.body)
        except (BrokenPipeError, ConnectionResetError):
            handler.close_connection = True


class AzureServer(OpenAIServer):
    """Serves like Azure's older addresses: model in the path, version in the query, key in `api-key`.

    `unauthorised` counts the requests without the right key.
    """

    unauthorised = 0

    @property
    def base_url(self) -> str:
        """Return the address for OPENAI_BASE_URL."""
        return f"http://127.0.0.1:{self._http.server_port}/openai/deployments/reader?api-version=2024-10-21"

    def _faults(self, path: str, data: bytes, headers: dict[str, str]) -> Reply | None:
        if headers.get("api-key") != self.key:
            self.unauthorised += 1
            return error(401, "Access denied due to invalid subscription key or wrong API endpoint.", code="401")
        place, _, query = path.partition("?")
        if not query.startswith("api-version="):
            return error(404, "Resource not found", code="404")
        plain = place.replace("/openai/deployments/reader", "/v1")
        return super()._faults(plain, data, {**headers, "authorization": f"Bearer {self.key}"})
