  # One step for many sequences at once. The keys and values of layer i lie in keys[i] and values[i], each
  # [slots * kv_heads, capacity, head size]: a sequence owns a slot, and its token at position p the p-th row.
  #
  # The step's tokens are first the prompts' segments, then one token for each sequence that is decoding.
  # segments: slot, start and count of each segment; its tokens have the positions start, start + 1, ...
  # spans: first slot, number of slots and number of rows to look at, for each run of slots that are decoding.

  def clear(self, keys: List[Tensor], values: List[Tensor], slot: int, start: int, end: int) -> Tensor:
    for i in range(len(keys)):
      torch.zero_(keys[i][slot * self.kv_heads:(slot + 1) * self.kv_heads, start:end])
      torch.zero_(values[i][slot * self.kv_heads:(slot + 1) * self.kv_heads, start:end])
    return keys[0]

  def segment_mask(self, like: Tensor, start: int, count: int) -> Optional[Tensor]:
    mask = annotate(Optional[Tensor], None)
    windowed = self.window > 0 and start + count > self.window
    if start > 0 or windowed:
      key = torch.arange(start + count, dtype=4, layout=0, device=like.device).unsqueeze(0)
      query = torch.arange(start, start + count, dtype=4, layout=0, device=like.device).unsqueeze(1)
      seen = key <= query
      if windowed:
        seen = torch.logical_and(seen, key > query - self.window)
      mask = seen
    return mask

  def span_mask(self, like: Tensor, positions: Tensor, rows: int) -> Tensor:
    key = torch.arange(rows, dtype=4, layout=0, device=like.device).unsqueeze(0)
    query = positions.unsqueeze(1)
    hidden = key > query
    if self.window > 0:
      hidden = torch.logical_or(hidden, key <= query - self.window)
    mask = torch.zeros([positions.size(0), rows], dtype=like.dtype, layout=0, device=like.device)
    mask = torch.masked_fill_(mask, hidden, -inf)
    return torch.repeat_interleave(mask, self.kv_heads, 0).unsqueeze(1)

  def attend(self, q: Tensor, keys: Tensor, values: Tensor, segments: List[int], segment_masks: List[Optional[Tensor]],
      spans: List[int], span_masks: List[Tensor], scale: float) -> Tensor:
    group = self.heads // self.kv_heads
    out = torch.empty([q.size(0), self.heads * self.head_size], dtype=q.dtype, layout=0, device=q.device)
    first = 0
    for s in range(len(segment_masks)):
      slot = segments[3 * s]
      count = segments[3 * s + 2]
      rows = segments[3 * s + 1] + count
      shape = [self.kv_heads, group, rows, self.head_size]
      k = keys[slot * self.kv_heads:(slot + 1) * self.kv_heads, :rows].unsqueeze(1).expand(shape)
      v = values[slot * self.kv_heads:(slot + 1) * self.kv_heads, :rows].unsqueeze(1).expand(shape)
      queries = q[first:first + count].view([count, self.kv_heads, group, self.head_size]).permute([1, 2, 0, 3])
      mask = segment_masks[s]
      o = torch.scaled_dot_product_attention(queries, k, v, mask, 0., mask is None, scale=scale)
      out[first:first + count].view([count, self.kv_heads, group, self.head_size]).copy_(o.permute([2, 0, 1, 3]))
      first = first + count
    for s in range(len(span_masks)):
      slots = spans[3 * s + 1]
      rows = spans[3 * s + 2]
      start = spans[3 * s] * self.kv_heads
      k = keys[start:start + slots * self.kv_heads, :rows]
      v = values[start:start + slots * self.kv_heads, :rows]
      queries = q[first:first + slots].reshape([slots * self.kv_heads, group, self.head_size]) * scale
      if q.dtype == 15 and not q.is_cuda:
        # oneDNN brings a right-hand matrix of bfloat16 into another order first: so the small one stands there.
        scores = torch.bmm(k, queries.transpose(1, 2).contiguous()).transpose(1, 2).contiguous()
      else:
        scores = torch.bmm(queries, k.transpose(1, 2))
      o = torch.bmm(torch.softmax(scores.add_(span_masks[s]), -1), v)
      out[first:first + slots].copy_(o.view([slots, self.heads * self.head_size]))
      first = first + slots
    return out

  def hidden_states(self, w: List[Tensor], keys: List[Tensor], values: List[Tensor], tokens: Tensor, positions: Tensor,
      rows: Tensor, segments: List[int], spans: List[int]) -> Tensor:
    x = self.embed(w, tokens, positions)
    turns = self.turns(w, positions, x)

    segment_masks = annotate(List[Optional[Tensor]], [])
    for s in range(len(segments) // 3):
      segment_masks.append(self.segment_mask(x, segments[3 * s + 1], segments[3 * s + 2]))
    span_masks = annotate(List[Tensor], [])
    first = tokens.size(0)
    for s in range(len(spans) // 3):
      first = first - spans[3 * s + 1]
    for s in range(len(spans) // 3):
      slots = spans[3 * s + 1]
      span_masks.append(self.span_mask(x, positions[first:first + slots], spans[3 * s + 2]))
      first = first + slots

    query_width = self.heads * self.head_size
    key_width = self.kv_heads * self.head_size
    for i in range(self.layers):
      normed = self.norm(x, w, self.slot(i, self.attention_norm_weight), self.slot(i, self.attention_norm_bias))
      qkv = self.linear(normed, w, self.slot(i, self.qkv_weight), self.slot(i, self.qkv_bias))
      turned = qkv[:, :query_width + key_width].view([-1, self.heads + self.kv_heads, self.head_size])
      q = turned[:, :self.heads]
      k = turned[:, self.heads:]
      v = qkv[:, query_width + key_width:].view([-1, self.kv_heads, self.head_size])
      if self.query_norm_weight >= 0:
        q.copy_(self.norm(q, w, self.slot(i, self.query_norm_weight), -1))
        k.copy_(self.norm(k, w, self.slot(i, self.key_norm_weight), -1))
      if self.rotary > 0:
        self.rotate_(turned, turns)
      torch.index_copy_(keys[i].view([-1, self.head_size]), 0, rows, k.reshape([-1, self.head_size]))
      torch.index_copy_(values[i].view([-1, self.head_size]), 0, rows, v.reshape([-1, self.head_size]))
      attention = self.attend(q, keys[i], values[i], segments, segment_masks, spans, span_masks, self.scale(i))
      out = self.linear(attention, w, self.slot(i, self.output_weight), self.slot(i, self.output_bias))
      if self.parallel:
        x = x.add_(out).add_(self.feed_forward(normed, w, i))
      else:
        x = x.add_(out)
        normed = self.norm(x, w, self.slot(i, self.mlp_norm_weight), self.slot(i, self.mlp_norm_bias))
        x = x.add_(self.feed_forward(normed, w, i))
    return x

  # The logits after the tokens whose indices are given, in float32.
  def logits_of(self, w: List[Tensor], x: Tensor, wanted: Tensor) -> Tensor:
    last = self.norm(x.index_select(0, wanted), w, self.final_norm_weight, self.final_norm_bias)
    return self.linear(last, w, self.head, self.head_bias).to(6)

  # The states after every token of one sequence.
  def sequence_states(self, w: List[Tensor], tokens: Tensor, positions: Tensor) -> Tensor:
    n = tokens.size(0)
    like = w[self.embedding_weight]
    keys = annotate(List[Tensor], [])
    values = annotate(List[Tensor], [])
    for i in range(self.layers):
      keys.append(torch.empty([self.kv_heads, n, self.head_size], dtype=like.dtype, layout=0, device=like.device))
      values.append(torch.empty([self.kv_heads, n, self.head_size], dtype=like.dtype, layout=0, device=like.device))
    heads = torch.arange(self.kv_heads, dtype=4, layout=0, device=tokens.device).unsqueeze(0)
    rows = (positions.unsqueeze(1) + heads * n).view([-1])
    return self.hidden_states(w, keys, values, tokens, positions, rows, [0, 0, n], annotate(List[int], []))

  # The logits after every token of one sequence.
  def logits(self, w: List[Tensor], tokens: Tensor) -> Tensor:
    positions = torch.arange(tokens.size(0), dtype=4, layout=0, device=tokens.device)
    return self.logits_of(w, self.sequence_states(w, tokens, positions), positions)

  # The logarithm of each target's probability after the tokens up to its place. The logits of some rows at a time: they are
  # large.
  def log_probabilities(self, w: List[Tensor], tokens: Tensor, targets: Tensor, rows: int) -> Tensor:
    n = tokens.size(0)
    positions = torch.arange(n, dtype=4, layout=0, device=tokens.device)
    x = self.sequence_states(w, tokens, positions)
    result = torch.empty([n, 1], dtype=6, layout=0, device=tokens.device)
    first = 0
    while first < n:
      end = min(first + rows, n)
      logits = self.logits_of(w, x, positions[first:end])
      chosen = logits.gather(1, targets[first:end].unsqueeze(1))
      result[first:end].copy_(chosen.sub_(torch.logsumexp(logits, [-1], True)))
      first = end
    return result.view([-1])

  # One step: the next token of each sequence whose last token's index in the step is in wanted.
  def step(self, w: List[Tensor], keys: List[Tensor], values: List[Tensor], tokens: Tensor, positions: Tensor,
      rows: Tensor, segments: List[int], spans: List[int], wanted: Tensor, controls: Tensor, mode: int) -> Tensor:
    x = self.hidden_states(w, keys, values, tokens, positions, rows, segments, spans)
    return self.sample(self.logits_of(w, x, wanted), controls, mode)

  def allocate(self, w: List[Tensor], slots: int, capacity: int) -> List[Tensor]:
    like = w[self.embedding_weight]
    arrays = annotate(List[Tensor], [])
    for i in range(self.layers):
      shape = [slots * self.kv_heads, capacity, self.head_size]
      arrays.append(torch.empty(shape, dtype=like.dtype, layout=0, device=like.device))
    return arrays

  def copy_rows(self, keys: List[Tensor], values: List[Tensor], source: int, target: int, rows: int) -> Tensor:
    a = source * self.kv_heads
    b = target * self.kv_heads
    for i in range(len(keys)):
      torch.copy_(keys[i][b:b + self.kv_heads, :rows], keys[i][a:a + self.kv_heads, :rows])
      torch.copy_(values[i][b:b + self.kv_heads, :rows], values[i][a:a + self.kv_heads, :rows])
    return keys[0]
