  # Gradients by hand: each function adds the gradients of what learns of its weights to g, and returns that of its input.
  # Nothing is kept of a layer but its input, its projections and attention's output; cheap steps are done again.

  def inverse_rms(self, x: Tensor) -> Tensor:
    length = torch.linalg_vector_norm(x, 2, [-1], True)
    return torch.rsqrt(length.mul_(length).div_(x.size(-1)).add_(self.epsilon))

  def norm_back(self, x: Tensor, w: List[Tensor], g: List[Tensor], weight: int, bias: int, dy: Tensor) -> Tensor:
    width = x.size(-1)
    if self.rms:
      inverse = self.inverse_rms(x)
      normed = x * inverse
      weighted = dy * normed
      if self.trains_weights:
        torch.add_(g[weight], torch.sum(weighted.view([-1, width]), [0]))
      mean = torch.matmul(weighted, w[weight]).div_(width).unsqueeze(-1)
      dx = torch.mul(dy, w[weight]).addcmul_(normed, mean, value=-1).mul_(inverse)
    else:
      y, center, scale = torch.native_layer_norm(x, [width], w[weight], self.optional(w, bias), self.epsilon)
      dx, dweight, dbias = torch.native_layer_norm_backward(
          dy, x, [width], center, scale, w[weight], self.optional(w, bias),
          [True, self.trains_weights, self.trains_weights and bias >= 0])
      if self.trains_weights:
        torch.add_(g[weight], dweight)
        if bias >= 0:
          torch.add_(g[bias], dbias)
    return dx

  def activate_back(self, x: Tensor, dy: Tensor) -> Tensor:
    if self.activation == 0:
      dx = torch.silu_backward(dy, x)
    elif self.activation == 1:
      dx = torch.gelu_backward(dy, x, approximate="none")
    elif self.activation == 2:
      dx = torch.gelu_backward(dy, x, approximate="tanh")
    else:
      dx = torch.threshold_backward(dy, x, 0)
    return dx

  def inner(self, up: Tensor) -> Tensor:
    if self.gated:
      y = self.activate(up[:, :self.feed_forward_size]).mul_(up[:, self.feed_forward_size:])
    else:
      y = self.activate(up)
    return y

  def feed_forward_back(self, x: Tensor, up: Tensor, w: List[Tensor], g: List[Tensor], layer: int, dy: Tensor) -> Tensor:
    dinner = self.project_back(
        self.inner(up), w, g, self.slot(layer, self.down_weight), self.slot(layer, self.down_bias), dy)
    if self.gated:
      gate = up[:, :self.feed_forward_size]
      dup = torch.empty_like(up)
      torch.mul(dinner, self.activate(gate), out=dup[:, self.feed_forward_size:])
      dinner = dinner.mul_(up[:, self.feed_forward_size:])
      torch.copy_(dup[:, :self.feed_forward_size], self.activate_back(gate, dinner))
    else:
      dup = self.activate_back(up, dinner)
    return self.project_back(x, w, g, self.slot(layer, self.up_weight), self.slot(layer, self.up_bias), dup)
