"""Fine-tunes a training job of Preceptor with TRL's SFTTrainer. docs/TRAINERS.md describes the job's files.

    torchrun --nproc-per-node 2 finetune.py JOB [--fsdp] [--bf16] [--gradient-checkpointing] [--micro-batch N] [--patience N]
        [--adapter FOLDER]

JOB is the job's folder. With several nodes, all see it at the same path. In a job of Kubernetes, torchrun needs no options: it reads
PET_NNODES, PET_NPROC_PER_NODE, PET_NODE_RANK, PET_MASTER_ADDR and PET_MASTER_PORT. The exit status says nothing; manifest.json and the
line "failed" in progress.jsonl do.
"""

import argparse
import dataclasses
import hashlib
import json
import math
import os
import pathlib
import shutil
import sys
import time

import accelerate
import datasets
import peft
import safetensors.torch
import torch
import transformers
import trl

VERSIONS = {library.__name__: library.__version__ for library in (torch, transformers, trl, peft, accelerate)}
IGNORED = -100
# The best model in a state. Not directly in its folder: peft's adapters are looked for there.
KEPT = pathlib.Path("kept", "best")


class ConfigurationError(Exception):
    """The job or the options cannot be done as they are; a repetition fails, too."""


@dataclasses.dataclass
class Job:
    folder: pathlib.Path
    description: dict
    examples: list
    validation: list
    order: list
    soft: dict | None

    @staticmethod
    def read(folder):
        description = json.loads((folder / "job.json").read_text())
        if description["contract"] not in (1, 2):
            raise ConfigurationError(f"job.json has version {description['contract']} of the contract; this program knows 1 and 2")

        def content(part):
            read = (folder / part["file"]).read_bytes()
            if hashlib.sha256(read).hexdigest() != part["sha256"]:
                raise ConfigurationError(f"{part['file']} has another SHA-256 than job.json says")
            return read

        def lines(part):
            return [] if part is None else [json.loads(line) for line in content(part).decode().splitlines()]

        soft = description.get("softTargets")
        return Job(folder, description, lines(description["examples"]), lines(description["validation"]), lines(description["order"]),
                   safetensors.torch.load(content(soft)) if soft else None)

    def __getitem__(self, name):
        return self.description[name]

    def steps_of_an_epoch(self):
        return math.ceil(len(self.examples) / self["training"]["batchSize"])

    def tokens(self, step):
        """The number of tokens of a step, numbered from 1."""
        epoch, place = divmod(step - 1, self.steps_of_an_epoch())
        size = self["training"]["batchSize"]
        numbers = self.order[epoch][place * size : (place + 1) * size]
        return sum(len(self.examples[n]["promptIds"]) + len(self.examples[n]["completionIds"]) for n in numbers)

    def report(self, event, **values):
        """Appends a line to progress.jsonl. One write, so that lines of several processes do not mix."""
        line = json.dumps({"event": event, **values}, allow_nan=False) + "\n"
        with open(self.folder / "progress.jsonl", "ab", buffering=0) as file:
            file.write(line.encode())


def is_main():
    return int(os.environ.get("RANK", "0")) == 0


def barrier():
    if torch.distributed.is_initialized():
        torch.distributed.barrier()


def dataset(rows):
    """The tokens of the examples as they are; the prompt has no loss. The number of an example finds its soft targets."""
    return datasets.Dataset.from_list([{
        "input_ids": row["promptIds"] + row["completionIds"],
        "labels": [IGNORED] * len(row["promptIds"]) + row["completionIds"],
        "number": number,
    } for number, row in enumerate(rows)])


class SoftTargets:
    """Adds to a batch the teacher's log-probabilities at each token: soft_ids and soft_logprobs [B, T, K], and soft_present [B, T]."""

    def __init__(self, collator, job):
        self.collator = collator
        self.job = job

    def __call__(self, rows):
        numbers = [row.pop("number") for row in rows]
        batch = self.collator(rows)
        width = self.job.soft["ids"].shape[1]
        places = *batch["labels"].shape, width
        # Tokens without soft targets have K different ones, which do not count.
        ids = torch.arange(width).expand(places).clone()
        logprobs = torch.full(places, -math.log(width + 1))
        present = torch.zeros(places[:2])
        for index, number in enumerate(numbers):
            example = self.job.examples[number]
            if "soft" in example:
                row, count = example["soft"]["row"], example["soft"]["rows"]
                start = len(example["promptIds"]) + example["soft"]["first"]
                if self.job.soft["tokens"][row : row + count].tolist() != (example["promptIds"] + example["completionIds"])[start : start + count]:
                    raise ConfigurationError(f"the soft targets of {example['id']} belong to other tokens")
                ids[index, start : start + count] = self.job.soft["ids"][row : row + count].long()
                logprobs[index, start : start + count] = self.job.soft["logprobs"][row : row + count].float()
                present[index, start : start + count] = 1
        return {**batch, "soft_ids": ids, "soft_logprobs": logprobs, "soft_present": present}


def mixed_loss(logits, targets, ids, teacher, present, soft):
    """The loss of each row: (1 - weight) * cross-entropy + weight * soft loss; the cross-entropy where present is 0.

    logits [N, V], targets [N], ids and teacher [N, K]; soft is training.soft of the job. docs/METHOD.md has the formulas.
    """
    log_q = torch.log_softmax(logits.float(), -1)
    cross_entropy = -log_q.gather(-1, targets.unsqueeze(-1)).squeeze(-1)
    if soft["loss"] in ("k1", "k3"):
        value = sampled_loss(teacher.squeeze(-1) + cross_entropy, cross_entropy, soft["loss"])
    else:
        value = divergence(log_q, ids, teacher, soft["beta"], soft["temperature"])
    weight = soft["weight"] * present
    return (1 - weight) * cross_entropy + weight * value


def sampled_loss(log_ratio, cross_entropy, estimator):
    """k1 with the gradient of a score function, or k3, of log p - log q of the sampled tokens."""
    if estimator == "k3":
        return log_ratio.exp() - 1 - log_ratio
    k1 = -log_ratio.detach()
    return k1 + k1 * (cross_entropy.detach() - cross_entropy)


def divergence(log_q, ids, teacher, beta, temperature):
    """The generalised Jensen-Shannon divergence of the K tokens and the rest of the vocabulary, unless K is all of it."""
    student = log_q.gather(-1, ids)
    if ids.shape[-1] < log_q.shape[-1]:
        rest = log_q.scatter(-1, ids, -torch.inf).logsumexp(-1, keepdim=True)
        # At least 1e-6: rounded log-probabilities may sum to 1 or more.
        teacher_rest = (1 - teacher.double().exp().sum(-1, keepdim=True)).clamp_min(1e-6).log().float()
        student, teacher = torch.cat([student, rest], -1), torch.cat([teacher, teacher_rest], -1)
    s, t = torch.log_softmax(student / temperature, -1), torch.log_softmax(teacher / temperature, -1)
    if beta == 0:
        return (t.exp() * (t - s)).sum(-1)
    if beta == 1:
        return (s.exp() * (s - t)).sum(-1)
    m = torch.logaddexp(s + math.log(1 - beta), t + math.log(beta))
    return beta * (t.exp() * (t - m)).sum(-1) + (1 - beta) * (s.exp() * (s - m)).sum(-1)


class Order(torch.utils.data.Sampler):
    """The examples of each epoch in the order of the job.

    The epoch follows from the steps that are done. Trainer's set_epoch does not reach the sampler of a training that several processes
    resume in mid-epoch: accelerate's loader looks through two samplers only, and then there are three.
    """

    def __init__(self, job, steps_done):
        self.job = job
        self.steps_done = steps_done

    def __iter__(self):
        return iter(self.job.order[self.steps_done() // self.job.steps_of_an_epoch()])

    def __len__(self):
        return len(self.job.order[0])


class Trainer(trl.SFTTrainer):
    def __init__(self, job, **arguments):
        self.job = job
        super().__init__(**arguments)
        self.plain_collator = self.data_collator
        if job.soft:
            self.data_collator = SoftTargets(self.plain_collator, job)

    def get_eval_dataloader(self, eval_dataset=None):
        """The validation loss is the cross-entropy."""
        self.data_collator, training = self.plain_collator, self.data_collator
        try:
            return super().get_eval_dataloader(eval_dataset)
        finally:
            self.data_collator = training

    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        soft = [inputs.pop(name, None) for name in ("soft_ids", "soft_logprobs", "soft_present")]
        if soft[0] is None:
            return super().compute_loss(model, inputs, return_outputs, num_items_in_batch)
        labels = inputs.pop("labels")[:, 1:]
        logits = model(**inputs, use_cache=False).logits[:, :-1]
        scored = labels != IGNORED
        ids, logprobs, present = (tensor[:, 1:][scored] for tensor in soft)
        losses = mixed_loss(logits[scored], labels[scored], ids, logprobs, present, self.job["training"]["soft"])
        # As SFTTrainer's: num_items_in_batch counts the tokens of every process, and DDP averages the gradients of the processes.
        return losses.sum() / num_items_in_batch * (self.accelerator.num_processes if self.args.average_tokens_across_devices else 1)

    def _get_train_sampler(self, train_dataset=None):
        return Order(self.job, lambda: self.state.global_step)

    def create_model_card(self, **arguments):
        """None: it would ask the hub."""

    def evaluate(self, **arguments):
        """The mean loss over all completion tokens; Trainer's own is a mean of the means of batches."""
        self.model.eval()
        sums = torch.zeros(2, dtype=torch.float64, device=self.args.device)
        for batch in self.get_eval_dataloader():
            inputs = self._prepare_inputs(batch)
            tokens = (inputs["labels"][:, 1:] != IGNORED).sum()
            with torch.no_grad():
                sums += torch.stack([self.compute_loss(self.model_wrapped, inputs).double() * tokens, tokens.double()])
        total, count = self.accelerator.reduce(sums, "sum").tolist()
        metrics = {"eval_loss": total / count}
        self.log(metrics)
        self.model.train()
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics


class States(transformers.TrainerCallback):
    """Saves states under names that only whole states have, keeps the best model so far, and reports the progress."""

    def __init__(self, job, patience):
        self.job = job
        self.patience = patience
        self.trainer = None
        self.started = time.monotonic()
        self.tokens = 0

    def newest(self):
        """The newest state of this very job."""
        for state in sorted((self.job.folder / "states").glob("step-*"), reverse=True):
            fingerprint = state / "fingerprint"
            if fingerprint.exists() and fingerprint.read_text() == self.job["fingerprint"]:
                return state
        return None

    def restore_best(self, state):
        if (state / KEPT).exists():
            replace(self.best(), lambda folder: shutil.copytree(state / KEPT, folder, copy_function=os.link))

    def best(self):
        return self.job.folder / "work" / "best"

    def on_train_begin(self, args, state, control, **rest):
        if is_main():
            self.job.report("started", worldSize=args.world_size, steps=state.max_steps, versions=VERSIONS)
        self.started = time.monotonic()

    def on_log(self, args, state, control, logs=None, **rest):
        if "loss" not in logs:
            return
        norm = float(logs.get("grad_norm") or 0)
        if not (math.isfinite(logs["loss"]) and math.isfinite(norm)):
            raise FloatingPointError(
                f"step {state.global_step}: loss {logs['loss']} and gradient norm {norm} are not finite: try a smaller learning rate, a longer warm-up or a "
                "smaller maximum gradient norm")
        self.tokens += self.job.tokens(state.global_step)
        if is_main():
            self.job.report("step", **step(self.job, {**logs, "step": state.global_step}), tokensPerSecond=self.speed())

    def speed(self):
        return self.tokens / max(time.monotonic() - self.started, 1e-9)

    def on_evaluate(self, args, state, control, metrics=None, **rest):
        losses = [entry["eval_loss"] for entry in state.log_history if "eval_loss" in entry]
        best = losses.index(min(losses))
        if best == len(losses) - 1:
            save(self.trainer, self.best())
        if self.patience and len(losses) - 1 - best >= self.patience:
            control.should_training_stop = True
        if is_main():
            self.job.report("validation", epoch=round(state.epoch), step=state.global_step, loss=losses[-1])

    def on_save(self, args, state, control, **rest):
        barrier()
        if is_main():
            written = pathlib.Path(args.output_dir) / f"checkpoint-{state.global_step}"
            if self.best().exists():
                shutil.copytree(self.best(), written / KEPT, copy_function=os.link)
            (written / "fingerprint").write_text(self.job["fingerprint"])
            sync(written)
            states = self.job.folder / "states"
            states.mkdir(exist_ok=True)
            earlier = list(states.glob("step-*"))
            name = f"step-{state.global_step:08d}"
            shutil.rmtree(states / name, ignore_errors=True)
            written.rename(states / name)
            for folder in earlier:
                if folder.name != name:
                    shutil.rmtree(folder)
            self.job.report("saved", state=name)
        barrier()


def step(job, entry):
    """A step of the curve, of an entry of Trainer's log."""
    return {
        "step": entry["step"], "loss": entry["loss"], "learningRate": entry["learning_rate"],
        "gradNorm": float(entry.get("grad_norm") or 0), "tokens": job.tokens(entry["step"]),
    }


def sync(folder):
    for file in folder.rglob("*"):
        if file.is_file():
            with open(file, "rb") as opened:
                os.fsync(opened.fileno())


def replace(target, write):
    """Writes a folder that is there as a whole or not at all."""
    partial = target.with_name(target.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    write(partial)
    sync(partial)
    shutil.rmtree(target, ignore_errors=True)
    partial.rename(target)


def save(trainer, target):
    """Saves the model. All processes call this: with FSDP each holds a part."""
    partial = target.with_name(target.name + ".partial")
    if is_main():
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
    barrier()
    trainer.save_model(str(partial))
    barrier()
    if is_main():
        sync(partial)
        shutil.rmtree(target, ignore_errors=True)
        partial.rename(target)
    barrier()


def convert(model, folder, dtype):
    """Writes the weights in another dtype, file by file."""
    for file in sorted(folder.glob("*.safetensors")):
        tensors = {name: tensor.to(dtype) for name, tensor in safetensors.torch.load_file(file).items()}
        safetensors.torch.save_file(tensors, file, metadata={"format": "pt"})
    file = folder / "config.json"
    config = json.loads(file.read_text())
    config.pop("torch_dtype", None)
    config["dtype"] = str(dtype).removeprefix("torch.")
    config["use_cache"] = True
    # The trainer sets the token that it pads with.
    config["pad_token_id"] = model.original_pad_token
    file.write_text(json.dumps(config, indent=2) + "\n")


def sort_targets(file):
    """peft writes them in the order of a set, which varies."""
    config = json.loads(file.read_text())
    config["target_modules"] = sorted(config["target_modules"])
    file.write_text(json.dumps(config, indent=2) + "\n")


def safetensors_folder(job):
    """The base model's folder. If it has only pickles, they are read by torch's safe loader, and written as safetensors once."""
    base = pathlib.Path(job["baseModel"]["path"])
    if list(base.glob("*.safetensors")) or not list(base.glob("pytorch_model*.bin")):
        return base
    converted = pathlib.Path(job["baseModel"]["converted"])
    if not converted.exists() and is_main():
        replace(converted, lambda folder: write_safetensors(base, folder))
    barrier()
    return converted


def write_safetensors(base, folder):
    """Writes a model that has only pickles as safetensors, with its tokenizer."""
    # transformers loads them with torch.load(weights_only=True), which runs no code of theirs.
    transformers.AutoModelForCausalLM.from_pretrained(base, dtype="auto").save_pretrained(folder)
    for file in base.iterdir():
        if file.is_file() and file.suffix in (".json", ".txt", ".model", ".jinja") and "index" not in file.name:
            (folder / file.name).exists() or shutil.copy(file, folder / file.name)


def adapter(job):
    lora = job["adaptation"]
    if lora["method"] == "full":
        return None
    targets = lora["targets"]
    return peft.LoraConfig(
        r=lora["rank"], lora_alpha=lora["alpha"], lora_dropout=0.0, bias="none", task_type="CAUSAL_LM",
        target_modules="all-linear" if targets == ["all-linear"] else targets)


def with_adapter(model, job, folder):
    """The model with an adapter that is trained further. It must have the job's rank, alpha and targets."""
    wanted = adapter(job)
    if wanted is None:
        raise ConfigurationError("--adapter needs training.adaptation: lora")
    names = ["r", "lora_alpha"] + ([] if wanted.target_modules == "all-linear" else ["target_modules"])
    found = peft.LoraConfig.from_pretrained(folder)
    for name in names:
        if getattr(found, name) != getattr(wanted, name):
            raise ConfigurationError(f"{folder} has {name} {getattr(found, name)}, and the job {getattr(wanted, name)}")
    return peft.PeftModel.from_pretrained(model, folder, is_trainable=True)


def computes_in_bfloat16(dtype, option):
    """Whether matrix products are in bfloat16: as training.dtype of the run says, or else the option --bf16.

    `fastest` is float32 on a CPU without the option, as many CPUs emulate bfloat16 slowly.
    """
    if dtype in ("float32", "bfloat16"):
        return dtype == "bfloat16"
    return option or dtype == "fastest" and torch.cuda.is_available() and torch.cuda.is_bf16_supported()


def configuration(job, given, world_size):
    training = job["training"]
    per_process, rest = divmod(training["batchSize"], world_size)
    if rest:
        raise ConfigurationError(f"{training['batchSize']} examples a step cannot be shared by {world_size} processes")
    micro_batch = next(size for size in range(min(given.micro_batch, per_process), 0, -1) if per_process % size == 0)
    cpu = not torch.cuda.is_available()
    return trl.SFTConfig(
        output_dir=str(job.folder / "work" / "saving"),
        per_device_train_batch_size=micro_batch,
        per_device_eval_batch_size=micro_batch,
        gradient_accumulation_steps=per_process // micro_batch,
        num_train_epochs=training["epochs"],
        learning_rate=training["learningRate"],
        lr_scheduler_type={"constant": "constant_with_warmup"}.get(training["schedule"], training["schedule"]),
        warmup_steps=training["warmupSteps"],
        weight_decay=training["weightDecay"],
        max_grad_norm=training["maxGradNorm"],
        seed=training["seed"] % 2**32,
        bf16=computes_in_bfloat16(training.get("dtype"), given.bf16),
        gradient_checkpointing=given.gradient_checkpointing,
        fsdp=True if given.fsdp else None,
        use_cpu=cpu,
        ddp_backend="gloo" if cpu and "RANK" in os.environ else None,
        max_length=None,
        dataset_kwargs={"skip_prepare_dataset": True},
        # The collator needs the numbers of the examples.
        remove_unused_columns=not job.soft,
        logging_steps=1,
        logging_nan_inf_filter=False,
        save_strategy="steps",
        save_steps=job["saveEvery"],
        # Not "epoch": a state of an epoch's last step would be saved before the validation, which would then be missing.
        eval_strategy="steps" if job.validation else "no",
        eval_steps=job.steps_of_an_epoch(),
        disable_tqdm=True,
        report_to=[],
    )


def write_manifest(job, trainer, states, output):
    history = trainer.state.log_history
    curve = [step(job, entry) for entry in history if "loss" in entry]
    validation = [
        {"epoch": round(entry["epoch"]), "step": entry["step"], "loss": entry["eval_loss"]}
        for entry in history if "eval_loss" in entry]
    files = [{
        "name": file.relative_to(output).as_posix(), "bytes": file.stat().st_size, "sha256": sha256(file),
    } for file in sorted(output.rglob("*")) if file.is_file()]
    manifest = {
        "contract": job["contract"], "fingerprint": job["fingerprint"], "worldSize": trainer.args.world_size, "versions": VERSIONS,
        "steps": len(curve), "tokens": sum(entry["tokens"] for entry in curve), "tokensPerSecond": states.speed(),
        "curve": curve, "validation": validation, "files": files,
    }
    partial = job.folder / "manifest.json.partial"
    with open(partial, "w", encoding="utf-8") as file:
        json.dump(manifest, file, indent=1, allow_nan=False)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(job.folder / "manifest.json")


def sha256(file):
    with open(file, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def train(job, given):
    world_size = int(os.environ.get("WORLD_SIZE", "1"))
    if world_size != job["worldSize"]:
        raise ConfigurationError(f"{world_size} processes train, not {job['worldSize']}: start this program with torchrun")
    if given.patience and not job.validation:
        raise ConfigurationError("--patience needs a validation set: set training.validationFraction")
    if given.fsdp and not torch.cuda.is_available():
        raise ConfigurationError("--fsdp needs GPUs: accelerate shards no model on CPUs, and would give each process a copy")
    arguments = configuration(job, given, world_size)
    arguments.device  # The first use joins the group of processes.
    base = safetensors_folder(job)
    transformers.set_seed(arguments.seed)
    model = transformers.AutoModelForCausalLM.from_pretrained(base, dtype=getattr(torch, given.weights))
    model.original_pad_token = model.config.pad_token_id
    # Otherwise the embedding of the pad token has no gradient. It is often the end token, which also ends turns within prompts.
    model.get_input_embeddings().padding_idx = None
    stored = job["dtype"]
    if stored == "auto":
        config = transformers.AutoConfig.from_pretrained(base)
        stored = str(config.dtype or torch.float32).removeprefix("torch.")
    if given.adapter:
        model = with_adapter(model, job, given.adapter)
    states = States(job, given.patience)
    trainer = Trainer(
        job, model=model, args=arguments, train_dataset=dataset(job.examples), callbacks=[states],
        peft_config=None if given.adapter else adapter(job),
        eval_dataset=dataset(job.validation) if job.validation else None,
        processing_class=transformers.AutoTokenizer.from_pretrained(base))
    states.trainer = trainer
    # Otherwise each state would hold a tokenizer.
    trainer.processing_class = None
    newest = states.newest()
    if newest and is_main():
        states.restore_best(newest)
    barrier()
    trainer.train(resume_from_checkpoint=str(newest) if newest else None)
    output = job.folder / "output"
    if states.best().exists():
        if is_main():
            replace(output, lambda folder: shutil.copytree(states.best(), folder))
    else:
        save(trainer, output)
    if is_main():
        for superfluous in ("training_args.bin", "README.md"):
            (output / superfluous).unlink(missing_ok=True)
        if job["adaptation"]["method"] == "full":
            convert(model, output, getattr(torch, stored))
        else:
            sort_targets(output / "adapter_config.json")
        sync(output)
        write_manifest(job, trainer, states, output)
    barrier()


def kind(error):
    """Whether a repetition may succeed: infrastructure; or not: training, configuration."""
    if isinstance(error, (ConfigurationError, ImportError)):
        return "configuration"
    if isinstance(error, (OSError, torch.distributed.DistError)):
        return "infrastructure"
    return "training"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("job", type=pathlib.Path)
    arguments.add_argument("--micro-batch", type=int, default=8, help="most examples that a process computes at once (default: 8)")
    arguments.add_argument("--fsdp", action="store_true", help="share weights, gradients and optimizer among the processes (FSDP2)")
    arguments.add_argument("--bf16", action="store_true", help="compute in bfloat16, with weights as --weights says, unless the run asks for float32")
    arguments.add_argument("--weights", default="float32", choices=["float32", "bfloat16"], help="dtype of the weights in memory")
    arguments.add_argument("--gradient-checkpointing", action="store_true", help="less memory for a third more computation")
    arguments.add_argument("--patience", type=int, default=0, help="end after so many epochs without a better validation loss")
    arguments.add_argument("--adapter", type=pathlib.Path, help="a LoRA adapter (a folder of PEFT) to train further, instead of a new one")
    given = arguments.parse_args()
    job = None
    try:
        job = Job.read(given.job)
        train(job, given)
    except Exception as error:
        if job:
            job.report("failed", kind=kind(error), message=f"{type(error).__name__}: {error}".replace("\n", " ")[:2000])
        raise
    finally:
        if torch.distributed.is_initialized():
            torch.distributed.destroy_process_group()


if __name__ == "__main__":
    sys.exit(main())
