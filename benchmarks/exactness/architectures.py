"""Makes the fixtures of phi3 and gemma3: tiny random models with the values that transformers and peft give for them.

    python architectures.py [--out DIR] [--only NAME]

Needs torch, transformers and peft. Prompts, training rows and tokenizer are those of the fixture llama. config.json has the form of
the hub's checkpoints; config_v5.json is the same model as transformers 5 writes it. The format of golden.json is that of the other
fixtures.
"""

import argparse
import json
import math
import os
import pathlib
import shutil
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"  # before the imports: nothing is fetched

import peft
import torch
import transformers

from golden import FIXTURES

TOKENIZER = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
TOKENS = {"vocab_size": 300, "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 2, "torch_dtype": "float32"}
STEPS, RATE, NEW_TOKENS = 3, 1e-3, 24

# The first is longrope with a part of each head rotated, as Phi-4-mini has it; gemma3 has both kinds of layers twice.
MODELS = {
    "phi3": {
        "architectures": ["Phi3ForCausalLM"], "model_type": "phi3", "hidden_size": 64, "intermediate_size": 96,
        "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "hidden_act": "silu", "rms_norm_eps": 1e-5,
        "max_position_embeddings": 512, "original_max_position_embeddings": 128, "rope_theta": 10000.0,
        "partial_rotary_factor": 0.75, "sliding_window": 262144, "attention_dropout": 0.0, "embd_pdrop": 0.0,
        "resid_pdrop": 0.0, "tie_word_embeddings": False, "rope_scaling": {
            "type": "longrope", "short_factor": [1.0, 1.05, 1.2, 1.4, 1.8, 2.5], "long_factor": [1.0, 1.3, 2.0, 3.0, 5.0, 8.0]},
        **TOKENS,
    },
    "gemma3_text": {
        "architectures": ["Gemma3ForCausalLM"], "model_type": "gemma3_text", "hidden_size": 48, "intermediate_size": 96,
        "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16,
        "hidden_activation": "gelu_pytorch_tanh", "rms_norm_eps": 1e-6, "max_position_embeddings": 128,
        "rope_theta": 1000000.0, "rope_local_base_freq": 10000.0, "rope_scaling": {"rope_type": "linear", "factor": 8.0},
        "sliding_window": 8, "sliding_window_pattern": 2, "query_pre_attn_scalar": 24, "attention_bias": False,
        "attention_dropout": 0.0, "tie_word_embeddings": True, **TOKENS,
    },
}


def exact(tensor):
    """The shortest numbers that give back the float32 values."""
    return [[float(f"{value:.9g}") for value in row] for row in tensor.float().tolist()]


def random_model(folder, seed):
    """Weights large enough that layers, not the last token alone, decide what follows."""
    config = transformers.AutoConfig.from_pretrained(folder)
    model = transformers.AutoModelForCausalLM.from_config(config, attn_implementation="eager").float().eval()
    generator = torch.Generator().manual_seed(seed)
    stored_norm = 0 if config.model_type == "gemma3_text" else 1
    with torch.no_grad():
        for name, weight in model.named_parameters():
            noise = torch.randn(weight.shape, generator=generator)
            if weight.dim() == 1:
                weight.copy_(0.2 * noise + stored_norm)
            elif "embed" in name or "lm_head" in name:
                weight.copy_(0.3 * noise)
            else:
                weight.copy_(1.2 * noise / math.sqrt(min(weight.shape)))
    return model


def logits(model, prompts):
    result = []
    with torch.no_grad():
        for prompt in prompts:
            ids = prompt["ids"]
            positions = sorted({len(ids) // 4, len(ids) // 2, len(ids) - 1})
            values = model(torch.tensor([ids])).logits[0, positions]
            result.append({"positions": positions, "logits": exact(values)})
    return result


def greedy(model, prompts, tokenizer, end):
    """The tokens that follow each prompt by full passes; None where a choice is close, the end comes, or the cache differs."""
    result = []
    for prompt in prompts:
        ids, gap = list(prompt["ids"]), math.inf
        with torch.no_grad():
            for _ in range(NEW_TOKENS):
                best = model(torch.tensor([ids])).logits[0, -1].topk(2)
                gap = min(gap, (best.values[0] - best.values[1]).item())
                ids.append(best.indices[0].item())
            cached = model.generate(torch.tensor([prompt["ids"]]), max_new_tokens=NEW_TOKENS, do_sample=False)[0].tolist()
        new = ids[len(prompt["ids"]):]
        if gap < 0.01 or end in new or cached != ids:
            return None
        result.append({"new_ids": new, "text": tokenizer.decode(new), "min_gap": round(gap, 4)})
    return result


def loss_of(model, rows, end):
    """Mean cross-entropy over the completions' tokens, the end token included."""
    total, scored = 0.0, 0
    for row in rows:
        prompt, completion = row["prompt_ids"], row["completion_ids"] + [end]
        rows_of_logits = model(torch.tensor([prompt + completion])).logits[0, len(prompt) - 1:-1]
        total = total + torch.nn.functional.cross_entropy(rows_of_logits, torch.tensor(completion), reduction="sum")
        scored += len(completion)
    return total / scored, scored


def train(model, rows, end):
    """Losses before and after each step, and the first gradient; the model is changed."""
    trained = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW([p for _, p in trained], lr=RATE, weight_decay=0.0)
    losses, norms = [], {}
    for step in range(STEPS + 1):
        optimizer.zero_grad()
        loss, scored = loss_of(model, rows, end)
        losses.append(float(f"{loss.item():.9g}"))
        loss.backward()
        if step == 0:
            norms = {name: float(f"{p.grad.norm().item():.9g}") for name, p in trained}
        optimizer.step()
    norm = math.sqrt(sum(value ** 2 for value in norms.values()))
    return {"lr": RATE, "betas": [0.9, 0.999], "eps": 1e-8, "weight_decay": 0.0, "eos_token_id": end, "rows": rows,
            "scored_tokens": scored, "loss": losses[0], "grad_norm": float(f"{norm:.9g}"),
            "losses_after_0_1_2_3_steps": losses, "grad_norm_per_tensor": norms}


def lora(folder, prompts, rows, end, seed):
    """An adapter of all linear layers, with a B that is not zero, and what it gives."""
    torch.manual_seed(seed)
    base = transformers.AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager").float()
    model = peft.get_peft_model(base, peft.LoraConfig(
        r=4, lora_alpha=8, target_modules="all-linear", lora_dropout=0.0, task_type="CAUSAL_LM")).eval()
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "lora_B" in name:
                weight.copy_(0.1 * torch.randn(weight.shape, generator=generator))
    model.peft_config["default"].base_model_name_or_path = folder.name
    model.peft_config["default"].target_modules = sorted(model.peft_config["default"].target_modules)
    model.save_pretrained(folder / "adapter")
    (folder / "adapter/README.md").unlink(missing_ok=True)
    golden = {"logits": logits(model, prompts), "training": train(model, rows, end)}
    merged = peft.PeftModel.from_pretrained(
        transformers.AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager").float(), folder / "adapter")
    golden["merged_logits"] = logits(merged.merge_and_unload().eval(), prompts)
    for field in ("rows", "lr", "betas", "eps", "weight_decay", "eos_token_id"):
        del golden["training"][field]
    return golden


def make(name, out):
    folder = out / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    llama = json.loads((FIXTURES / "llama/golden.json").read_text())
    prompts, rows, end = llama["prompts"], llama["training"]["rows"], 2
    for file in TOKENIZER:
        shutil.copy(FIXTURES / "llama" / file, folder)
    (folder / "config.json").write_text(json.dumps(MODELS[name], indent=1) + "\n")
    tokenizer = transformers.AutoTokenizer.from_pretrained(FIXTURES / "llama")
    for seed in range(200):
        model = random_model(folder, seed)
        continued = greedy(model, prompts, tokenizer, end)
        if continued:
            break
    else:
        raise SystemExit(f"{name}: no seed gives clear choices")
    with tempfile.TemporaryDirectory() as saved:
        model.save_pretrained(saved)
        shutil.copy(pathlib.Path(saved) / "config.json", folder / "config_v5.json")
        shutil.copy(pathlib.Path(saved) / "model.safetensors", folder)
    golden = {"architecture": name, "weights_seed": seed, "prompts": prompts, "logits": logits(model, prompts),
              "greedy": continued}
    golden["lora"] = lora(folder, prompts, rows, end, seed)
    golden["training"] = train(model.train(), rows, end)
    (folder / "golden.json").write_text(json.dumps(golden) + "\n")
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"{name}: seed {seed}, loss {golden['training']['loss']:.4f}, {size / 1000:.0f} kB")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--out", type=pathlib.Path, default=FIXTURES, help="where the folders go (default: those of the tests)")
    arguments.add_argument("--only", default="", help="models whose names contain this")
    given = arguments.parse_args()
    torch.use_deterministic_algorithms(True)
    for name in MODELS:
        if given.only in name:
            make(name, given.out)


if __name__ == "__main__":
    main()
