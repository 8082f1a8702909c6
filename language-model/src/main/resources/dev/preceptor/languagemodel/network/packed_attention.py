  # Attention within sequences that lie one after the other, and its gradient.

  def attend_packed(self, qkv: Tensor, counts: List[int], ends: Tensor, scale: float) -> Tensor:
    if self.at_once(qkv):
      out = self.attend_at_once(qkv, counts, ends, scale)
    else:
      out = self.attend_in_turn(qkv, counts, scale)
    return out

  def attend_packed_back(self, qkv: Tensor, counts: List[int], ends: Tensor, scale: float, dy: Tensor) -> Tensor:
    if self.at_once(qkv):
      dqkv = self.attend_at_once_back(qkv, counts, ends, scale, dy)
    else:
      dqkv = self.attend_in_turn_back(qkv, counts, scale, dy)
    return dqkv

  # [tokens, width] of one kind of head to [kv_heads, tokens of each head in turn, head size].
  def by_head(self, x: Tensor) -> Tensor:
    group = x.size(1) // (self.kv_heads * self.head_size)
    heads = x.view([x.size(0), self.kv_heads, group, self.head_size]).permute([1, 2, 0, 3])
    return heads.reshape([self.kv_heads, group * x.size(0), self.head_size])

  def put_by_head(self, target: Tensor, x: Tensor) -> None:
    tokens = target.size(0)
    group = x.size(1) // tokens
    heads = x.view([self.kv_heads, group, tokens, self.head_size]).permute([2, 0, 1, 3])
    target.view([tokens, self.kv_heads, group, self.head_size]).copy_(heads)

  # What the tokens start, start + 1, ... see of those from first on: 0, or -inf where they see nothing.
  def sight(self, like: Tensor, start: int, count: int, first: int) -> Tensor:
    key = torch.arange(first, start + count, dtype=4, layout=0, device=like.device).unsqueeze(0)
    query = torch.arange(start, start + count, dtype=4, layout=0, device=like.device).unsqueeze(1)
    hidden = key > query
    if self.window > 0:
      hidden = torch.logical_or(hidden, key <= query - self.window)
    mask = torch.zeros([count, start + count - first], dtype=6, layout=0, device=like.device)
    return mask.masked_fill_(hidden, -inf)

  def attend_in_turn(self, qkv: Tensor, counts: List[int], scale: float) -> Tensor:
    query_width = self.heads * self.head_size
    key_width = self.kv_heads * self.head_size
    group = self.heads // self.kv_heads
    out = torch.empty([qkv.size(0), query_width], dtype=6, layout=0, device=qkv.device)
    first = 0
    for count in counts:
      rows = qkv[first:first + count]
      shape = [self.kv_heads, group, count, self.head_size]
      q = rows[:, :query_width].view([count, self.kv_heads, group, self.head_size]).permute([1, 2, 0, 3])
      k = rows[:, query_width:query_width + key_width].view([count, self.kv_heads, self.head_size])
      v = rows[:, query_width + key_width:].view([count, self.kv_heads, self.head_size])
      mask = annotate(Optional[Tensor], None)
      if self.window > 0:
        mask = self.sight(qkv, 0, count, 0)
      o = torch.scaled_dot_product_attention(q, k.transpose(0, 1).unsqueeze(1).expand(shape),
          v.transpose(0, 1).unsqueeze(1).expand(shape), mask, 0., mask is None, scale=scale)
      out[first:first + count].view([count, self.kv_heads, group, self.head_size]).copy_(o.permute([2, 0, 1, 3]))
      first = first + count
    return out

  # Some queries at a time, each with the keys that they may see: half of the work for a long sequence, and memory that
  # grows with its length only.
  def attend_in_turn_back(self, qkv: Tensor, counts: List[int], scale: float, dy: Tensor) -> Tensor:
    query_width = self.heads * self.head_size
    key_width = self.kv_heads * self.head_size
    dqkv = torch.empty_like(qkv)
    sequence = 0
    for count in counts:
      rows = qkv[sequence:sequence + count]
      drows = dqkv[sequence:sequence + count]
      dout = dy[sequence:sequence + count]
      keys = self.by_head(rows[:, query_width:query_width + key_width])
      values = self.by_head(rows[:, query_width + key_width:])
      dkeys = torch.zeros_like(keys)
      dvalues = torch.zeros_like(values)
      start = 0
      while start < count:
        end = min(start + 128, count)
        first = 0
        if self.window > 0:
          first = max(0, start - self.window + 1)
        q = self.by_head(rows[start:end, :query_width])
        d = self.by_head(dout[start:end])
        k = keys[:, first:end]
        scores = torch.bmm(q, k.transpose(1, 2)).mul_(scale).view([-1, end - start, end - first])
        scores = scores.add_(self.sight(qkv, start, end - start, first))
        p = torch.softmax(scores, -1).view([self.kv_heads, -1, end - first])
        dvalues[:, first:end].add_(torch.bmm(p.transpose(1, 2), d))
        dp = torch.bmm(d, values[:, first:end].transpose(1, 2))
        dscores = torch._softmax_backward_data(dp, p, -1, 6).mul_(scale)
        self.put_by_head(drows[start:end, :query_width], torch.bmm(dscores, k))
        dkeys[:, first:end].add_(torch.bmm(dscores.transpose(1, 2), q))
        start = end
      self.put_by_head(drows[:, query_width:query_width + key_width], dkeys)
      self.put_by_head(drows[:, query_width + key_width:], dvalues)
      sequence = sequence + count
    return dqkv

  # Norms (where there are any) and rotates queries and keys in place.
  def prepare_heads(self, qkv: Tensor, w: List[Tensor], layer: int, turns: Tensor) -> None:
    width = (self.heads + self.kv_heads) * self.head_size
    heads = qkv[:, :width].view([qkv.size(0), self.heads + self.kv_heads, self.head_size])
    if self.query_norm_weight >= 0:
      q = heads[:, :self.heads]
      q.copy_(self.norm(q, w, self.slot(layer, self.query_norm_weight), -1))
      k = heads[:, self.heads:]
      k.copy_(self.norm(k, w, self.slot(layer, self.key_norm_weight), -1))
    if self.rotary > 0:
      self.rotate_(heads, turns)

  def prepare_heads_back(self, raw: Tensor, w: List[Tensor], g: List[Tensor], layer: int, turns: Tensor,
      dqkv: Tensor) -> None:
    width = (self.heads + self.kv_heads) * self.head_size
    shape = [raw.size(0), self.heads + self.kv_heads, self.head_size]
    dheads = dqkv[:, :width].view(shape)
    if self.rotary > 0:
      self.rotate_(dheads, torch.conj_physical(turns))
    if self.query_norm_weight >= 0:
      heads = raw[:, :width].view(shape)
      q = heads[:, :self.heads].contiguous()
      dq = dheads[:, :self.heads]
      dq.copy_(self.norm_back(q, w, g, self.slot(layer, self.query_norm_weight), -1, dq.contiguous()))
      k = heads[:, self.heads:].contiguous()
      dk = dheads[:, self.heads:]
      dk.copy_(self.norm_back(k, w, g, self.slot(layer, self.key_norm_weight), -1, dk.contiguous()))
