"""An OpenAI-compatible server that is student and teacher at once, by rules that say for each task what they answer."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PROMPT_TOKENS = 300
COMPLETION_TOKENS = 50


def right(name, number):
    return f"def {name}(n):\n    return n + {number}\n"


def wrong(name, number, attempt):
    return f"def {name}(n):\n    return n - {number} - {attempt}\n"


def solves_practice(number, round_):
    """The student as it came solves every fourth task; after a round every second."""
    return number % (4 if round_ == 0 else 2) == 0


def solves_exam(number, round_, step):
    """By classes of six; a round teaches it the class that it needed one step for."""
    first = {0, 3} if round_ == 0 else {0, 3, 1, 4}
    needed = {0: first, 1: {1, 4}, 2: {2}}
    return any(number % 6 in needed[earlier] for earlier in range(step + 1))


def refinement(number, attempt):
    """The teacher's answer to a failure, by its try: unchanged, wrong or right."""
    if number % 10 == 7 and attempt == 1:
        return "unchanged"
    if number % 10 == 9 and (attempt == 1 or number % 20 == 19):
        return "wrong"
    return "right"


def direct(number, attempt):
    return "wrong" if number % 10 == 9 and (attempt == 1 or number % 20 == 19) else "right"


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("localhost", 0), Handler)
        self.lock = threading.Lock()
        self.paid = []
        self.refine_steps = set()

    @property
    def url(self):
        return f"http://localhost:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = request["messages"][-1]["content"]
        kind, number = re.search(r"\b([pe])(\d{3})\b", text).groups()
        number = int(number)
        name = f"{kind}{number:03d}"
        if request["model"] == "teacher":
            program = self.teach(name, number, text)
        else:
            program = self.attempt(name, number, kind, request["model"], text)
        body = json.dumps({
            "model": request["model"],
            "choices": [{"index": 0, "finish_reason": "stop",
                         "message": {"role": "assistant", "content": f"```python\n{program}```"}}],
            "usage": {"prompt_tokens": PROMPT_TOKENS, "completion_tokens": COMPLETION_TOKENS},
        }).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def teach(self, name, number, text):
        with self.server.lock:
            self.server.paid.append(text)
        attempt = 2 if "You were asked before" in text else 1
        if "A student wrote this program" not in text:
            outcome = direct(number, attempt)
        else:
            outcome = refinement(number, attempt)
        if outcome == "unchanged":
            return re.search(r"It is wrong:\n```python\n(.*?)\n```", text, re.S).group(1) + "\n"
        return right(name, number) if outcome == "right" else wrong(name, number, 90 + attempt)

    def attempt(self, name, number, kind, model, text):
        round_ = int(model.rsplit("-", 1)[1]) if model != "student" else 0
        if kind == "p":
            return right(name, number) if solves_practice(number, round_) else wrong(name, number, 1)
        earlier = re.search(r"return n - \d+ - (\d)", text)
        step = int(earlier.group(1)) if earlier else 0
        if step:
            with self.server.lock:
                self.server.refine_steps.add((round_, number, step))
        return right(name, number) if solves_exam(number, round_, step) else wrong(name, number, step + 1)
