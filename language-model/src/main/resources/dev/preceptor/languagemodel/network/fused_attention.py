  # A GPU does all sequences in one kernel each way: ends [sequences + 1] tells it where they lie. The kernel has no window as
  # ours are, and wants head sizes that 8 divides.
  def at_once(self, qkv: Tensor) -> bool:
    return qkv.is_cuda and self.window == 0 and self.head_size % 8 == 0

  def ends(self, counts: List[int], like: Tensor) -> Tensor:
    ends = annotate(List[int], [0])
    for count in counts:
      ends.append(ends[-1] + count)
    return torch.tensor(ends, dtype=3, device=like.device)

  # One of the key-value heads [tokens, width] for each query head, as the kernel wants them.
  def for_each_query(self, x: Tensor) -> Tensor:
    shape = [x.size(0), self.kv_heads, self.heads // self.kv_heads, self.head_size]
    heads = x.view([x.size(0), self.kv_heads, 1, self.head_size]).expand(shape)
    return heads.reshape([1, x.size(0), self.heads, self.head_size])

  def from_each_query(self, x: Tensor) -> Tensor:
    heads = x.view([x.size(1), self.kv_heads, self.heads // self.kv_heads, self.head_size])
    return torch.sum(heads.to(6), [2]).view([x.size(1), -1])

  def split_at_once(self, qkv: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    x = qkv
    if self.half:
      x = qkv.to(15)
    query_width = self.heads * self.head_size
    key_width = self.kv_heads * self.head_size
    q = x[:, :query_width].view([1, x.size(0), self.heads, self.head_size])
    k = self.for_each_query(x[:, query_width:query_width + key_width])
    v = self.for_each_query(x[:, query_width + key_width:])
    return q, k, v

  def attend_at_once(self, qkv: Tensor, counts: List[int], ends: Tensor, scale: float) -> Tensor:
    q, k, v = self.split_at_once(qkv)
    longest = max(counts)
    out, sums, seed, offset, most, most_keys = torch._efficient_attention_forward(
        q, k, v, None, ends, ends, longest, longest, 0., 1, False, scale=scale)
    return out.to(6).reshape([qkv.size(0), self.heads * self.head_size])

  def attend_at_once_back(self, qkv: Tensor, counts: List[int], ends: Tensor, scale: float, dy: Tensor) -> Tensor:
    q, k, v = self.split_at_once(qkv)
    longest = max(counts)
    out, sums, seed, offset, most, most_keys = torch._efficient_attention_forward(
        q, k, v, None, ends, ends, longest, longest, 0., 1, True, scale=scale)
    d = dy.to(q.dtype).view(q.size())
    dq, dk, dv, dbias = torch._efficient_attention_backward(
        d, q, k, v, None, out, ends, ends, longest, longest, sums, 0., seed, offset, 1, False, scale=scale)
    dqkv = [dq.to(6).reshape([qkv.size(0), -1]), self.from_each_query(dk), self.from_each_query(dv)]
    return torch.cat(dqkv, 1)
