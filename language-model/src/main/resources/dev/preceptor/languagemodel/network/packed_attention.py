# Attention for training, forward and backward. Sequences are concatenated without padding, and attention stays within each.


# The sequences of a batch, for layers of one attention type.
class Batch(NamedTuple):
    lengths: List[int]
    offsets: Tensor  # [sequences + 1]: the start of each sequence, and the end of the last
    window: int  # the number of tokens that a token attends to, itself included; 0 for full attention
    rope: Tensor


def batches(self, positions: Tensor, lengths: List[int]) -> List[Batch]:
    offsets = [0]
    for length in lengths:
        offsets.append(offsets[-1] + length)
    offsets_tensor = torch.tensor(offsets, dtype=torch.int32, device=positions.device)
    return [Batch(lengths, offsets_tensor, self.windows[attention_type], self.rope(attention_type, positions))
            for attention_type in range(len(self.windows))]


# Computes attention: [T, (H + 2 K) D] to [T, H D].
def attend(self, i: int, qkv: Tensor, batch: Batch) -> Tensor:
    scale = self.attention_scale(i)
    if self.can_fuse(qkv, batch):
        return self.attend_fused(qkv, batch, scale)
    return self.attend_each_sequence(qkv, batch, scale)


# Returns the gradient of qkv. dy is the gradient of the result of attend.
def attend_backward(self, i: int, qkv: Tensor, batch: Batch, dy: Tensor) -> Tensor:
    scale = self.attention_scale(i)
    if self.can_fuse(qkv, batch):
        return self.attend_fused_backward(qkv, batch, scale, dy)
    return self.attend_each_sequence_backward(qkv, batch, scale, dy)


def attend_each_sequence(self, qkv: Tensor, batch: Batch, scale: float) -> Tensor:
    query_width, key_width = self.heads * self.head_size, self.key_value_heads * self.head_size
    group = self.heads // self.key_value_heads
    out = torch.empty([qkv.size(0), query_width], dtype=torch.float32, device=qkv.device)
    first = 0
    for length in batch.lengths:
        rows = qkv[first:first + length]
        key_heads = [length, self.key_value_heads, self.head_size]
        query_heads = [length, self.key_value_heads, group, self.head_size]
        expanded = [self.key_value_heads, group, length, self.head_size]
        q = rows[:, :query_width].view(query_heads).permute([1, 2, 0, 3])
        k = rows[:, query_width:query_width + key_width].view(key_heads).transpose(0, 1).unsqueeze(1).expand(expanded)
        v = rows[:, query_width + key_width:].view(key_heads).transpose(0, 1).unsqueeze(1).expand(expanded)
        mask: Optional[Tensor] = None
        if batch.window > 0:
            mask = self.causal_mask(0, length, 0, batch.window, qkv.device)
        attention = torch.scaled_dot_product_attention(q, k, v, mask, 0., mask is None, scale=scale)
        out[first:first + length].view(query_heads).copy_(attention.permute([2, 0, 1, 3]))
        first = first + length
    return out


# Processes 128 queries at a time, with only the keys that they attend to. For a long sequence this halves the products, and the
# memory grows linearly with its length.
def attend_each_sequence_backward(self, qkv: Tensor, batch: Batch, scale: float, dy: Tensor) -> Tensor:
    query_width, key_width = self.heads * self.head_size, self.key_value_heads * self.head_size
    dqkv = torch.empty_like(qkv)
    sequence = 0
    for length in batch.lengths:
        rows, drows, dout = qkv[sequence:sequence + length], dqkv[sequence:sequence + length], dy[sequence:sequence + length]
        keys = self.by_head(rows[:, query_width:query_width + key_width])
        values = self.by_head(rows[:, query_width + key_width:])
        dkeys, dvalues = torch.zeros_like(keys), torch.zeros_like(values)
        start = 0
        while start < length:
            end = min(start + 128, length)
            first = max(0, start - batch.window + 1) if batch.window > 0 else 0
            q, d, k = self.by_head(rows[start:end, :query_width]), self.by_head(dout[start:end]), keys[:, first:end]
            scores = torch.bmm(q, k.transpose(1, 2)).mul_(scale).view([-1, end - start, end - first])
            scores = scores.add_(self.causal_mask(start, end, first, batch.window, qkv.device))
            p = torch.softmax(scores, -1).view([self.key_value_heads, -1, end - first])
            dvalues[:, first:end].add_(torch.bmm(p.transpose(1, 2), d))
            dp = torch.bmm(d, values[:, first:end].transpose(1, 2))
            dscores = torch._softmax_backward_data(dp, p, -1, torch.float32).mul_(scale)
            self.copy_by_head_(drows[start:end, :query_width], torch.bmm(dscores, k))
            dkeys[:, first:end].add_(torch.bmm(dscores.transpose(1, 2), q))
            start = end
        self.copy_by_head_(drows[:, query_width:query_width + key_width], dkeys)
        self.copy_by_head_(drows[:, query_width + key_width:], dvalues)
        sequence = sequence + length
    return dqkv


# Returns the mask for queries at positions start to end - 1 and keys at positions first to end - 1: 0 where a query attends to a
# key, and -inf elsewhere.
def causal_mask(self, start: int, end: int, first: int, window: int, device: Device) -> Tensor:
    key = torch.arange(first, end, dtype=torch.int64, device=device).unsqueeze(0)
    query = torch.arange(start, end, dtype=torch.int64, device=device).unsqueeze(1)
    hidden = key > query
    if window > 0:
        hidden = torch.logical_or(hidden, key <= query - window)
    return torch.zeros([end - start, end - first], dtype=torch.float32, device=device).masked_fill_(hidden, -inf)


# Groups rows by key-value head: [n, K G D] to [K, G n, D], with G heads per key-value head.
def by_head(self, x: Tensor) -> Tensor:
    group = x.size(1) // (self.key_value_heads * self.head_size)
    heads = x.view([x.size(0), self.key_value_heads, group, self.head_size]).permute([1, 2, 0, 3])
    return heads.reshape([self.key_value_heads, group * x.size(0), self.head_size])


# The inverse of by_head.
def copy_by_head_(self, target: Tensor, x: Tensor) -> None:
    tokens = target.size(0)
    group = x.size(1) // tokens
    heads = x.view([self.key_value_heads, group, tokens, self.head_size]).permute([2, 0, 1, 3])
    target.view([tokens, self.key_value_heads, group, self.head_size]).copy_(heads)
