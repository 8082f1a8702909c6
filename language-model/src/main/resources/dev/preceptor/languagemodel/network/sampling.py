  # controls: [sequences, 4]: temperature, top p, top k and a number drawn evenly from [0, 1). A temperature of 0 takes
  # the most likely token; a top k of 0 and a top p of 1 take part of nothing. A sequence's choice depends on its own row
  # alone: those that restrict nothing go through the vocabulary in its order, the others from the most likely token on.

  # The most likely tokens and their probabilities after the restrictions, sorted; candidates bounds how many.
  def restricted(self, logits: Tensor, controls: Tensor, candidates: int) -> Tuple[Tensor, Tensor, bool]:
    scaled = logits / controls[:, 0:1]
    kept, tokens = torch.topk(scaled, candidates, -1, True, True)
    top_k = controls[:, 2:3]
    rank = torch.arange(candidates, dtype=6, layout=0, device=logits.device).unsqueeze(0)
    beyond = torch.logical_and(top_k > 0, rank >= top_k)
    full = torch.logsumexp(scaled, [-1], True)
    probabilities = torch.exp(kept - full).masked_fill_(beyond, 0.)
    # The mass that top k leaves, which top p's share is of.
    mass = torch.where(top_k > 0, torch.sum(probabilities, [-1], True), torch.ones_like(top_k))
    probabilities = probabilities / mass
    before = torch.cumsum(probabilities, -1) - probabilities
    inside = torch.sum(probabilities, [-1], True)
    enough = torch.logical_or(torch.logical_and(top_k > 0, top_k <= candidates), inside >= controls[:, 1:2])
    probabilities = probabilities.masked_fill_(before >= controls[:, 1:2], 0.)
    probabilities = probabilities / torch.sum(probabilities, [-1], True)
    return probabilities, tokens, bool(torch.all(enough))

  # The first entry at which the cumulated probability exceeds the drawn share of the sum: found among the sums of blocks,
  # then in one block, since cumulating a whole vocabulary costs more than making it.
  def choose(self, probabilities: Tensor, drawn: Tensor) -> Tensor:
    count = probabilities.size(0)
    width = probabilities.size(1)
    block = 128
    if width % block != 0:
      block = width
    blocks = probabilities.view([count, width // block, block])
    ends = torch.cumsum(torch.sum(blocks, [-1]), -1, dtype=7)
    target = drawn.to(7) * ends[:, -1:]
    which = torch.searchsorted(ends, target, right=True).clamp_max_(width // block - 1)
    start = torch.where(which > 0, ends.gather(1, (which - 1).clamp_min_(0)), torch.zeros_like(target))
    chosen = blocks.gather(1, which.unsqueeze(-1).expand([count, 1, block])).squeeze(1)
    inside = torch.cumsum(chosen, -1, dtype=7)
    # Rounding may leave the target beyond the block's own sum; what has no probability is never chosen.
    most = torch.searchsorted(inside, inside[:, -1:].contiguous()).clamp_max_(block - 1)
    choice = torch.minimum(torch.searchsorted(inside, target - start, right=True), most)
    return which * block + choice

  # mode: the sum of 1 where a sequence takes the most likely token, 2 where one draws from all, 4 from a part.
  def sample(self, logits: Tensor, controls: Tensor, mode: int) -> Tensor:
    if mode == 1:
      return torch.argmax(logits, -1)
    if mode == 2:
      return self.draw(logits, controls)
    if mode == 4:
      return self.draw_restricted(logits, controls)
    sampling = controls[:, 0] > 0
    limited = torch.logical_and(sampling, torch.logical_or(controls[:, 1] < 1, controls[:, 2] > 0))
    greedy = torch.nonzero(torch.logical_not(sampling)).view([-1])
    free = torch.nonzero(torch.logical_and(sampling, torch.logical_not(limited))).view([-1])
    held = torch.nonzero(limited).view([-1])
    chosen = torch.zeros([logits.size(0)], dtype=4, layout=0, device=logits.device)
    if greedy.size(0) > 0:
      chosen = chosen.index_copy_(0, greedy, torch.argmax(logits.index_select(0, greedy), -1))
    if free.size(0) > 0:
      chosen = chosen.index_copy_(
          0, free, self.draw(logits.index_select(0, free), controls.index_select(0, free)))
    if held.size(0) > 0:
      chosen = chosen.index_copy_(
          0, held, self.draw_restricted(logits.index_select(0, held), controls.index_select(0, held)))
    return chosen

  def draw(self, logits: Tensor, controls: Tensor) -> Tensor:
    probabilities = torch.softmax(logits / controls[:, 0:1], -1)
    return self.choose(probabilities, controls[:, 3:4]).view([-1])

  def draw_restricted(self, logits: Tensor, controls: Tensor) -> Tensor:
    probabilities, tokens, enough = self.restricted(logits, controls, min(256, logits.size(-1)))
    if not enough:
      probabilities, tokens, enough = self.restricted(logits, controls, logits.size(-1))
    # Whether 256 or all are looked at changes no choice: what lies beyond has no probability left.
    return tokens.gather(1, self.choose(probabilities, controls[:, 3:4])).view([-1])

  # For each row the probabilities, in the vocabulary's order, that sample draws from.
  def distribution(self, logits: Tensor, controls: Tensor) -> Tensor:
    probabilities, tokens, enough = self.restricted(logits, controls, logits.size(-1))
    return torch.zeros_like(logits).scatter_(1, tokens, probabilities)
