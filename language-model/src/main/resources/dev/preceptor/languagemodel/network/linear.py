  # Linear layers of the inference program, by the kernel that the weights were laid out for.

  # Matrices in a kernel's own order are not tensors: the program keeps them, and an empty tensor holds their place in w.
  # For one thread at a time, as the others that lay matrices out are not.
  def keep(self, slot: int, matrix: __torch__.torch.classes.quantized.LinearPackedParamsBase) -> Tensor:
    self.packed_at[slot] = len(self.packed)
    self.packed.append(matrix)
    return torch.empty([0])

  # FBGEMM's kernel multiplies small integers. A weight has seven bits and a scale for each of its rows, so that two products
  # with eight-bit activations fit the kernel's sixteen-bit sums. An activation has a scale for its token: what a sequence
  # computes does not depend on those beside it. Both are turned by a Hadamard matrix first, block by block, which changes no
  # product and spreads the few great values that would make all others coarse (Ashkboos et al. 2024).

  def hadamard(self, size: int) -> Tensor:
    h = torch.ones([1, 1])
    while h.size(0) < size:
      h = torch.cat([torch.cat([h, h], 1), torch.cat([h, torch.neg(h)], 1)], 0)
    return h / torch.sqrt(float(size))

  def spread(self, x: Tensor, hadamard: Tensor) -> Tensor:
    return torch.mm(x.reshape([-1, hadamard.size(0)]), hadamard).view([x.size(0), x.size(1)])

  def quantise(self, weight: Tensor, hadamard: Tensor) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
    turned = self.spread(weight, hadamard)
    scale = torch.amax(torch.abs(turned), [1]).clamp_min_(1e-30).div_(63.)
    zero = torch.zeros([weight.size(0)], dtype=4, layout=0)
    rows = torch.quantize_per_channel(turned, scale.to(7), zero, 0, 12)
    return ops.quantized.linear_prepack(rows, None)

  def quantised_linear(self, x: Tensor, w: List[Tensor], weight: int) -> Tensor:
    turned = self.spread(x, w[self.hadamard_matrix])
    greatest = torch.linalg_vector_norm(turned, inf, [-1], True).clamp_min_(1e-30)
    y = ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(
        turned.div_(greatest), 0.007874015748031496, 128, self.packed[self.packed_at[weight]])
    return y.mul_(greatest)

  # FBGEMM's other kernel reads weights of float16, half the bytes, and multiplies and sums in float32.
  def fits_halves(self, weight: Tensor) -> bool:
    return float(torch.linalg_vector_norm(weight, inf)) <= 65504.

  def same(self, weight: Tensor) -> Tensor:
    return weight

  def linear(self, x: Tensor, w: List[Tensor], weight: int, bias: int) -> Tensor:
    b = self.optional(w, bias)
    if self.packed_at[weight] >= 0:
      if self.integers:
        y = self.quantised_linear(x, w, weight)
      else:
        y = ops.quantized.linear_dynamic_fp16(x, self.packed[self.packed_at[weight]])
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
