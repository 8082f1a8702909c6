"""Reads what `./preceptor export` writes as other trainers do: with datasets, and prepared by TRL's SFTTrainer and DPOTrainer.

    pip install torch trl datasets
    python check.py RUN [--data DIR] [--model DIR]

RUN is a finished run's id or data directory. Exit status 0: all formats are read, and hold the same lessons.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import datasets
import transformers
import trl

ROOT = pathlib.Path(__file__).resolve().parents[2]
TINY = ROOT / "language-model/src/test/resources/fixtures/llama"
FORMATS = ("prompt-completion", "messages", "alpaca")
PREFERENCES = ("dpo", "dpo-text")
LINEAGE = ("exampleId", "runId", "round", "taskId", "pair", "testResultId", "costUsd", "trained")
OF_THE_TEACHER = ("refinementId", "teacherModel")
OF_AN_ATTEMPT = ("attemptId", "attempt", "verdict", "feedback", "student")
LONGEST = 8192
IGNORED = -100


def exported(run, data, form, folder):
    file = folder / f"{form}.jsonl"
    command = [str(ROOT / "preceptor"), "export", run, "--format", form, "--out", str(file)]
    if data:
        command += ["--data", data]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return file


def lessons(rows, form):
    """What is asked and what is to be answered, line for line."""
    if form == "messages":
        # A system message may stand before them.
        return [(row["messages"][-2]["content"], row["messages"][-1]["content"]) for row in rows]
    if form == "alpaca":
        return [(row["instruction"] + row["input"], row["output"]) for row in rows]
    return [(row["prompt"], row["completion"]) for row in rows]


def prepared(dataset, tokenizer, model, folder):
    """The data set as SFTTrainer trains on it."""
    arguments = trl.SFTConfig(
        output_dir=str(folder / "trainer"), max_length=LONGEST, use_cpu=True, report_to=[], dataset_num_proc=None)
    trainer = trl.SFTTrainer(model=model, args=arguments, train_dataset=dataset, processing_class=tokenizer)
    return trainer.train_dataset, next(iter(trainer.get_train_dataloader()))


def check_lineage(rows, problems):
    for number, row in enumerate(rows, 1):
        lineage = row["lineage"]
        own = lineage.get("origin") == "STUDENT"
        wanted = LINEAGE + (OF_AN_ATTEMPT if lineage.get("attemptId") else ()) + (() if own else OF_THE_TEACHER)
        if own:  # a program that passed has no feedback
            wanted = tuple(key for key in wanted if key != "feedback")
        missing = [key for key in wanted if lineage.get(key) is None]
        if missing:
            problems.append(f"line {number}: the lineage lacks {', '.join(missing)}")


def learns(row):
    """For each token whether it is learned, as this version of TRL says it."""
    return row["completion_mask"] if "completion_mask" in row else [label != IGNORED for label in row["labels"]]


def check_texts(form, ready, wanted, tokenizer, problems):
    """The tokens that are trained on are the answer's."""
    if len(ready) != len(wanted):
        problems.append(f"{form}: {len(ready)} of {len(wanted)} lines are trained on")
    for number, (row, (asked, answer)) in enumerate(zip(ready, wanted), 1):
        text = tokenizer.decode(row["input_ids"])
        if asked not in text or answer not in text:
            problems.append(f"{form}, line {number}: the tokens are not the text's")
        if form != "messages":  # whose every token is learned unless the trainer is told otherwise
            learned = tokenizer.decode([token for token, taken in zip(row["input_ids"], learns(row)) if taken])
            if not learned.startswith(answer):
                problems.append(f"{form}, line {number}: what is learned is not the completion")


def pair_of(row):
    """The texts of a preference pair: what is asked, what is preferred, and to what."""
    if isinstance(row["prompt"], str):
        return row["prompt"], row["chosen"], row["rejected"]
    return row["prompt"][-1]["content"], row["chosen"][0]["content"], row["rejected"][0]["content"]


def program(answer):
    """The program of an answer, without the fence that a conversation has around it."""
    return answer.removeprefix("```python\n").removesuffix("```").strip()


def check_preferences(form, options, folder, problems):
    """The pairs as DPOTrainer trains on them. Returns them, and the counts."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(options.model)
    model = transformers.AutoModelForCausalLM.from_pretrained(options.model)
    file = exported(options.run, options.data, form, folder)
    if not file.read_text(encoding="utf-8"):
        problems.append(f"{form}: the run has no pair: no answer of a teacher stands against an attempt with a program")
        return [], {"lines": 0}
    dataset = datasets.load_dataset("json", data_files=str(file), split="train", cache_dir=str(folder / "cache"))
    rows = list(dataset)
    check_lineage(rows, problems)
    wanted = [pair_of(row) for row in rows]
    arguments = trl.DPOConfig(
        output_dir=str(folder / "trainer"), max_length=LONGEST, use_cpu=True, bf16=False, report_to=[], dataset_num_proc=None)
    trainer = trl.DPOTrainer(
        model=model, args=arguments, train_dataset=dataset.remove_columns("lineage"), processing_class=tokenizer)
    ready = list(trainer.train_dataset)
    if len(ready) != len(wanted):
        problems.append(f"{form}: {len(ready)} of {len(wanted)} pairs are trained on")
    for number, (row, (asked, chosen, rejected)) in enumerate(zip(ready, wanted), 1):
        for side, answer in (("chosen", chosen), ("rejected", rejected)):
            text = tokenizer.decode(row["prompt_ids"] + row[f"{side}_ids"])
            if asked not in text or answer not in text:
                problems.append(f"{form}, line {number}: the tokens of the {side} answer are not the text's")
        if tokenizer.decode(row["chosen_ids"]) == tokenizer.decode(row["rejected_ids"]):
            problems.append(f"{form}, line {number}: both answers are the same")
    batch = next(iter(trainer.get_train_dataloader()))
    counts = {
        "lines": len(rows),
        "columns": sorted(trainer.train_dataset.column_names),
        "tokens": sum(len(row["chosen_ids"]) + len(row["rejected_ids"]) for row in ready),
        "first batch": list(batch["input_ids"].shape),
        "loss": round(trainer.compute_loss(model, batch).item(), 6),
    }
    return [(program(chosen), program(rejected)) for _, chosen, rejected in wanted], counts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run")
    parser.add_argument("--data", help="the data directory that holds the run among others")
    parser.add_argument("--model", default=str(TINY), help="weights and tokenizer (default: a tiny one of random weights)")
    options = parser.parse_args()
    transformers.logging.set_verbosity_error()
    datasets.disable_progress_bars()
    problems = []
    counts = {}
    pairs = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for form in FORMATS:
            tokenizer = transformers.AutoTokenizer.from_pretrained(options.model)
            model = transformers.AutoModelForCausalLM.from_pretrained(options.model)
            file = exported(options.run, options.data, form, folder)
            dataset = datasets.load_dataset("json", data_files=str(file), split="train", cache_dir=str(folder / "cache"))
            rows = list(dataset)
            pairs[form] = lessons(rows, form)
            check_lineage(rows, problems)
            dataset = dataset.remove_columns("lineage")
            if form == "alpaca":
                dataset = dataset.map(
                    lambda row: {"prompt": row["instruction"] + row["input"], "completion": row["output"]},
                    remove_columns=dataset.column_names)
            ready, batch = prepared(dataset, tokenizer, model, folder)
            check_texts(form, ready, pairs[form], tokenizer, problems)
            counts[form] = {
                "lines": len(rows),
                "columns": sorted(ready.column_names),
                "tokens": sum(len(row["input_ids"]) for row in ready),
                "first batch": list(batch["input_ids"].shape),
            }
        preferred = {}
        for form in PREFERENCES:
            preferred[form], counts[form] = check_preferences(form, options, folder, problems)
        if preferred["dpo"] != preferred["dpo-text"]:
            problems.append("dpo and dpo-text do not hold the same pairs")
    if pairs["messages"] != pairs["alpaca"]:
        problems.append("messages and alpaca do not hold the same lessons")
    versions = {library.__name__: library.__version__ for library in (datasets, trl, transformers)}
    print(json.dumps({"versions": versions, "formats": counts, "problems": problems}, indent=2))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
