"""Runs the program of a training in a pod that shares no volume with trainer-service. The job's files come from the artifact store's
bucket, and what the program writes goes there.

    in_bucket.py JOB-ID PROGRAM [ARGUMENT...]

PRECEPTOR_ARTIFACTS is the store (s3://bucket/prefix?endpoint=...&region=...&pathStyle=...), PRECEPTOR_TRAINING_JOB the job's folder. In a job
of several pods each downloads the files, and the first (PET_NODE_RANK 0) uploads. The packages are those of requirements-bucket.txt.

    exchanges/JOB/in.json         the folders for the program: path, key of the folder in the store, SHA-256 of its manifest.json
    exchanges/JOB/out/...         progress.jsonl; the folder output; manifest.json, written last
    states/JOB/newest.json        the newest state, in the store's own form, so that every trainer can resume from it

A folder in the store has a manifest.json, written last: name, bytes and SHA-256 of each file.
"""

import hashlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import urllib.parse

import boto3
import boto3.exceptions
import botocore.config
import botocore.exceptions

EVERY = 2.0
LISTING = "manifest.json"
STORE_ERRORS = (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError, boto3.exceptions.Boto3Error)


class Store:
    def __init__(self, location):
        address = urllib.parse.urlsplit(location)
        options = dict(urllib.parse.parse_qsl(address.query))
        endpoint = options.get("endpoint")
        path_style = options.get("pathStyle", str(endpoint is not None)).lower() == "true"
        self.bucket = address.netloc
        self.prefix = address.path.strip("/")
        # Many S3-compatible servers do not support the newer checksums.
        self.client = boto3.client(
            "s3", endpoint_url=endpoint, region_name=options.get("region") or os.environ.get("AWS_REGION") or "us-east-1",
            config=botocore.config.Config(
                s3={"addressing_style": "path" if path_style else "auto"}, retries={"total_max_attempts": 10, "mode": "standard"},
                request_checksum_calculation="when_required", response_checksum_validation="when_required"))

    def key(self, name):
        return f"{self.prefix}/{name}" if self.prefix else name

    def find(self, name):
        """The content; None if there is none."""
        try:
            return self.client.get_object(Bucket=self.bucket, Key=self.key(name))["Body"].read()
        except self.client.exceptions.NoSuchKey:
            return None

    def put(self, name, content):
        self.client.put_object(
            Bucket=self.bucket, Key=self.key(name), Body=content, Metadata={"sha256": hashlib.sha256(content).hexdigest()})

    def delete_folder(self, name):
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.key(name) + "/"):
            for found in page.get("Contents", []):
                self.client.delete_object(Bucket=self.bucket, Key=found["Key"])

    def download(self, name, sha256, folder):
        """Downloads a folder. Each file is checked; what is there with the right content stays."""
        listing = self.find(f"{name}/{LISTING}")
        if listing is None or hashlib.sha256(listing).hexdigest() != sha256:
            raise ValueError(f"{name} in the store is not the folder with the SHA-256 {sha256}")
        for file in json.loads(listing):
            target = (folder / file["name"]).resolve()
            if not target.is_relative_to(folder.resolve()):
                raise ValueError(f"{file['name']} is not a name inside a folder")
            if target.is_file() and hash_of(target) == file["sha256"]:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(target.name + ".partial")
            self.client.download_file(self.bucket, self.key(f"{name}/{file['name']}"), str(partial))
            if hash_of(partial) != file["sha256"]:
                raise ValueError(f"{name}/{file['name']} in the store has not the SHA-256 {file['sha256']}")
            partial.rename(target)

    def upload(self, folder, name_of):
        """Uploads a folder, its manifest last, to the name that a function of the manifest's SHA-256 gives. Returns the SHA-256."""
        files = [{
            "name": file.relative_to(folder).as_posix(), "bytes": file.stat().st_size, "sha256": hash_of(file),
        } for file in sorted(path for path in folder.rglob("*") if path.is_file())]
        listing = json.dumps(files, separators=(",", ":"), ensure_ascii=False).encode()
        sha256 = hashlib.sha256(listing).hexdigest()
        name = name_of(sha256)
        for file in files:
            self.client.upload_file(
                str(folder / file["name"]), self.bucket, self.key(f"{name}/{file['name']}"),
                ExtraArgs={"Metadata": {"sha256": file["sha256"]}})
        self.put(f"{name}/{LISTING}", listing)
        return sha256


def hash_of(file):
    with open(file, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


class Exchange:
    def __init__(self, store, job, folder):
        self.store = store
        self.job = job
        self.folder = folder
        self.progress = b""
        self.saved = None

    def receive(self):
        for sent in json.loads(self.store.find(f"exchanges/{self.job}/in.json")):
            self.store.download(sent["key"], sent["sha256"], pathlib.Path(sent["path"]))
        newest = self.store.find(f"states/{self.job}/newest.json")
        if newest is not None:
            state = json.loads(newest)
            self.store.download(f"states/{self.job}/{state['sha256']}", state["sha256"], self.folder / "states" / state["name"])
            self.saved = state

    def send(self):
        """Uploads what is new. A state goes before the line of progress that names it."""
        file = self.folder / "progress.jsonl"
        progress = file.read_bytes() if file.exists() else b""
        states = sorted(path for path in (self.folder / "states").glob("*") if re.fullmatch(r"step-\d{8}", path.name))
        if states and (self.saved is None or states[-1].name > self.saved["name"]):
            try:
                self.send_state(states[-1])
            except FileNotFoundError:
                # The program has deleted it, as there is a newer one.
                return
        if progress != self.progress:
            self.store.put(f"exchanges/{self.job}/out/progress.jsonl", progress)
            self.progress = progress

    def send_state(self, state):
        before = self.saved
        sha256 = self.store.upload(state, lambda sha256: f"states/{self.job}/{sha256}")
        self.saved = {"name": state.name, "sha256": sha256}
        self.store.put(f"states/{self.job}/newest.json", json.dumps(self.saved).encode())
        if before and before["sha256"] != sha256:
            self.store.delete_folder(f"states/{self.job}/{before['sha256']}")

    def send_result(self):
        self.send()
        manifest = self.folder / "manifest.json"
        if manifest.exists():
            self.store.upload(self.folder / "output", lambda sha256: f"exchanges/{self.job}/out/output")
            self.store.put(f"exchanges/{self.job}/out/manifest.json", manifest.read_bytes())


def main(job, program):
    exchange = Exchange(Store(os.environ["PRECEPTOR_ARTIFACTS"]), job, pathlib.Path(os.environ["PRECEPTOR_TRAINING_JOB"]))
    exchange.receive()
    sends = os.environ.get("PET_NODE_RANK", "0") == "0"
    process = subprocess.Popen(program)
    signal.signal(signal.SIGTERM, lambda number, frame: process.terminate())
    while True:
        try:
            process.wait(EVERY)
            break
        except subprocess.TimeoutExpired:
            if sends:
                try:
                    exchange.send()
                except STORE_ERRORS as error:
                    print(f"the store: {error}; tried again", file=sys.stderr, flush=True)
    if sends:
        exchange.send_result()
    # As a shell tells a signal.
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
