# Attention for generation, over a key-value cache. batch.keys[i] and batch.values[i] are the keys and values of layer i,
# [slots * K, capacity, D]. Each sequence has a slot. The token at position p is in row p of the K heads of its slot.
#
# The tokens of a step are those of prompt segments, followed by one token of each decoding sequence.


# Consecutive tokens of a prompt, starting at position start.
class Segment(NamedTuple):
    slot: int
    start: int
    tokens: int
    mask: Optional[Tensor]  # [tokens, start + tokens], True where a query attends to a key; None for SDPA's causal mask


# Consecutive slots that decode one token each. length is the length of the longest sequence.
class DecodeGroup(NamedTuple):
    first_slot: int
    slots: int
    length: int
    mask: Tensor  # [slots * K, 1, length], added to the scores


# The input of attention in a step, for layers of one attention type.
class Batch(NamedTuple):
    keys: List[Tensor]
    values: List[Tensor]
    cache_rows: Tensor  # [T K]: the rows of each token's heads in the cache of a layer
    rope: Tensor
    segments: List[Segment]
    groups: List[DecodeGroup]


# segments contains slot, start and tokens of each segment; groups contains first slot, slots and length of each group. Both
# are flat lists.
def batch(self, attention_type: int, keys: List[Tensor], values: List[Tensor], positions: Tensor, cache_rows: Tensor,
          segments: List[int], groups: List[int]) -> Batch:
    window = self.windows[attention_type]
    dtype = self.weights[self.token_embedding].dtype
    prompt_segments: List[Segment] = []
    decode_groups: List[DecodeGroup] = []
    token = 0
    for s in range(len(segments) // 3):
        slot, start, tokens = segments[3 * s], segments[3 * s + 1], segments[3 * s + 2]
        prompt_segments.append(Segment(slot, start, tokens, self.segment_mask(start, tokens, window, positions.device)))
        token = token + tokens
    for g in range(len(groups) // 3):
        first_slot, slots, length = groups[3 * g], groups[3 * g + 1], groups[3 * g + 2]
        mask = self.decode_mask(positions[token:token + slots], length, window, dtype)
        decode_groups.append(DecodeGroup(first_slot, slots, length, mask))
        token = token + slots
    return Batch(keys, values, cache_rows, self.rope(attention_type, positions), prompt_segments, decode_groups)


# Returns a causal mask, with a sliding window if window > 0. SDPA needs no mask for a segment that starts at position 0 and
# has no window.
def segment_mask(self, start: int, tokens: int, window: int, device: Device) -> Optional[Tensor]:
    mask: Optional[Tensor] = None
    slides = window > 0 and start + tokens > window
    if start > 0 or slides:
        key = torch.arange(start + tokens, dtype=torch.int64, device=device).unsqueeze(0)
        query = torch.arange(start, start + tokens, dtype=torch.int64, device=device).unsqueeze(1)
        visible = key <= query
        if slides:
            visible = torch.logical_and(visible, key > query - window)
        mask = visible
    return mask


def decode_mask(self, positions: Tensor, length: int, window: int, dtype: int) -> Tensor:
    key = torch.arange(length, dtype=torch.int64, device=positions.device).unsqueeze(0)
    query = positions.unsqueeze(1)
    hidden = key > query
    if window > 0:
        hidden = torch.logical_or(hidden, key <= query - window)
    mask = torch.zeros([positions.size(0), length], dtype=dtype, device=positions.device)
    mask = mask.masked_fill_(hidden, -inf)
    return torch.repeat_interleave(mask, self.key_value_heads, 0).unsqueeze(1)


# Writes the keys and values to the cache and computes attention: [T, (H + 2 K) D] to [T, H D].
def attend(self, i: int, qkv: Tensor, batch: Batch) -> Tensor:
    query_width, key_width = self.heads * self.head_size, self.key_value_heads * self.head_size
    queries = qkv[:, :query_width]
    keys, values = batch.keys[i], batch.values[i]
    self.write_rows_(keys, batch.cache_rows, qkv[:, query_width:query_width + key_width])
    self.write_rows_(values, batch.cache_rows, qkv[:, query_width + key_width:])
    scale = self.attention_scale(i)
    out = torch.empty([qkv.size(0), query_width], dtype=qkv.dtype, device=qkv.device)
    token = 0
    for segment in batch.segments:
        end = token + segment.tokens
        self.attend_segment(segment, queries[token:end], keys, values, scale, out[token:end])
        token = end
    for group in batch.groups:
        end = token + group.slots
        self.attend_group(group, queries[token:end], keys, values, scale, out[token:end])
        token = end
    return out


def write_rows_(self, cache: Tensor, rows: Tensor, heads: Tensor) -> None:
    cache.view([-1, self.head_size]).index_copy_(0, rows, heads.reshape([-1, self.head_size]))


def attend_segment(self, segment: Segment, queries: Tensor, keys: Tensor, values: Tensor, scale: float,
                   out: Tensor) -> None:
    group = self.heads // self.key_value_heads
    length = segment.start + segment.tokens
    first = segment.slot * self.key_value_heads
    shape = [self.key_value_heads, group, length, self.head_size]
    k = keys[first:first + self.key_value_heads, :length].unsqueeze(1).expand(shape)
    v = values[first:first + self.key_value_heads, :length].unsqueeze(1).expand(shape)
    by_head = [segment.tokens, self.key_value_heads, group, self.head_size]
    q = queries.view(by_head).permute([1, 2, 0, 3])
    mask = segment.mask
    attention = torch.scaled_dot_product_attention(q, k, v, mask, 0., mask is None, scale=scale)
    out.view(by_head).copy_(attention.permute([2, 0, 1, 3]))


# One query per sequence. Two batched products over the slots are faster than SDPA here.
def attend_group(self, group: DecodeGroup, queries: Tensor, keys: Tensor, values: Tensor, scale: float,
                 out: Tensor) -> None:
    first, heads = group.first_slot * self.key_value_heads, group.slots * self.key_value_heads
    k = keys[first:first + heads, :group.length]
    v = values[first:first + heads, :group.length]
    q = queries.reshape([heads, self.heads // self.key_value_heads, self.head_size]) * scale
    if q.dtype == torch.bfloat16 and not q.is_cuda:
        # oneDNN reorders the right-hand operand if it is bfloat16, so the smaller matrix is on the right.
        scores = torch.bmm(k, q.transpose(1, 2).contiguous()).transpose(1, 2).contiguous()
    else:
        scores = torch.bmm(q, k.transpose(1, 2))
    attention = torch.bmm(torch.softmax(scores.add_(group.mask), -1), v)
    out.copy_(attention.view([group.slots, self.heads * self.head_size]))


def new_cache(self, slots: int, capacity: int) -> List[Tensor]:
    like = self.weights[self.token_embedding]
    shape = [slots * self.key_value_heads, capacity, self.head_size]
    return [torch.empty(shape, dtype=like.dtype, device=like.device) for i in range(self.layers)]


def clear_rows(self, keys: List[Tensor], values: List[Tensor], slot: int, start: int, end: int) -> None:
    first = slot * self.key_value_heads
    for cache in keys + values:
        cache[first:first + self.key_value_heads, start:end].zero_()


def copy_rows(self, keys: List[Tensor], values: List[Tensor], source: int, target: int, rows: int) -> None:
    heads = self.key_value_heads
    for cache in keys + values:
        cache[target * heads:target * heads + heads, :rows].copy_(cache[source * heads:source * heads + heads, :rows])
