# Forward passes for generation. Java calls step, logits and log_probabilities.


# Computes a step and returns the tokens that follow the tokens with the indices in requested. cached_attention.py describes the
# step, sampling.py describes controls and mode.
def step(self, keys: List[Tensor], values: List[Tensor], tokens: Tensor, positions: Tensor, cache_rows: Tensor,
         segments: List[int], groups: List[int], requested: Tensor, controls: Tensor, mode: int) -> Tensor:
    x = self.forward(keys, values, tokens, positions, cache_rows, segments, groups)
    return self.sample(self.logits_after(x, requested), controls, mode)


# Returns the output of the last layer: [T] to [T, E].
def forward(self, keys: List[Tensor], values: List[Tensor], tokens: Tensor, positions: Tensor, cache_rows: Tensor,
            segments: List[int], groups: List[int]) -> Tensor:
    batches = [self.batch(attention_type, keys, values, positions, cache_rows, segments, groups)
               for attention_type in range(len(self.windows))]
    x = self.embed(tokens, positions)
    for i in range(self.layers):
        x = self.layer(i, x, batches[self.attention_type[i]])
    return x


# Returns the float32 logits after the tokens with the indices in requested.
def logits_after(self, x: Tensor, requested: Tensor) -> Tensor:
    return self.linear(self.norm(x.index_select(0, requested), self.final_norm), self.head).to(torch.float32)


# Returns the output of the last layer for one sequence, with a temporary cache: [T] to [T, E].
def forward_sequence(self, tokens: Tensor, positions: Tensor) -> Tensor:
    length = tokens.size(0)
    heads = torch.arange(self.key_value_heads, dtype=torch.int64, device=tokens.device).unsqueeze(0)
    cache_rows = (positions.unsqueeze(1) + heads * length).view([-1])
    no_groups: List[int] = []
    return self.forward(
        self.new_cache(1, length), self.new_cache(1, length), tokens, positions, cache_rows, [0, 0, length], no_groups)


# Returns the logits after each token: [T] to [T, vocabulary].
def logits(self, tokens: Tensor) -> Tensor:
    positions = torch.arange(tokens.size(0), dtype=torch.int64, device=tokens.device)
    return self.logits_after(self.forward_sequence(tokens, positions), positions)


# Returns the logarithm of the probability of each target, given the tokens up to the same index. Logits are large, so they are
# computed for this many rows at a time.
def log_probabilities(self, tokens: Tensor, targets: Tensor, rows: int) -> Tensor:
    length = tokens.size(0)
    positions = torch.arange(length, dtype=torch.int64, device=tokens.device)
    x = self.forward_sequence(tokens, positions)
    result = torch.empty([length, 1], dtype=torch.float32, device=tokens.device)
    first = 0
    while first < length:
        end = min(first + rows, length)
        logits = self.logits_after(x, positions[first:end])
        chosen = logits.gather(1, targets[first:end].unsqueeze(1))
        result[first:end].copy_(chosen.sub_(torch.logsumexp(logits, [-1], True)))
        first = end
    return result.view([-1])
