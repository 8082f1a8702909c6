"""Makes the fixtures of students: tiny models with tokenizers and chat templates of the kinds that real students have.

    pip install sentencepiece tokenizers transformers jinja2 numpy safetensors gguf
    python students.py [--out DIR]

| folder | tokenizer | chat template |
|---|---|---|
| codellama | SentencePiece BPE; a space is written in front of each text (Prepend), bytes for unknown characters | [INST] is text |
| mistral | the same vocabulary; the space is in front of the first text only (Metaspace), [INST] is one token | [INST] is a token |
| codellama_gguf | the vocabulary of codellama, with its scores, and the weights in float16, in a GGUF file | as codellama |
| qwen3 | byte-level BPE, copied from the fixture qwen3 | ChatML with enable_thinking |

The vocabulary is trained by SentencePiece itself. golden.json holds values of SentencePiece (ids of a completion: those without the
space in front) and of transformers (ids of texts and chats, text of tokens). The weights are random: other fixtures check the arithmetic.
"""

import argparse
import copy
import json
import os
import pathlib
import shutil
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"

import gguf
import numpy
import sentencepiece
import tokenizers
import transformers
from safetensors.numpy import load_file, save_file
from sentencepiece import sentencepiece_model_pb2 as proto
from tokenizers import decoders, models, normalizers, pre_tokenizers, processors

from golden import FIXTURES

SPACE = "\u2581"
WORDS = ("def return if else elif for while in not and or is None True False import from class self range len print list dict str int "
         "float sum sorted max min value values item items result number numbers count total text line lines name index key data "
         "func args lambda yield pass break continue raise try except with as assert python write function that returns the square "
         "of a number answer only complete this whole").split()
LINES = ["def square(x):", "    return x * x", "    for i in range(len(items)):", "        if items[i] > 0:", "            total += items[i]",
         "    return total", "def add(a, b):", "    return a + b", "    result = []", "        result.append(value)",
         "print(square(12))", "    lines = text.split()", "class Counter:", "    def __init__(self):", "        self.count = 0",
         "```python", "```", "Write a function that returns the square of a number.", "[INST] Answer with the function only. [/INST]"]

CODELLAMA_TEMPLATE = """{%- if messages[0]['role'] == 'system' %}
    {%- set system = messages[0]['content'] %}
    {%- set turns = messages[1:] %}
{%- else %}
    {%- set system = none %}
    {%- set turns = messages %}
{%- endif %}
{%- for turn in turns %}
    {%- if (turn['role'] == 'user') != (loop.index0 % 2 == 0) %}
        {{- raise_exception('roles must alternate between user and assistant') }}
    {%- endif %}
    {%- if turn['role'] == 'user' %}
        {%- set content = '<<SYS>>\\n' ~ system ~ '\\n<</SYS>>\\n\\n' ~ turn['content'] if loop.first and system is not none else turn['content'] %}
        {{- bos_token ~ '[INST] ' ~ content | trim ~ ' [/INST]' }}
    {%- else %}
        {{- ' ' ~ turn['content'] | trim ~ ' ' ~ eos_token }}
    {%- endif %}
{%- endfor %}"""

MISTRAL_TEMPLATE = """{{- bos_token }}
{%- set ns = namespace(system='') %}
{%- for turn in messages %}
    {%- if turn.role == 'system' %}
        {%- set ns.system = turn.content + '\\n\\n' %}
    {%- elif turn.role == 'user' %}
        {{- '[INST] ' + ns.system + turn.content + '[/INST]' }}
        {%- set ns.system = '' %}
    {%- else %}
        {{- ' ' + turn.content | trim + eos_token }}
    {%- endif %}
{%- endfor %}"""

QWEN3_TEMPLATE = """{%- for turn in messages %}
    {%- if turn.role == 'assistant' %}
        {%- set content = turn.content.split('</think>')[-1].lstrip('\\n') %}
        {%- if loop.last %}
            {{- '<|im_start|>assistant\\n<think>\\n\\n</think>\\n\\n' + content + '<|im_end|>\\n' }}
        {%- else %}
            {{- '<|im_start|>assistant\\n' + content + '<|im_end|>\\n' }}
        {%- endif %}
    {%- else %}
        {{- '<|im_start|>' + turn.role + '\\n' + turn.content + '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}"""

CONTINUATIONS = [
    ["def square(x):\n", "    return x * x\n"],
    ["def square(x):", "\n    return x * x\n"],
    ["def square(x):\n    return", " x * x\n"],
    ["def square(x):\n    return ", "x * x\n"],
    ["def square(x):\n    ret", "urn x * x\n"],
    ["def f():\n", "\treturn '  '\n"],
    ["def f():\n    return 'na\u00efve'", " + '\U0001f642 \u6570\u636e'\n"],
    ["# \u6570", "\u636e\n\u6570"],
    ["\n", "        deep\n"],
    ["x", " "],
]
MESSAGES = [
    [{"role": "user", "content": "Write a function that returns the square of a number."}],
    [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "def add(a, b):\n    return"}],
]
ANSWER = "```python\ndef square(x):\n    return x * x\n```"


def vocabulary(folder):
    """A model of SentencePiece with bytes and runs of spaces, and the same that adds no space in front."""
    text = folder / "text.txt"
    text.write_text("\n".join(LINES * 4 + [" ".join(WORDS[i:] + WORDS[:i]) for i in range(0, len(WORDS), 3)]))
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(folder / "m"), model_type="bpe", vocab_size=520, byte_fallback=True, num_threads=1,
        normalization_rule_name="identity", remove_extra_whitespaces=False, allow_whitespace_only_pieces=True, split_digits=True,
        character_coverage=0.999, minloglevel=2)
    model = proto.ModelProto()
    model.ParseFromString((folder / "m.model").read_bytes())
    bare = copy.deepcopy(model)
    bare.normalizer_spec.add_dummy_prefix = False
    return model, sentencepiece.SentencePieceProcessor(model_proto=bare.SerializeToString())


def merges(pieces):
    """Pairs of pieces that make a piece, the best first, as transformers converts a model of SentencePiece."""
    found = []
    for piece, rank in pieces.items():
        for at in range(1, len(piece)):
            left, right = piece[:at], piece[at:]
            if left in pieces and right in pieces:
                found.append((rank, pieces[left], pieces[right], left, right))
    return [(left, right) for *_, left, right in sorted(found)]


def converted(model, mistral):
    pieces = {piece.piece: number for number, piece in enumerate(model.pieces)}
    plain = {piece.piece: number for number, piece in enumerate(model.pieces) if piece.type == 1}
    controls = ["<unk>", "<s>", "</s>"]
    if mistral:
        for token in ("[INST]", "[/INST]"):
            controls.append(token)
            pieces[token] = len(pieces)
    tokenizer = tokenizers.Tokenizer(models.BPE(pieces, merges(plain), unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    if mistral:
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="first", split=False)
    else:
        tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend(SPACE), normalizers.Replace(" ", SPACE)])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    tokenizer.add_special_tokens([tokenizers.AddedToken(token, special=True, normalized=False) for token in controls])
    tokenizer.post_processor = processors.TemplateProcessing("<s> $A", "<s> $A $B", [("<s>", 1)])
    return tokenizer


def settings(template, **tokens):
    return {"tokenizer_class": "PreTrainedTokenizerFast", "clean_up_tokenization_spaces": False, "model_max_length": 512,
            "chat_template": template, **tokens}


def weights(config, seed):
    """Random weights of a llama, a mistral or, with norms of each head, a qwen3."""
    random = numpy.random.default_rng(seed)
    width, inner, vocabulary = config["hidden_size"], config["intermediate_size"], config["vocab_size"]
    queries = config["num_attention_heads"] * config["head_dim"]
    keys = config["num_key_value_heads"] * config["head_dim"]

    def matrix(*shape):
        return random.normal(0, 0.2, shape).astype(numpy.float32)

    tensors = {"model.embed_tokens.weight": matrix(vocabulary, width), "lm_head.weight": matrix(vocabulary, width),
               "model.norm.weight": numpy.ones(width, numpy.float32)}
    for layer in range(config["num_hidden_layers"]):
        name = f"model.layers.{layer}."
        for norm in ("input_layernorm", "post_attention_layernorm"):
            tensors[name + norm + ".weight"] = numpy.ones(width, numpy.float32)
        for part, shape in {"self_attn.q_proj": (queries, width), "self_attn.k_proj": (keys, width), "self_attn.v_proj": (keys, width),
                            "self_attn.o_proj": (width, queries), "mlp.gate_proj": (inner, width), "mlp.up_proj": (inner, width),
                            "mlp.down_proj": (width, inner)}.items():
            tensors[name + part + ".weight"] = matrix(*shape)
        if config["model_type"] == "qwen3":
            for norm in ("q_norm", "k_norm"):
                tensors[name + "self_attn." + norm + ".weight"] = numpy.ones(config["head_dim"], numpy.float32)
    return tensors


def write_model(folder, kind, size, seed, **more):
    config = {
        "architectures": [{"codellama": "LlamaForCausalLM", "mistral": "MistralForCausalLM", "qwen3": "Qwen3ForCausalLM"}[kind]],
        "model_type": "llama" if kind == "codellama" else kind, "vocab_size": size, "hidden_size": 32, "intermediate_size": 48,
        "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8, "hidden_act": "silu",
        "rms_norm_eps": 1e-5, "max_position_embeddings": 512, "rope_theta": 10000.0, "tie_word_embeddings": False,
        "torch_dtype": "float32", **more}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    save_file(weights(config, seed), folder / "model.safetensors", {"format": "pt"})


GGUF_NAMES = {"self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
              "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm",
              "post_attention_layernorm": "ffn_norm"}


def gguf_tensors(config, tensors):
    """The tensors as llama.cpp lays them out: the rows of queries and keys in pairs of a rotation."""
    names = {"model.embed_tokens": "token_embd", "lm_head": "output", "model.norm": "output_norm"}
    for layer in range(config["num_hidden_layers"]):
        names |= {f"model.layers.{layer}.{part}": f"blk.{layer}.{name}" for part, name in GGUF_NAMES.items()}
    for name, target in names.items():
        data = tensors[name + ".weight"]
        heads = {"attn_q": config["num_attention_heads"], "attn_k": config["num_key_value_heads"]}.get(target.split(".")[-1])
        if heads:
            data = data.reshape(heads, 2, data.shape[0] // heads // 2, -1).swapaxes(1, 2).reshape(data.shape)
        yield target + ".weight", numpy.ascontiguousarray(data if data.ndim == 1 else data.astype(numpy.float16))


def write_gguf(file, model, source, template):
    config = json.loads((source / "config.json").read_text())
    writer = gguf.GGUFWriter(file, "llama")
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_rope_dimension_count(config["head_dim"])
    writer.add_rope_freq_base(config["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_vocab_size(config["vocab_size"])
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([piece.piece for piece in model.pieces])
    writer.add_token_scores([piece.score for piece in model.pieces])
    # The types have the same numbers as those of SentencePiece.
    writer.add_token_types([piece.type for piece in model.pieces])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(True)
    writer.add_chat_template(template)
    for name, data in gguf_tensors(config, load_file(source / "model.safetensors")):
        writer.add_tensor(name, data)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def check_against_sentencepiece(model, folder):
    """Compares the golden ids of texts, which are those of transformers, with SentencePiece's own."""
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.SerializeToString())
    for text in json.loads((folder / "golden.json").read_text())["texts"]:
        assert [1] + processor.encode(text["text"]) == text["ids"], text


def take_chats(source, folder):
    """Takes the values of chats from the folder that the GGUF file was made from.

    After a special token, that tokenizer and llama.cpp write a space in front of the text; transformers does not for a GGUF file.
    """
    values = json.loads((folder / "golden.json").read_text())
    values["chats"] = json.loads((source / "golden.json").read_text())["chats"]
    write_golden(folder, values)


def write_golden(folder, values):
    (folder / "golden.json").write_text(json.dumps(values, indent=1, ensure_ascii=True) + "\n")


def golden(folder, bare, **source):
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **source)
    values = {"texts": [], "continuations": [], "chats": []}
    for prompt, completion in CONTINUATIONS:
        ids = tokenizer(prompt)["input_ids"]
        own = bare.encode(completion) if bare else tokenizer(completion, add_special_tokens=False)["input_ids"]
        whole = tokenizer.decode(ids + own)
        text = whole[len(tokenizer.decode(ids)):]
        assert text == completion, (text, completion)
        values["texts"].append({"text": prompt + completion, "ids": tokenizer(prompt + completion)["input_ids"]})
        values["continuations"].append({"prompt": prompt, "prompt_ids": ids, "completion": completion, "completion_ids": own})
    for messages in MESSAGES:
        for variables in ({}, {"enable_thinking": False}):
            text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True, **variables)
            whole = tokenizer.apply_chat_template(
                messages + [{"role": "assistant", "content": ANSWER}], tokenize=False, **variables)
            lead = whole[len(text):whole.index(ANSWER)] if whole.startswith(text) else ""
            answer = (lead if not lead.strip() else "") + ANSWER
            ids = tokenizer(text, add_special_tokens=False)["input_ids"]
            own = bare.encode(answer) if bare else tokenizer(answer, add_special_tokens=False)["input_ids"]
            values["chats"].append({"messages": messages, "variables": variables, "text": text, "ids": ids, "answer": ANSWER,
                                    "answer_ids": own, "answer_text": answer})
    write_golden(folder, values)


def make(out):
    with tempfile.TemporaryDirectory() as work:
        model, bare = vocabulary(pathlib.Path(work))
        for kind, template in (("codellama", CODELLAMA_TEMPLATE), ("mistral", MISTRAL_TEMPLATE)):
            folder = out / kind
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            tokenizer = converted(model, kind == "mistral")
            tokenizer.save(str(folder / "tokenizer.json"))
            (folder / "tokenizer_config.json").write_text(json.dumps(
                settings(template, bos_token="<s>", eos_token="</s>", unk_token="<unk>"), indent=2) + "\n")
            more = {"sliding_window": None} if kind == "mistral" else {}
            write_model(folder, kind, tokenizer.get_vocab_size(), 1, bos_token_id=1, eos_token_id=2, **more)
            golden(folder, bare)
        folder = out / "codellama_gguf"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        write_gguf(folder / "model.gguf", model, out / "codellama", CODELLAMA_TEMPLATE)
        golden(folder, bare, gguf_file="model.gguf")
        check_against_sentencepiece(model, folder)
        take_chats(out / "codellama", folder)
        folder = out / "qwen3"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        shutil.copy(FIXTURES / "qwen3/tokenizer.json", folder)
        tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        end = tokenizer.token_to_id("<|im_end|>")
        (folder / "tokenizer_config.json").write_text(json.dumps(settings(QWEN3_TEMPLATE, eos_token="<|im_end|>"), indent=2) + "\n")
        write_model(folder, "qwen3", tokenizer.get_vocab_size(), 3, eos_token_id=end, attention_bias=False)
        golden(folder, None)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--out", type=pathlib.Path, default=FIXTURES.parent / "students")
    make(arguments.parse_args().out)
