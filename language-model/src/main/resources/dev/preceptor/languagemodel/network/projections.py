  # Linear layers, forward and back. Either all weights learn, and g has w's slots, or adapters do (LoRA, Hu et al. 2022):
  # y = x W' + scale (x A') B' with W as it came. Then g has the adapters' slots in w less adapters, the first of them.
  #
  # adapter_at: for each weight the slot of its adapter's A [parts * rank, in], or -1. The B [out, rank] of each adapted
  # part follow it; adapter_row: for each of the adapters' tensors the first of W's rows that it is about.
  # adapter_parts: for each weight how many there are.

  # a [m, k] times b [n, k] transposed.
  def times(self, a: Tensor, b: Tensor) -> Tensor:
    if self.onednn:
      y = ops.mkldnn._linear_pointwise(a, b, None, "none", annotate(List[Optional[number]], []), "")
    else:
      y = torch.mm(a, b.t())
    return y

  def matmul(self, a: Tensor, b: Tensor) -> Tensor:
    if self.half:
      y = self.times(a.to(15), b.to(15)).to(6)
    else:
      y = self.times(a, b)
    return y

  def project(self, x: Tensor, w: List[Tensor], weight: int, bias: int) -> Tensor:
    y = self.matmul(x, w[weight])
    if bias >= 0:
      y = y.add_(w[bias])
    at = self.adapter_at[weight]
    if at >= 0:
      inner = self.times(x, w[at])
      for i in range(self.adapter_parts[weight]):
        b = w[at + 1 + i]
        first = self.adapter_row[at + 1 + i - self.adapters]
        part = y[:, first:first + b.size(0)]
        torch.addmm_(part, inner[:, i * self.rank:(i + 1) * self.rank], b.t(), beta=1, alpha=self.adapter_scale)
    return y

  def project_back(self, x: Tensor, w: List[Tensor], g: List[Tensor], weight: int, bias: int, dy: Tensor) -> Tensor:
    if self.trains_weights:
      torch.add_(g[weight], self.matmul(dy.t(), x.t()))
      if bias >= 0:
        torch.add_(g[bias], torch.sum(dy, [0]))
    dx = self.matmul(dy, w[weight].t())
    at = self.adapter_at[weight]
    if at >= 0:
      inner = self.times(x, w[at])
      dinner = torch.empty_like(inner)
      for i in range(self.adapter_parts[weight]):
        b = w[at + 1 + i]
        slot = at + 1 + i - self.adapters
        first = self.adapter_row[slot]
        dpart = dy[:, first:first + b.size(0)]
        # Not by oneDNN, which is a hundred times slower on these strides, and not dpart transposed: a third slower.
        db = torch.mm(inner[:, i * self.rank:(i + 1) * self.rank].t(), dpart)
        torch.add_(g[slot], db.t(), alpha=self.adapter_scale)
        torch.mul(torch.mm(dpart, b), self.adapter_scale, out=dinner[:, i * self.rank:(i + 1) * self.rank])
      torch.add_(g[at - self.adapters], self.times(dinner.t(), x.t()))
      torch.addmm_(dx, dinner, w[at], beta=1, alpha=1)
    return dx
