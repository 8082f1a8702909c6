# A transformer layer, for generation and training. The two have different implementations of
#   linear(x, weight)       inference_linear.py: by the fastest kernel; trainable_linear.py: with adapters and a backward pass
#   attend(i, qkv, batch)   cached_attention.py: over the key-value cache; packed_attention.py: within each sequence of a batch
#
# Shapes use these names: T tokens of all sequences, concatenated without padding; E hidden size; H query heads; K key-value
# heads; D head size; R rotary dimensions of a head; F feed-forward size. Only attention distinguishes the sequences.
#
# Weights are indices into self.weights: self.qkv[i] is the fused query-key-value projection of layer i, and
# self.bias_of[self.qkv[i]] is its bias. The index -1 means that the model does not have the weight.


# Intermediate results of a layer before its last projection. Training keeps them for the backward pass.
class LayerStates(NamedTuple):
    projected: Tensor  # [T, (H + 2 K) D]: queries, keys and values after the projection
    qkv: Tensor  # the same after the norms of heads and rotary embedding
    attention: Tensor  # [T, H D]
    residual: Tensor  # [T, E]: the input of the layer plus attention
    up: Tensor  # [T, F]; if gated [T, 2 F] with the gate first


def layer(self, i: int, x: Tensor, batch: Batch) -> Tensor:
    return self.layer_output(i, self.layer_states(i, x, batch))


def layer_states(self, i: int, x: Tensor, batch: Batch) -> LayerStates:
    normed = self.norm(x, self.attention_norm[i])
    qkv = self.linear(normed, self.qkv[i])
    projected = qkv.clone() if self.keeps_states and self.head_norms else qkv
    self.prepare_heads_(i, projected, qkv, batch.rope)
    attention = self.attend(i, qkv, batch)
    attention_output = self.linear(attention, self.attention_output[i])
    if self.post_norms:
        attention_output = self.norm(attention_output, self.attention_post_norm[i])
    residual = attention_output.add_(x)
    if not self.parallel:
        normed = self.norm(residual, self.feed_forward_norm[i])
    up = self.linear(normed, self.up[i])
    if self.keeps_states:
        return LayerStates(projected, qkv, attention, residual, up)
    # Generation needs only the last two. Holding the others slows prefill down by 3 %, because their memory cannot be reused
    # while it is in the CPU cache.
    return LayerStates(x, x, x, residual, up)


def layer_output(self, i: int, states: LayerStates) -> Tensor:
    down = self.linear(self.gate(states.up), self.down[i])
    if self.post_norms:
        down = self.norm(down, self.feed_forward_post_norm[i])
    return down.add_(states.residual)


# Applies the norms of heads, if any, and rotary embedding to the queries and keys of qkv in place. projected is qkv or a copy.
def prepare_heads_(self, i: int, projected: Tensor, qkv: Tensor, rope: Tensor) -> None:
    heads = self.query_and_key_heads(qkv)
    if self.head_norms:
        projected_heads = self.query_and_key_heads(projected)
        heads[:, :self.heads].copy_(self.norm(projected_heads[:, :self.heads], self.query_norm[i]))
        heads[:, self.heads:].copy_(self.norm(projected_heads[:, self.heads:], self.key_norm[i]))
    if self.rotary_dimensions > 0:
        self.rotate_(heads, rope)


# Returns a view of the query and key heads [T, H + K, D].
def query_and_key_heads(self, qkv: Tensor) -> Tensor:
    heads = self.heads + self.key_value_heads
    return qkv[:, :heads * self.head_size].view([qkv.size(0), heads, self.head_size])


def gate(self, up: Tensor) -> Tensor:
    if self.gated:
        return self.activate(up[:, :self.feed_forward_size]).mul_(up[:, self.feed_forward_size:])
    return self.activate(up)


def activate(self, x: Tensor) -> Tensor:
    if self.activation == "silu":
        return torch.silu(x)
    elif self.activation == "relu":
        return torch.relu(x)
    return torch.gelu(x, approximate=self.gelu_approximation)


def norm(self, x: Tensor, weight: int) -> Tensor:
    if self.rms_norm:
        return torch.rms_norm(x, [x.size(-1)], self.norm_scale(weight), self.norm_epsilon)
    return torch.layer_norm(x, [x.size(-1)], self.weights[weight], self.bias(weight), self.norm_epsilon, False)


# Gemma stores the weights of norms reduced by 1.
def norm_scale(self, weight: int) -> Tensor:
    scale = self.weights[weight]
    if self.norm_weights_less_one:
        scale = scale + 1
    return scale


def bias(self, weight: int) -> Optional[Tensor]:
    bias: Optional[Tensor] = None
    if self.bias_of[weight] >= 0:
        bias = self.weights[self.bias_of[weight]]
    return bias


# Returns the factor of the attention scores.
def attention_scale(self, i: int) -> float:
    return self.score_scale / float(i + 1) if self.scales_by_layer else self.score_scale


# Returns the embeddings of tokens: [T] to [T, E].
def embed(self, tokens: Tensor, positions: Tensor) -> Tensor:
    x = torch.embedding(self.weights[self.token_embedding], tokens)
    if self.embedding_scale != 1.0:
        x = x * self.embedding_scale
    if self.position_embedding >= 0:
        x = x + torch.embedding(self.weights[self.position_embedding], positions)
    return x


# Rotary embedding (Su et al. 2021): returns the rotation of each pair of dimensions at each position, as complex numbers
# [T, 1, R / 2]. Angles are always float32. Each attention type, such as sliding-window attention, may have its own frequencies.
# The result is unused if the model has learned position embeddings.
def rope(self, attention_type: int, positions: Tensor) -> Tensor:
    if self.rotary_dimensions == 0:
        return positions
    angles = positions.to(torch.float32).unsqueeze(1) * self.weights[self.rope_frequencies[attention_type]]
    return torch.polar(torch.full_like(angles, self.rope_attention_factor), angles).unsqueeze(1)


# Rotates the first R dimensions of heads [T, heads, D] in place. The two dimensions of a pair are adjacent.
def rotate_(self, heads: Tensor, rope: Tensor) -> None:
    pairs = heads[:, :, :self.rotary_dimensions].view([heads.size(0), heads.size(1), self.rotary_dimensions // 2, 2])
    if pairs.dtype == torch.float32:
        torch.view_as_complex(pairs).mul_(rope)
    else:
        pairs.copy_(torch.view_as_real(torch.view_as_complex(pairs.to(torch.float32)) * rope))
