"""Trains the same lessons by each engine of trainer-service, and compares losses, checkpoints and interrupted trainings.

Run it with the Python that has the packages of deploy/trainer/requirements.txt, after Preceptor was built. See README.md.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FIXTURE = ROOT / "language-model/src/test/resources/fixtures/llama"
LIBRARIES = ROOT / "cli/target/quarkus-app/lib"
TOLERANCE = 1e-3
NEW_TOKENS = 16

# Processes by name; none: the backend djl.
ENGINES = {"djl": 0, "command, 1 process": 1, "command, 2 processes": 2}


def tiny(folder):
    """The fixture with a context that is long enough for the lessons; rotary positions have no weights."""
    shutil.copytree(FIXTURE, folder, ignore=shutil.ignore_patterns("adapter", "golden.json", "config_v5.json"))
    config = json.loads((folder / "config.json").read_text())
    config["max_position_embeddings"] = 4096
    (folder / "config.json").write_text(json.dumps(config, indent=1))
    return folder


def classes(folder):
    subprocess.run(
        ["javac", "-proc:none", "-d", str(folder), "-cp", f"{LIBRARIES}/main/*:{LIBRARIES}/boot/*", str(HERE / "TrainLessons.java")],
        check=True)
    return f"{folder}:{LIBRARIES}/main/*:{LIBRARIES}/boot/*"


class Trainer:
    def __init__(self, given, folder, model):
        self.given = given
        self.folder = folder
        self.model = model
        self.class_path = classes(folder / "classes")

    def train(self, name, engine, adaptation, validation=0.0, rate=None, adapter=None, **kill):
        """One training; if the service is killed, it is started once more. A program begins with the adapter, if there is one."""
        processes = ENGINES[engine]
        work = self.folder / name.replace(" ", "-").replace(",", "")
        work.mkdir()
        torchrun = pathlib.Path(sys.executable).with_name("torchrun")
        command = (f"'{torchrun}' --standalone --nproc-per-node {processes} '{ROOT / 'deploy/trainer/finetune.py'}' {{job}} "
                   f"--micro-batch {self.given.micro_batch} {self.given.options}"
                   + (f" --adapter '{adapter}'" if adapter else "")) if processes else ""
        settings = {
            "model": self.model, "lessons": self.given.lessons, "count": self.given.lessons_count, "work": work / "job",
            "result": work / "result.json", "command": command, "processes": processes, "adaptation": adaptation,
            "rate": rate or self.given.rate, "validation": validation, **kill,
        }
        java = ["java", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"]
        java += [f"-D{key}={value}" for key, value in settings.items()]
        environment = {**os.environ, "OMP_WAIT_POLICY": "PASSIVE", "OPT_OUT_TRACKING": "true", "HF_HUB_OFFLINE": "1"}
        if processes:
            environment["OMP_NUM_THREADS"] = str(max(1, os.cpu_count() // processes))
        starts = 0
        while not (work / "result.json").exists():
            starts += 1
            with open(work / "log.txt", "a", encoding="utf-8") as log:
                ended = subprocess.run(
                    [*java, "-cp", self.class_path, "TrainLessons"], env=environment, stdout=log, stderr=log, check=False)
            expected = kill.get("kill") == "service" and starts == 1
            if ended.returncode and not expected:
                log = (work / "log.txt").read_text().splitlines()
                sys.exit("\n".join([f"{name} failed:", *log[-30:]]))
        result = json.loads((work / "result.json").read_text())
        result["starts"] = starts
        return result


def losses(result):
    return [step["loss"] for step in result["curve"]]


def difference(a, b):
    assert len(a) == len(b), f"{len(a)} and {len(b)} steps"
    return max(abs(x - y) for x, y in zip(a, b))


def weights(result):
    import safetensors.torch

    tensors = {}
    for file in sorted(pathlib.Path(result["folder"]).glob("*.safetensors")):
        tensors.update(safetensors.torch.load_file(file))
    return tensors


def weight_difference(a, b):
    a, b = weights(a), weights(b)
    assert a.keys() == b.keys()
    return max((a[name].float() - b[name].float()).abs().max().item() for name in a)


def initial_adapter(trainer, folder):
    """The adapter that the backend djl begins with. A rate that changes no weight leaves A as it was drawn; B begins with zeros."""
    import safetensors.torch

    begun = trainer.train("lora, begin", "djl", "lora", rate="1e-30")
    shutil.copytree(pathlib.Path(begun["folder"]) / "adapter", folder)
    file = folder / "adapter_model.safetensors"
    tensors = safetensors.torch.load_file(file)
    for name, tensor in tensors.items():
        if "lora_B" in name:
            tensor.zero_()
    safetensors.torch.save_file(tensors, file, metadata={"format": "pt"})
    return folder


def prompts(model, given):
    """Questions of lessons that were not trained on, as the model is asked them."""
    import transformers

    tokenizer = transformers.AutoTokenizer.from_pretrained(model)
    with open(given.lessons, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file][given.lessons_count : given.lessons_count + given.prompts]
    texts = [f"<|im_start|>user\n{row['instruction']}<|im_end|>\n<|im_start|>assistant\n" for row in rows]
    return [tokenizer(text, add_special_tokens=False)["input_ids"] for text in texts]


def by_transformers(folder, questions, adapter=None):
    import torch
    import transformers

    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    if adapter:
        import peft

        model = peft.PeftModel.from_pretrained(model, adapter)
    answers = []
    for ids in questions:
        made = model.generate(
            torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long), max_new_tokens=NEW_TOKENS,
            do_sample=False)
        answers.append(made[0, len(ids) :].tolist())
    return answers


def by_student(folder, questions, report):
    answers = []
    for ids in questions:
        subprocess.run(
            [str(ROOT / "preceptor"), "generate", "--model", str(folder), "--prompt-ids", ",".join(map(str, ids)),
             "--max-tokens", str(NEW_TOKENS), "--json", str(report)],
            check=True, stdout=subprocess.DEVNULL)
        answers.append(json.loads(report.read_text())["ids"])
    return answers


def equal(a, b, end):
    """How many answers are equal up to the end token, which one of the two leaves out."""
    def cut(ids):
        return ids[: ids.index(end)] if end in ids else ids

    return f"{sum(cut(x) == cut(y) for x, y in zip(a, b, strict=True))} of {len(a)}"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--lessons", required=True, help="a file of recorded lessons, see README.md")
    arguments.add_argument("--lessons-count", type=int, default=64)
    arguments.add_argument("--model", type=pathlib.Path, help="a Hugging Face folder (default: a tiny model of the tests)")
    arguments.add_argument("--rate", default="1e-4", help="the learning rate (default: 1e-4)")
    arguments.add_argument("--micro-batch", type=int, default=4)
    arguments.add_argument("--options", default="", help="further options of finetune.py")
    arguments.add_argument("--prompts", type=int, default=4, help="prompts to answer greedily (default: 4)")
    arguments.add_argument("--only", default="", help="engines whose names contain this, beside djl")
    arguments.add_argument("--adaptation", choices=["full", "lora"], help="default: both")
    arguments.add_argument("--no-kills", action="store_true", help="skip the interrupted trainings")
    arguments.add_argument("--work", help="keep the files here")
    given = arguments.parse_args()
    given.lessons = str(pathlib.Path(given.lessons).resolve())
    failures = 0

    def check(good):
        nonlocal failures
        failures += not good
        return "" if good else "  WRONG"

    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(given.work or temporary).resolve()
        model = given.model.resolve() if given.model else tiny(folder / "model")
        trainer = Trainer(given, folder, model)
        questions = prompts(model, given)
        end = json.loads((model / "config.json").read_text())["eos_token_id"]
        print(f"{'':32}{'steps':>6}{'first loss':>11}{'last loss':>11}{'difference':>12}{'gradient':>10}{'seconds':>9}  greedy answers", flush=True)
        for adaptation in [given.adaptation] if given.adaptation else ["full", "lora"]:
            results = {}
            begin = initial_adapter(trainer, folder / "initial-adapter") if adaptation == "lora" else None
            for engine in ENGINES:
                if engine != "djl" and given.only not in engine:
                    continue
                name = f"{adaptation}, {engine}"
                result = results[engine] = trainer.train(name, engine, adaptation, adapter=begin)
                apart = difference(losses(result), losses(results["djl"]))
                gradient = abs(result["curve"][0]["gradNorm"] / results["djl"]["curve"][0]["gradNorm"] - 1)
                reference = by_transformers(result["folder"], questions)
                answers = equal(by_student(result["folder"], questions, folder / "answers.json"), reference, end)
                if adaptation == "lora":
                    adapted = by_transformers(model, questions, pathlib.Path(result["folder"]) / "adapter")
                    answers += f", adapter in peft {equal(adapted, reference, end)}"
                print(
                    f"{name:32}{len(result['curve']):6}{losses(result)[0]:11.5f}{losses(result)[-1]:11.5f}{apart:12.1e}{gradient:10.1e}"
                    f"{result['seconds']:9.1f}  {answers}{check(apart <= TOLERANCE)}", flush=True)
            if "command, 2 processes" in results and "command, 1 process" in results:
                apart = difference(losses(results["command, 1 process"]), losses(results["command, 2 processes"]))
                print(f"{adaptation}: losses of 1 and 2 processes are {apart:.1e} apart{check(apart <= TOLERANCE)}", flush=True)
            for engine in [] if given.no_kills else results:
                for victim in ["service"] if engine == "djl" else ["program", "service"]:
                    killed = trainer.train(f"{adaptation}, {engine}, {victim} killed", engine, adaptation, adapter=begin, kill=victim, killAfter=6)
                    loss = difference(losses(killed), losses(results[engine]))
                    weight = weight_difference(killed, results[engine])
                    print(
                        f"{adaptation}, {engine}: {victim} killed with -9 after step 6, went on "
                        f"{resumed(killed['reported'], victim)}: losses {loss:.1e}, "
                        f"weights {weight:.1e} apart from the undisturbed{check(loss <= 1e-6 and weight <= 1e-6)}", flush=True)
    print(f"{failures} of them wrong")
    sys.exit(1 if failures else 0)


def resumed(steps, victim):
    """Where the training went on: a service that is started again reports the steps from there, a program's numbers go back."""
    if not steps:
        return "with the result, as the program had finished meanwhile"
    if victim == "service":
        return f"at step {steps[0]}"
    return f"at step {next(after for before, after in zip(steps, steps[1:]) if after <= before)}"


if __name__ == "__main__":
    main()
