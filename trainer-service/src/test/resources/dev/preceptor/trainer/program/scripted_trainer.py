"""A program that keeps the contract of docs/TRAINERS.md without training: its weights are a hash of the examples that it saw.

The options make it fail in the ways that a real one may. A file in the job's folder remembers what it has done once.
"""

import argparse
import hashlib
import json
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import time


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("job", type=pathlib.Path)
    parser.add_argument("--kill-once-after", type=int, help="kill this process with signal 9 after so many steps, once")
    parser.add_argument("--kill-always-after", type=int, help="the same at each start")
    parser.add_argument("--fail", help="report a failure of this kind, after the first step")
    parser.add_argument("--fail-once", help="the same, once")
    parser.add_argument("--world-size", type=int, help="say that so many processes train")
    parser.add_argument("--no-manifest", action="store_true")
    parser.add_argument("--change-weights", action="store_true", help="change the weights after their hash is taken")
    parser.add_argument("--hang-after", type=int, help="do nothing more after so many steps, and ignore SIGTERM")
    parser.add_argument("--worker", action="store_true", help="start a process in a session of its own that runs for ever")
    return parser.parse_args()


def report(folder, **line):
    with open(folder / "progress.jsonl", "ab", buffering=0) as file:
        file.write((json.dumps(line) + "\n").encode())


def once(folder, what):
    mark = folder / f"done-{what}"
    if mark.exists():
        return False
    mark.touch()
    return True


def lines(folder, part):
    content = (folder / part["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == part["sha256"]
    parsed = [json.loads(line) for line in content.decode().splitlines()]
    assert len(parsed) == part["lines"]
    return parsed


def safetensors(file, tensors):
    """Writes float32 tensors: name to (shape, values)."""
    header, data = {}, b""
    for name, (shape, values) in tensors.items():
        content = struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    file.write_bytes(struct.pack("<Q", len(text)) + text + data)


def header(file):
    with open(file, "rb") as opened:
        return json.loads(opened.read(struct.unpack("<Q", opened.read(8))[0]))


def write_output(job, output, digest):
    output.mkdir(exist_ok=True)
    values = [byte / 1000 for byte in bytes.fromhex(digest)]
    base = pathlib.Path(job["baseModel"]["path"])
    if job["adaptation"]["method"] == "full":
        (output / "config.json").write_text((base / "config.json").read_text())
        safetensors(output / "model.safetensors", {"weight": ([len(values)], values)})
        return
    rank, target = job["adaptation"]["rank"], job["adaptation"]["targets"][0]
    name, tensor = next(
        (name, tensor) for name, tensor in sorted(header(base / "model.safetensors").items()) if name.endswith(f"{target}.weight"))
    outputs, inputs = tensor["shape"]
    layer = "base_model.model." + name.removesuffix(".weight")
    safetensors(output / "adapter_model.safetensors", {
        f"{layer}.lora_A.weight": ([rank, inputs], [values[i % 32] for i in range(rank * inputs)]),
        f"{layer}.lora_B.weight": ([outputs, rank], [values[i % 32] for i in range(rank * outputs)]),
    })
    (output / "adapter_config.json").write_text(json.dumps({
        "peft_type": "LORA", "base_model_name_or_path": str(base), "r": rank, "lora_alpha": job["adaptation"]["alpha"],
        "target_modules": [target], "bias": "none"}))


def newest_state(folder, job):
    for state in sorted(folder.glob("states/step-*"), reverse=True):
        saved = json.loads((state / "state.json").read_text())
        if saved["fingerprint"] == job["fingerprint"]:
            return saved
    return {"fingerprint": job["fingerprint"], "digest": "", "curve": []}


def save(folder, state):
    name = f"step-{len(state['curve']):08d}"
    partial = folder / "states" / f".{name}"
    # Left by a process that was killed.
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "shards").mkdir(parents=True)
    (partial / "state.json").write_text(json.dumps(state))
    (partial / "shards" / "0").write_text(state["digest"])
    partial.rename(folder / "states" / name)
    report(folder, event="saved", state=name)


def main():
    given = arguments()
    folder = given.job
    job = json.loads((folder / "job.json").read_text())
    examples, order = lines(folder, job["examples"]), lines(folder, job["order"])
    size = job["training"]["batchSize"]
    batches = [epoch[i:i + size] for epoch in order for i in range(0, len(epoch), size)]
    state = newest_state(folder, job)
    world_size = given.world_size or job["worldSize"]
    report(folder, event="started", worldSize=world_size, steps=len(batches), versions={"scripted": "1"})
    if given.worker:
        subprocess.Popen([sys.executable, "-c", "import time\nwhile True: time.sleep(60)"], start_new_session=True)
    for batch in batches[len(state["curve"]):]:
        rows = [examples[number] for number in batch]
        seen = json.dumps([row["promptIds"] + row["completionIds"] for row in rows])
        state["digest"] = hashlib.sha256((state["digest"] + seen).encode()).hexdigest()
        number = len(state["curve"]) + 1
        step = {"step": number, "loss": 1 / number, "learningRate": 0.001, "gradNorm": 1.0, "tokens": len(seen)}
        state["curve"].append(step)
        report(folder, event="step", **step, tokensPerSecond=1.0)
        if number % job["saveEvery"] == 0:
            save(folder, state)
        if given.fail or given.fail_once and once(folder, "fail"):
            report(folder, event="failed", kind=given.fail or given.fail_once, message="as it was told")
            sys.exit(1)
        if number == given.hang_after:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            report(folder, event="hangs")
            while True:
                time.sleep(60)
        if number == given.kill_always_after or number == given.kill_once_after and once(folder, "kill"):
            os.kill(os.getpid(), signal.SIGKILL)
    if given.no_manifest:
        return
    output = folder / "output"
    write_output(job, output, state["digest"])
    files = [{
        "name": file.name, "bytes": file.stat().st_size, "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
    } for file in sorted(output.iterdir())]
    if given.change_weights:
        next(output.glob("*.safetensors")).write_bytes(b"\0" * files[-1]["bytes"])
    partial = folder / "manifest.json.partial"
    partial.write_text(json.dumps({
        "contract": 1, "fingerprint": job["fingerprint"], "worldSize": world_size, "versions": {"scripted": "1"},
        "steps": len(batches), "tokens": sum(step["tokens"] for step in state["curve"]), "tokensPerSecond": 1.0,
        "curve": state["curve"], "validation": [], "files": files}))
    partial.rename(folder / "manifest.json")


if __name__ == "__main__":
    main()
