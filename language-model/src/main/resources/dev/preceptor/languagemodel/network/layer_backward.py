# The backward pass of layer.py, function by function: layer_backward mirrors layer_states and layer_output, and f_backward
# mirrors f for other functions. Each function adds the gradients of its trained weights to self.gradients, and returns the
# gradient of its input. dx is the gradient of x.
#
# It is written by hand for two reasons. It keeps only LayerStates of each layer and recomputes cheap steps, which takes a
# fraction of autograd's memory; and TorchScript's autograd does not support the oneDNN kernels. AutogradTest compares every
# gradient with autograd for every architecture.


def layer_backward(self, i: int, x: Tensor, states: LayerStates, batch: Batch, dy: Tensor) -> Tensor:
    normed = self.norm(x, self.attention_norm[i])

    # layer_output, and the feed-forward part of layer_states
    ddown = dy
    if self.post_norms:
        down = self.linear(self.gate(states.up), self.down[i])
        ddown = self.norm_backward(down, self.feed_forward_post_norm[i], dy)
    if self.parallel:
        dnormed = self.feed_forward_backward(i, normed, states.up, ddown)
        dresidual = dy
    else:
        second_normed = self.norm(states.residual, self.feed_forward_norm[i])
        dsecond_normed = self.feed_forward_backward(i, second_normed, states.up, ddown)
        dresidual = self.norm_backward(states.residual, self.feed_forward_norm[i], dsecond_normed).add_(dy)
        dnormed = torch.zeros([1], dtype=torch.float32, device=x.device)

    # the attention part of layer_states
    dattention_output = dresidual
    if self.post_norms:
        attention_output = self.linear(states.attention, self.attention_output[i])
        dattention_output = self.norm_backward(attention_output, self.attention_post_norm[i], dresidual)
    dattention = self.linear_backward(states.attention, self.attention_output[i], dattention_output)
    dqkv = self.attend_backward(i, states.qkv, batch, dattention)
    self.prepare_heads_backward_(i, states.projected, batch.rope, dqkv)
    dnormed = self.linear_backward(normed, self.qkv[i], dqkv).add_(dnormed)
    return self.norm_backward(x, self.attention_norm[i], dnormed).add_(dresidual)


def feed_forward_backward(self, i: int, x: Tensor, up: Tensor, dy: Tensor) -> Tensor:
    dgated = self.linear_backward(self.gate(up), self.down[i], dy)
    return self.linear_backward(x, self.up[i], self.gate_backward(up, dgated))


def gate_backward(self, up: Tensor, dy: Tensor) -> Tensor:
    if not self.gated:
        return self.activate_backward(up, dy)
    gate, linear = up[:, :self.feed_forward_size], up[:, self.feed_forward_size:]
    dup = torch.empty_like(up)
    torch.mul(dy, self.activate(gate), out=dup[:, self.feed_forward_size:])
    dup[:, :self.feed_forward_size].copy_(self.activate_backward(gate, dy.mul_(linear)))
    return dup


def activate_backward(self, x: Tensor, dy: Tensor) -> Tensor:
    if self.activation == "silu":
        return torch.silu_backward(dy, x)
    elif self.activation == "relu":
        return torch.threshold_backward(dy, x, 0)
    return torch.gelu_backward(dy, x, approximate=self.gelu_approximation)


# Converts, in place, the gradient of the prepared heads to the gradient of the projected heads: applies the inverse rotation, then
# the backward pass of the norms.
def prepare_heads_backward_(self, i: int, projected: Tensor, rope: Tensor, dqkv: Tensor) -> None:
    dheads = self.query_and_key_heads(dqkv)
    if self.rotary_dimensions > 0:
        self.rotate_(dheads, torch.conj_physical(rope))
    if self.head_norms:
        heads = self.query_and_key_heads(projected)
        dqueries, dkeys = dheads[:, :self.heads], dheads[:, self.heads:]
        queries, keys = heads[:, :self.heads].contiguous(), heads[:, self.heads:].contiguous()
        dqueries.copy_(self.norm_backward(queries, self.query_norm[i], dqueries.contiguous()))
        dkeys.copy_(self.norm_backward(keys, self.key_norm[i], dkeys.contiguous()))


def norm_backward(self, x: Tensor, weight: int, dy: Tensor) -> Tensor:
    return self.rms_norm_backward(x, weight, dy) if self.rms_norm else self.layer_norm_backward(x, weight, dy)


def rms_norm_backward(self, x: Tensor, weight: int, dy: Tensor) -> Tensor:
    width = x.size(-1)
    scale = self.norm_scale(weight)
    length = torch.linalg_vector_norm(x, 2, [-1], True)
    inverse_rms = torch.rsqrt(length.mul_(length).div_(width).add_(self.norm_epsilon))
    normed = x * inverse_rms
    product = dy * normed
    if self.trains_all_weights:
        self.add_gradient(weight, torch.sum(product.view([-1, width]), [0]))
    mean = torch.matmul(product, scale).div_(width).unsqueeze(-1)
    return torch.mul(dy, scale).addcmul_(normed, mean, value=-1).mul_(inverse_rms)


def layer_norm_backward(self, x: Tensor, weight: int, dy: Tensor) -> Tensor:
    width, scale, bias = x.size(-1), self.weights[weight], self.bias(weight)
    trains_bias = self.trains_all_weights and bias is not None
    y, mean, inverse_deviation = torch.native_layer_norm(x, [width], scale, bias, self.norm_epsilon)
    dx, dscale, dbias = torch.native_layer_norm_backward(
        dy, x, [width], mean, inverse_deviation, scale, bias, [True, self.trains_all_weights, trains_bias])
    if self.trains_all_weights:
        self.add_gradient(weight, dscale)
    if trains_bias:
        self.add_gradient(self.bias_of[weight], dbias)
    return dx


def embed_backward(self, tokens: Tensor, positions: Tensor, dx: Tensor) -> None:
    if self.trains_all_weights:
        if self.position_embedding >= 0:
            self.gradient(self.position_embedding).index_add_(0, positions, dx)
        if self.embedding_scale != 1.0:
            dx = dx * self.embedding_scale
        self.gradient(self.token_embedding).index_add_(0, tokens, dx)
