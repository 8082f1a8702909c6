"""frequencies.json: rotary frequencies and amplitudes by transformers' own rules, for RopeScalingTest.

    python make_frequencies.py > frequencies.json      (transformers 5)
"""

import json

from transformers import LlamaConfig
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 2048}
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 8192}
CASES = [
    (100000.0, 64, 8192, YARN),
    (1000000.0, 128, 131072, {**YARN, "original_max_position_embeddings": 32768}),
    (10000.0, 24, 128, {**YARN, "factor": 3.0, "original_max_position_embeddings": 40, "beta_fast": 16.0, "beta_slow": 2.0,
                        "truncate": False, "mscale": 1.2, "mscale_all_dim": 0.7}),
    (10000.0, 16, 64, {"rope_type": "yarn", "factor": 2.5, "attention_factor": 1.3}),
    (500000.0, 128, 131072, LLAMA3),
    (10000.0, 32, 2048, {"rope_type": "linear", "factor": 2.5}),
    (10000.0, 32, 2048, {"rope_type": "dynamic", "factor": 2.0}),
]


def case(theta, head_size, context, scaling):
    config = LlamaConfig(hidden_size=2 * head_size, num_attention_heads=2, head_dim=head_size,
                         max_position_embeddings=context, rope_parameters={**scaling, "rope_theta": theta})
    frequencies, amplitude = ROPE_INIT_FUNCTIONS[scaling["rope_type"]](config, "cpu", seq_len=context)
    return {"rope_theta": theta, "head_dim": head_size, "max_position_embeddings": context, "rope_scaling": scaling,
            "frequencies": [float(f"{f:.9g}") for f in frequencies.tolist()], "amplitude": float(amplitude)}


print("[" + ",\n".join(json.dumps(case(*c)) for c in CASES) + "]")
