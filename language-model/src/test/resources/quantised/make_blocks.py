"""Writes blocks.gguf, one small tensor of each stored type, and expected.json, their values as gguf-py decodes them.

Run with gguf 0.19 and numpy installed: python make_blocks.py
"""

import json
import pathlib

import gguf
import numpy as np
from gguf import GGMLQuantizationType as T

FOLDER = pathlib.Path(__file__).parent
TYPES = [T.F16, T.BF16, T.Q4_0, T.Q4_1, T.Q5_0, T.Q5_1, T.Q8_0, T.Q4_K, T.Q5_K, T.Q6_K]
NAMES = ["attn_q", "attn_k", "attn_v", "attn_output", "attn_q_norm", "attn_k_norm", "ffn_norm", "ffn_gate", "ffn_up",
         "ffn_down"]

random = np.random.default_rng(1)
writer = gguf.GGUFWriter(str(FOLDER / "blocks.gguf"), "qwen3")
writer.add_block_count(1)
writer.add_context_length(64)
writer.add_embedding_length(256)
writer.add_feed_forward_length(256)
writer.add_head_count(2)
writer.add_head_count_kv(1)
writer.add_key_length(128)
writer.add_layer_norm_rms_eps(1e-6)
writer.add_rope_freq_base(10000.0)
embedding = random.normal(size=(4, 256)).astype(np.float32)
writer.add_tensor("token_embd.weight", embedding)
expected = {"model.embed_tokens.weight": {"type": "F32", "values": embedding.tolist()}}
for type, name in zip(TYPES, NAMES):
    values = random.normal(size=(2, 512)).astype(np.float32)
    if type in (T.Q4_K, T.Q5_K, T.Q6_K):
        # gguf-py cannot quantise to these: any bits will do, but for the half-precision scales.
        block, size = gguf.GGML_QUANT_SIZES[type]
        raw = random.integers(0, 256, size=(2, 512 // block, size), dtype=np.uint8)
        scales = random.normal(size=(2, 512 // block, 2)).astype(np.float16).view(np.uint8)
        if type is T.Q6_K:
            raw[..., -2:] = scales[..., :2]
        else:
            raw[..., :4] = scales
        raw = raw.reshape(2, -1)
    else:
        raw = gguf.quantize(values, type)
    decoded = gguf.dequantize(raw, type)
    writer.add_tensor(f"blk.0.{name}.weight", raw, raw_dtype=type)
    expected[f"blk.0.{name}.weight"] = {"type": type.name, "values": decoded.tolist()}
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
(FOLDER / "expected.json").write_text(json.dumps(expected) + "\n")
