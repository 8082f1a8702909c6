  # What every pass through a model is made of. The numbers of a weight are slots in the list w; -1 is a weight that the
  # model lacks. Rows of x are tokens, of any sequences: only attention knows which belong together.

  def optional(self, w: List[Tensor], slot: int) -> Optional[Tensor]:
    chosen = annotate(Optional[Tensor], None)
    if slot >= 0:
      chosen = w[slot]
    return chosen

  def norm(self, x: Tensor, w: List[Tensor], weight: int, bias: int) -> Tensor:
    if self.rms:
      y = torch.rms_norm(x, [x.size(-1)], w[weight], self.epsilon)
    else:
      y = torch.layer_norm(x, [x.size(-1)], w[weight], self.optional(w, bias), self.epsilon, False)
    return y

  def activate(self, x: Tensor) -> Tensor:
    if self.activation == 0:
      y = torch.silu(x)
    elif self.activation == 1:
      y = torch.gelu(x, approximate="none")
    elif self.activation == 2:
      y = torch.gelu(x, approximate="tanh")
    else:
      y = torch.relu(x)
    return y

  def slot(self, layer: int, offset: int) -> int:
    at = -1
    if offset >= 0:
      at = self.first_layer + layer * self.layer_stride + offset
    return at

  # What attention's scores are multiplied by.
  def scale(self, layer: int) -> float:
    scale = self.score_scale
    if self.scales_by_layer:
      scale = scale / float(layer + 1)
    return scale

  def embed(self, w: List[Tensor], tokens: Tensor, positions: Tensor) -> Tensor:
    x = torch.embedding(w[self.embedding_weight], tokens)
    if self.position_weight >= 0:
      x = x + torch.embedding(w[self.position_weight], positions)
    return x

  # By which angle each pair of a head's dimensions turns at each position, as complex numbers [tokens, 1, rotary / 2]; the
  # angles are float32, as models were trained with them.
  def turns(self, w: List[Tensor], positions: Tensor, otherwise: Tensor) -> Tensor:
    turns = otherwise
    if self.rotary > 0:
      angles = positions.to(6).unsqueeze(1) * w[self.rotary_frequencies]
      turns = torch.polar(torch.full_like(angles, self.rotary_amplitude), angles).unsqueeze(1)
    return turns

  # x: [tokens, heads, head size], a view whose memory is rotated in place; turns: as above.
  def rotate_(self, x: Tensor, turns: Tensor) -> None:
    pairs = x[:, :, :self.rotary].view([x.size(0), x.size(1), self.rotary // 2, 2])
    if pairs.dtype == 6:
      torch.view_as_complex(pairs).mul_(turns)
    else:
      pairs.copy_(torch.view_as_real(torch.view_as_complex(pairs.to(6)) * turns))
