"""Preceptor behind the interface of the peers: one process a measurement."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAIN = "dev.preceptor.benchmarks.generation.GenerationBenchmark"


class Preceptor:
    def __init__(self, model, compute_type, slots, classpath=None):
        self.model, self.compute_type, self.slots = str(model), compute_type, slots
        libraries = classpath or str(ROOT / "cli/target/quarkus-app/lib/main/*")
        own = Path(__file__).resolve().parent / "target/classes"
        if not own.exists() or not (classpath or Path(libraries).parent.exists()):
            raise SystemExit("error: Preceptor is not built: ./mvnw -DskipTests package")
        self.command = ["java", "-Xmx1g", "-XX:+UseSerialGC", "-cp", f"{own}:{libraries}", MAIN]

    def measure(self, calls=(), texts=(), scores=()):
        """calls: (prompts, new tokens, samples, temperature) each; scores: (texts, first token, width). The result's fields are those
        of the Java record."""
        job = {
            "model": self.model,
            "computeType": self.compute_type,
            "slots": self.slots,
            "calls": [dict(zip(("prompts", "newTokens", "samples", "temperature"), call)) for call in calls],
            "texts": list(texts),
            "scores": [dict(zip(("texts", "first", "width"), score)) for score in scores],
        }
        environment = {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "10000", **os.environ}  # as ./preceptor sets it
        done = subprocess.run(
            self.command, input=json.dumps(job), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            check=True, env=environment)
        return json.loads(done.stdout)
