  # Linear layers of the inference program, by the kernel that the weights were laid out for.

  def reorder(self, weight: Tensor) -> Tensor:
    return ops.mkldnn._reorder_linear_weight(weight, 64)

  def nothing(self) -> Tensor:
    return torch.empty([0])

  # FBGEMM's kernel multiplies small integers. A weight has seven bits and a scale for each of its rows, so that two products
  # with eight-bit activations fit the kernel's sixteen-bit sums. An activation has a scale for its token: what a sequence
  # computes does not depend on those beside it. Returns where the matrix lies in the list.
  def quantise(self, weight: Tensor) -> int:
    scale = torch.amax(torch.abs(weight), [1]).clamp_min_(1e-30).div_(63.)
    zero = torch.zeros([weight.size(0)], dtype=4, layout=0)
    rows = torch.quantize_per_channel(weight, scale.to(7), zero, 0, 12)
    self.quantised.append(ops.quantized.linear_prepack(rows, None))
    return len(self.quantised) - 1

  def quantised_linear(self, x: Tensor, weight: int) -> Tensor:
    greatest = torch.linalg_vector_norm(x, inf, [-1], True).clamp_min_(1e-30)
    y = ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(
        x / greatest, 0.007874015748031496, 128, self.quantised[self.quantised_at[weight]])
    return y.mul_(greatest)

  def linear(self, x: Tensor, w: List[Tensor], weight: int, bias: int) -> Tensor:
    b = self.optional(w, bias)
    if self.integers:
      y = self.quantised_linear(x, weight)
      if b is not None:
        y = y.add_(b)
    elif self.onednn:
      y = ops.mkldnn._linear_pointwise(x, w[weight], b, "none", annotate(List[Optional[number]], []), "")
    else:
      y = torch.linear(x, w[weight], b)
    return y

  def feed_forward(self, x: Tensor, w: List[Tensor], layer: int) -> Tensor:
    up = self.linear(x, w, self.slot(layer, self.up_weight), self.slot(layer, self.up_bias))
    if self.gated:
      inner = self.activate(up[:, :self.feed_forward_size]).mul_(up[:, self.feed_forward_size:])
    else:
      inner = self.activate(up)
    return self.linear(inner, w, self.slot(layer, self.down_weight), self.slot(layer, self.down_bias))
