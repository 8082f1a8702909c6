"""Other engines behind one interface: each completes prompts of token ids greedily or by sampling, as fast as it can.

complete(prompts, new_tokens, samples, temperature) returns the number of tokens generated. At temperature 0 exactly new_tokens are
generated for each prompt; otherwise a completion ends early at the end token, as it would in earnest.
"""

import os
from itertools import islice

END_TOKEN = 2


class Transformers:
    def __init__(self, folder, dtype, threads=2):
        import torch
        from transformers import AutoModelForCausalLM

        self.torch = torch
        torch.set_num_threads(threads)
        self.model = AutoModelForCausalLM.from_pretrained(folder, dtype=getattr(torch, dtype)).eval()

    def _generate(self, prompts, new_tokens, temperature):
        torch = self.torch
        longest = max(map(len, prompts))
        ids = torch.tensor([[END_TOKEN] * (longest - len(p)) + p for p in prompts])
        mask = torch.tensor([[0] * (longest - len(p)) + [1] * len(p) for p in prompts])
        how = {"do_sample": True, "temperature": temperature, "top_k": 0} if temperature else {
            "do_sample": False, "min_new_tokens": new_tokens}
        with torch.inference_mode():
            out = self.model.generate(ids, attention_mask=mask, max_new_tokens=new_tokens, pad_token_id=END_TOKEN, **how)
        return sum(tokens_until_end(row, new_tokens) if temperature else new_tokens for row in out[:, longest:].tolist())

    def complete(self, prompts, new_tokens, samples=1, temperature=0.0, batch=None):
        expanded = [p for p in prompts for _ in range(samples)]
        batch = batch or len(expanded)
        return sum(self._generate(part, new_tokens, temperature) for part in parts_of(expanded, batch))

    def prefill(self, prompts):
        with self.torch.inference_mode():
            self.model(self.torch.tensor(prompts), logits_to_keep=1)
        return sum(map(len, prompts))


class Ctranslate2:
    def __init__(self, folder, workers, threads):
        import json

        import ctranslate2

        self.generator = ctranslate2.Generator(
            str(folder), device="cpu", compute_type="int8", inter_threads=workers, intra_threads=threads)
        self.words = json.loads((folder / "vocabulary.json").read_text())
        self.workers = workers

    def complete(self, prompts, new_tokens, samples=1, temperature=0.0, batch=None):
        expanded = [[self.words[i] for i in p] for p in prompts for _ in range(samples)]
        size = batch or -(-len(expanded) // self.workers)
        how = {"sampling_topk": 0, "sampling_temperature": temperature} if temperature else {
            "sampling_topk": 1, "min_length": new_tokens}
        results = self.generator.generate_batch(
            expanded, max_batch_size=size, max_length=new_tokens, include_prompt_in_result=False, **how)
        return sum(min(len(r.sequences_ids[0]) + bool(temperature), new_tokens) for r in results)

    def prefill(self, prompts):
        words = [[self.words[i] for i in p] for p in prompts]
        self.generator.score_batch(words, max_batch_size=-(-len(words) // self.workers))
        return sum(map(len, prompts))


class LlamaCpp:
    """Through its C API, which decodes many sequences at once."""

    def __init__(self, file, sequences, capacity, threads=2):
        import llama_cpp

        self.api = llama_cpp
        llama_cpp.llama_backend_init()
        self.quiet = llama_cpp.llama_log_callback(lambda level, text, data: None)
        llama_cpp.llama_log_set(self.quiet, None)
        self.model = llama_cpp.llama_model_load_from_file(str(file).encode(), llama_cpp.llama_model_default_params())
        options = llama_cpp.llama_context_default_params()
        options.n_ctx = sequences * capacity
        options.n_seq_max = sequences
        options.n_batch = options.n_ubatch = 512
        options.n_threads = options.n_threads_batch = threads
        self.context = llama_cpp.llama_init_from_model(self.model, options)
        self.vocabulary = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(self.model))
        self.batch = llama_cpp.llama_batch_init(512, 0, 1)

    def _decode(self, tokens):
        """tokens: (token, position, sequence, whether its logits are wanted)."""
        for n, (token, position, sequence, wanted) in enumerate(tokens):
            self.batch.token[n] = token
            self.batch.pos[n] = position
            self.batch.n_seq_id[n] = 1
            self.batch.seq_id[n][0] = sequence
            self.batch.logits[n] = wanted
        self.batch.n_tokens = len(tokens)
        if self.api.llama_decode(self.context, self.batch):
            raise RuntimeError("llama_decode failed")

    def _read(self, prompts):
        import numpy as np

        self.api.llama_memory_clear(self.api.llama_get_memory(self.context), True)
        best = lambda n: int(np.ctypeslib.as_array(
            self.api.llama_get_logits_ith(self.context, n), (self.vocabulary,)).argmax())
        next_tokens = {}
        every = [(t, i, s, i == len(p) - 1) for s, p in enumerate(prompts) for i, t in enumerate(p)]
        for part in parts_of(every, 512):
            self._decode(part)
            next_tokens.update({s: best(n) for n, (_, _, s, wanted) in enumerate(part) if wanted})
        return next_tokens, best

    def complete(self, prompts, new_tokens, samples=1, temperature=0.0, batch=None):
        next_tokens, best = self._read(prompts)
        for step in range(new_tokens - 1):
            self._decode([(next_tokens[s], len(p) + step, s, True) for s, p in enumerate(prompts)])
            next_tokens = {s: best(s) for s in range(len(prompts))}
        return len(prompts) * new_tokens

    def prefill(self, prompts):
        self._read(prompts)
        return sum(map(len, prompts))


class Vllm:
    """The build for CPUs, in this process."""

    def __init__(self, folder, sequences, capacity, threads=2):
        # Without the first, it computes on one core.
        os.environ.update(
            VLLM_CPU_OMP_THREADS_BIND=f"0-{threads - 1}", VLLM_CPU_KVCACHE_SPACE="2", VLLM_ENABLE_V1_MULTIPROCESSING="0",
            VLLM_LOGGING_LEVEL="ERROR")
        import vllm

        self.parameters = vllm.SamplingParams
        # Repeats of a call must not find their prompts in the cache.
        self.model = vllm.LLM(
            str(folder), dtype="bfloat16", max_num_seqs=sequences, max_model_len=capacity, enable_prefix_caching=False)

    def complete(self, prompts, new_tokens, samples=1, temperature=0.0, batch=None):
        how = self.parameters(n=samples, temperature=temperature, max_tokens=new_tokens, ignore_eos=not temperature)
        answers = self.model.generate([{"prompt_token_ids": p} for p in prompts], how, use_tqdm=False)
        return sum(len(completion.token_ids) for answer in answers for completion in answer.outputs)

    def prefill(self, prompts):
        self.complete(prompts, 1)
        return sum(map(len, prompts))


def tokens_until_end(row, limit):
    return min(row.index(END_TOKEN) + 1, limit) if END_TOKEN in row else limit


def parts_of(items, size):
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
