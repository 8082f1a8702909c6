"""Whether we compute as transformers does for every option that a config.json may set, not only for the common ones.

Makes a tiny random model for each of them with transformers, and compares what ./preceptor generates from a prompt (24 tokens,
greedily) and the losses and the gradient of four steps of training. Needs torch and transformers.
"""

import argparse
import copy
import json
import math
import pathlib
import shutil
import sys
import tempfile

import torch
import transformers

from golden import FIXTURES, TOLERANCE, finetune, generate, rows, write_examples

YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32}
ROTARY = {"hidden_size": 96, "num_attention_heads": 6, "num_key_value_heads": 2, "intermediate_size": 160,
          "num_hidden_layers": 3, "max_position_embeddings": 128, "rms_norm_eps": 3e-6}
GEMMA3 = {**ROTARY, "head_dim": 20, "sliding_window": 6, "query_pre_attn_scalar": 18, "pad_token_id": 2,
          "layer_types": ["sliding_attention", "full_attention", "sliding_attention"]}
GPT = {"n_embd": 60, "n_head": 6, "n_layer": 3, "n_positions": 128, "resid_pdrop": 0.0, "embd_pdrop": 0.0, "attn_pdrop": 0.0}
CODEGEN = {**GPT, "n_embd": 72, "n_head": 12, "rotary_dim": 4}

OPTIONS = {
    "llama, biases, untied": ("llama", {**ROTARY, "attention_bias": True, "mlp_bias": True, "tie_word_embeddings": False}),
    "llama, one key head, head_dim": ("llama", {**ROTARY, "head_dim": 26, "num_key_value_heads": 1}),
    "llama, a key head each, gelu": ("llama", {**ROTARY, "num_key_value_heads": 6, "hidden_act": "gelu"}),
    "llama, linear": ("llama", {**ROTARY, "rope_parameters": {"rope_type": "linear", "factor": 2.5, "rope_theta": 1e4}}),
    "llama, dynamic": ("llama", {**ROTARY, "rope_parameters": {"rope_type": "dynamic", "factor": 2.0, "rope_theta": 1e4}}),
    "llama, llama3": ("llama", {**ROTARY, "rope_parameters": {
        "rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 3.0,
        "original_max_position_embeddings": 40, "rope_theta": 5e4}}),
    "llama, yarn": ("llama", {**ROTARY, "rope_parameters": {**YARN, "rope_theta": 1e5}}),
    "llama, yarn with scales": ("llama", {**ROTARY, "rope_parameters": {
        **YARN, "rope_theta": 1e5, "beta_fast": 16.0, "beta_slow": 2.0, "truncate": False, "mscale": 1.2, "mscale_all_dim": 0.7}}),
    "qwen2, yarn, untied": ("qwen2", {**ROTARY, "rope_parameters": {**YARN, "rope_theta": 1e5}, "tie_word_embeddings": False}),
    "qwen2, window": ("qwen2", {**ROTARY, "use_sliding_window": True, "sliding_window": 6, "max_window_layers": 0}),
    "qwen3, biases": ("qwen3", {**ROTARY, "head_dim": 22, "attention_bias": True}),
    "mistral, window": ("mistral", {**ROTARY, "sliding_window": 5}),
    "mistral, no window, head_dim": ("mistral", {**ROTARY, "sliding_window": None, "head_dim": 20}),
    "phi3, window, whole heads": ("phi3", {**ROTARY, "sliding_window": 5, "pad_token_id": 2}),
    "phi3, half of each head": ("phi3", {**ROTARY, "pad_token_id": 2, "rope_parameters": {
        "rope_type": "default", "rope_theta": 1e4, "partial_rotary_factor": 0.5}}),
    "gemma3, biases, untied": ("gemma3_text", {**GEMMA3, "attention_bias": True, "tie_word_embeddings": False}),
    "gemma3, full attention only": ("gemma3_text", {**GEMMA3, "layer_types": ["full_attention"] * 3}),
    "gemma3, windows only": ("gemma3_text", {**GEMMA3, "layer_types": ["sliding_attention"] * 3}),
    "starcoder2, no biases, window": ("starcoder2", {**ROTARY, "use_bias": False, "sliding_window": 7}),
    "gpt_bigcode, a key head each": ("gpt_bigcode", {**GPT, "multi_query": False, "activation_function": "gelu"}),
    "gpt_bigcode, n_inner, epsilon": ("gpt_bigcode", {**GPT, "n_inner": 77, "layer_norm_epsilon": 1e-3}),
    "gpt_bigcode, unscaled": ("gpt_bigcode", {**GPT, "scale_attn_weights": False}),
    "gpt2, untied, relu": ("gpt2", {**GPT, "tie_word_embeddings": False, "activation_function": "relu"}),
    "gpt2, scaled by layer": ("gpt2", {**GPT, "scale_attn_by_inverse_layer_idx": True}),
    "gpt2, unscaled": ("gpt2", {**GPT, "scale_attn_weights": False}),
    "codegen, 12 heads": ("codegen", CODEGEN),
    "codegen, 4 heads, 16 rotated": ("codegen", {**CODEGEN, "n_head": 4, "rotary_dim": 16, "activation_function": "gelu"}),
}


def random_model(kind, options, seed):
    """Weights large enough that blocks, not the last token, decide what follows."""
    torch.manual_seed(seed)
    config = transformers.AutoConfig.for_model(kind, vocab_size=300, bos_token_id=1, eos_token_id=2, **options)
    model = transformers.AutoModelForCausalLM.from_config(config, attn_implementation="eager").float()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() == 1:
                stored_less_one = kind == "gemma3_text"
                weight.copy_(0.2 * torch.randn(weight.shape) + (0 if name.endswith("bias") or stored_less_one else 1))
            elif any(part in name for part in ("embed", "wte", "wpe", "lm_head")):
                weight.copy_(0.3 * torch.randn(weight.shape))
            else:
                weight.copy_(1.2 * torch.randn(weight.shape) / math.sqrt(min(weight.shape)))
    return model


def greedy(model, ids):
    """24 tokens, and whether no choice among them was close."""
    start, clear = len(ids), True
    with torch.no_grad():
        while len(ids) < start + 24:
            best = model(torch.tensor([ids])).logits[0, -1].topk(2)
            clear &= (best.values[0] - best.values[1]).item() > 0.01 and best.indices[0] != 2
            ids = ids + [best.indices[0].item()]
    return ids[start:], clear


def train(model, golden):
    pairs = list(rows(golden))
    scored = sum(len(completion) for _, completion in pairs)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.0)
    losses, norms = [], []
    for _ in range(4):
        optimizer.zero_grad()
        total = 0.0
        for prompt, completion in pairs:
            logits = model(torch.tensor([prompt + completion])).logits[0, len(prompt) - 1:-1]
            loss = torch.nn.functional.cross_entropy(logits, torch.tensor(completion), reduction="sum") / scored
            loss.backward()
            total += loss.item()
        losses.append(total)
        norms.append(math.sqrt(sum(p.grad.square().sum().item() for p in model.parameters() if p.grad is not None)))
        optimizer.step()
    return losses, norms


def check(kind, options, folder):
    golden = json.loads((FIXTURES / "llama" / "golden.json").read_text())
    prompt = golden["prompts"][1]["ids"]
    for seed in range(50):
        model = random_model(kind, options, seed)
        expected, clear = greedy(model.eval(), prompt)
        if clear:
            break
    place = folder / "model"
    model.save_pretrained(place)
    for file in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(FIXTURES / "llama" / file, place)
    same = generate(place, prompt, 24, folder) == expected
    examples = write_examples(golden, folder)
    ours = finetune(place, examples, folder / "out", "--steps", "4", "--learning-rate", "1e-3", "--batch-size", "2",
                    "--max-grad-norm", "0", "--dtype", "float32")["steps"]
    # AdamW turns the noise of gradients that are nearly 0 into steps: so the truth is in float64, and how far from it
    # transformers ends in float32 says what that noise is worth.
    single, _ = train(copy.deepcopy(model), golden)
    losses, norms = train(model.double(), golden)
    far = max(abs(a["loss"] - b) for a, b in zip(ours, losses, strict=True))
    theirs = max(abs(a - b) for a, b in zip(single, losses, strict=True))
    return same, far, theirs, abs(ours[0]["gradNorm"] / norms[0] - 1)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--only", default="", help="options whose names contain this")
    given = arguments.parse_args()
    failed = 0
    for name, (kind, options) in OPTIONS.items():
        if given.only in name:
            with tempfile.TemporaryDirectory() as folder:
                same, loss, theirs, norm = check(kind, options, pathlib.Path(folder))
            good = same and loss <= max(TOLERANCE, theirs) and norm <= TOLERANCE
            failed += not good
            print(f"{name:32} tokens {'same' if same else 'DIFFER'}, losses {loss:.1e} apart (transformers {theirs:.1e}),"
                  f" gradient {norm:.1e}{'' if good else '  WRONG'}", flush=True)
    print(f"{failed} of them wrong; allowed are {TOLERANCE:.0e}, and what transformers is apart from float64 itself")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
