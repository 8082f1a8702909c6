# Attention for training on a GPU, by one fused kernel for all sequences of a batch.


# The kernel does not support sliding windows, and the head size must be a multiple of 8.
def can_fuse(self, qkv: Tensor, batch: Batch) -> bool:
    return qkv.is_cuda and batch.window == 0 and self.head_size % 8 == 0


def attend_fused(self, qkv: Tensor, batch: Batch, scale: float) -> Tensor:
    q, k, v = self.split_for_kernel(qkv)
    longest = max(batch.lengths)
    out, logsumexp, seed, offset, max_queries, max_keys = torch._efficient_attention_forward(
        q, k, v, None, batch.offsets, batch.offsets, longest, longest, 0., 1, False, scale=scale)
    return out.to(torch.float32).reshape([qkv.size(0), self.heads * self.head_size])


def attend_fused_backward(self, qkv: Tensor, batch: Batch, scale: float, dy: Tensor) -> Tensor:
    q, k, v = self.split_for_kernel(qkv)
    longest = max(batch.lengths)
    out, logsumexp, seed, offset, max_queries, max_keys = torch._efficient_attention_forward(
        q, k, v, None, batch.offsets, batch.offsets, longest, longest, 0., 1, True, scale=scale)
    d = dy.to(q.dtype).view(q.size())
    dq, dk, dv, dbias = torch._efficient_attention_backward(
        d, q, k, v, None, out, batch.offsets, batch.offsets, longest, longest, logsumexp, 0., seed, offset, 1, False,
        scale=scale)
    dqkv = [dq.to(torch.float32).reshape([qkv.size(0), -1]), self.sum_over_queries(dk), self.sum_over_queries(dv)]
    return torch.cat(dqkv, 1)


# Returns queries, keys and values [1, T, H, D]. The kernel needs a key and a value head for each query head.
def split_for_kernel(self, qkv: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    x = qkv.to(torch.bfloat16) if self.bfloat16_products else qkv
    query_width, key_width = self.heads * self.head_size, self.key_value_heads * self.head_size
    q = x[:, :query_width].view([1, x.size(0), self.heads, self.head_size])
    k = self.repeat_for_queries(x[:, query_width:query_width + key_width])
    v = self.repeat_for_queries(x[:, query_width + key_width:])
    return q, k, v


# [T, K D] to [1, T, H, D].
def repeat_for_queries(self, x: Tensor) -> Tensor:
    shape = [x.size(0), self.key_value_heads, self.heads // self.key_value_heads, self.head_size]
    heads = x.view([x.size(0), self.key_value_heads, 1, self.head_size]).expand(shape)
    return heads.reshape([1, x.size(0), self.heads, self.head_size])


# The gradient of repeat_for_queries: [1, T, H, D] to [T, K D].
def sum_over_queries(self, x: Tensor) -> Tensor:
    heads = x.view([x.size(1), self.key_value_heads, self.heads // self.key_value_heads, self.head_size])
    return torch.sum(heads.to(torch.float32), [2]).view([x.size(1), -1])
