# Samples the next token of each sequence from its logits [sequences, vocabulary].
#
# controls [sequences, 4] contains temperature, top p, top k and a uniform random number in [0, 1). A temperature of 0 selects the
# most likely token. A top k of 0 and a top p of 1 mean no restriction. The result of a sequence depends only on its own row.
# Sampling inverts the cumulative distribution: in the order of the vocabulary without a restriction, and in the order of
# decreasing probability with one.


# mode tells how sequences are sampled: 1 for greedy, 2 for unrestricted, 4 for top k or top p. It is a sum if they differ.
def sample(self, logits: Tensor, controls: Tensor, mode: int) -> Tensor:
    if mode == 1:
        return torch.argmax(logits, -1)
    if mode == 2:
        return self.sample_unrestricted(logits, controls)
    if mode == 4:
        return self.sample_restricted(logits, controls)
    random = controls[:, 0] > 0
    is_restricted = torch.logical_and(random, torch.logical_or(controls[:, 1] < 1, controls[:, 2] > 0))
    greedy = torch.nonzero(torch.logical_not(random)).view([-1])
    unrestricted = torch.nonzero(torch.logical_and(random, torch.logical_not(is_restricted))).view([-1])
    restricted = torch.nonzero(is_restricted).view([-1])
    tokens = torch.zeros([logits.size(0)], dtype=torch.int64, device=logits.device)
    if greedy.size(0) > 0:
        tokens = tokens.index_copy_(0, greedy, torch.argmax(logits.index_select(0, greedy), -1))
    if unrestricted.size(0) > 0:
        own = self.sample_unrestricted(logits.index_select(0, unrestricted), controls.index_select(0, unrestricted))
        tokens = tokens.index_copy_(0, unrestricted, own)
    if restricted.size(0) > 0:
        own = self.sample_restricted(logits.index_select(0, restricted), controls.index_select(0, restricted))
        tokens = tokens.index_copy_(0, restricted, own)
    return tokens


def sample_unrestricted(self, logits: Tensor, controls: Tensor) -> Tensor:
    probabilities = torch.softmax(logits / controls[:, 0:1], -1)
    return self.inverse_cdf(probabilities, controls[:, 3:4]).view([-1])


# Tries the 256 most likely tokens first. If they are enough, all other tokens have probability 0, so the result is the same.
def sample_restricted(self, logits: Tensor, controls: Tensor) -> Tensor:
    probabilities, tokens, enough = self.top_k_top_p(logits, controls, min(256, logits.size(-1)))
    if not enough:
        probabilities, tokens, enough = self.top_k_top_p(logits, controls, logits.size(-1))
    return tokens.gather(1, self.inverse_cdf(probabilities, controls[:, 3:4])).view([-1])


# Returns the probabilities of the most likely tokens after top k and top p, the tokens, and whether the candidates were enough.
# Tokens are sorted by decreasing probability.
def top_k_top_p(self, logits: Tensor, controls: Tensor, candidates: int) -> Tuple[Tensor, Tensor, bool]:
    top_p, top_k = controls[:, 1:2], controls[:, 2:3]
    scaled = logits / controls[:, 0:1]
    candidate_logits, tokens = torch.topk(scaled, candidates, -1, True, True)
    rank = torch.arange(candidates, dtype=torch.float32, device=logits.device).unsqueeze(0)
    beyond_top_k = torch.logical_and(top_k > 0, rank >= top_k)
    logsumexp = torch.logsumexp(scaled, [-1], True)
    probabilities = torch.exp(candidate_logits - logsumexp).masked_fill_(beyond_top_k, 0.)
    # top p refers to the probabilities after top k.
    left = torch.where(top_k > 0, torch.sum(probabilities, [-1], True), torch.ones_like(top_k))
    probabilities = probabilities / left
    sum_before = torch.cumsum(probabilities, -1) - probabilities
    total = torch.sum(probabilities, [-1], True)
    enough = torch.logical_or(torch.logical_and(top_k > 0, top_k <= candidates), total >= top_p)
    probabilities = probabilities.masked_fill_(sum_before >= top_p, 0.)
    probabilities = probabilities / torch.sum(probabilities, [-1], True)
    return probabilities, tokens, bool(torch.all(enough))


# Returns the first index at which the cumulative probability exceeds the random share of the total. It first finds the block of
# the index by the sums of blocks, then the index in the block. The cumulative sum of a whole vocabulary costs more than its
# softmax.
def inverse_cdf(self, probabilities: Tensor, random: Tensor) -> Tensor:
    rows, width = probabilities.size(0), probabilities.size(1)
    block = 128 if width % 128 == 0 else width
    blocks = probabilities.view([rows, width // block, block])
    block_ends = torch.cumsum(torch.sum(blocks, [-1]), -1, dtype=torch.float64)
    target = random.to(torch.float64) * block_ends[:, -1:]
    index = torch.searchsorted(block_ends, target, right=True).clamp_max_(width // block - 1)
    start = torch.where(index > 0, block_ends.gather(1, (index - 1).clamp_min_(0)), torch.zeros_like(target))
    chosen = blocks.gather(1, index.unsqueeze(-1).expand([rows, 1, block])).squeeze(1)
    ends = torch.cumsum(chosen, -1, dtype=torch.float64)
    # Rounding may put the target beyond the sum of the block. A token with probability 0 must not be selected.
    last = torch.searchsorted(ends, ends[:, -1:].contiguous()).clamp_max_(block - 1)
    within = torch.minimum(torch.searchsorted(ends, target - start, right=True), last)
    return index * block + within


# Returns the probabilities that sample draws from, in the order of the vocabulary.
def distribution(self, logits: Tensor, controls: Tensor) -> Tensor:
    probabilities, tokens, enough = self.top_k_top_p(logits, controls, logits.size(-1))
    return torch.zeros_like(logits).scatter_(1, tokens, probabilities)
