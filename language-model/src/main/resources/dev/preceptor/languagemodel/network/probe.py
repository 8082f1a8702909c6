  def random(self, rows: int, columns: int) -> Tensor:
    return torch.rand([rows, columns])

  def to_bfloat16(self, x: Tensor) -> Tensor:
    return x.to(15)

  def reorder(self, weight: Tensor) -> Tensor:
    return ops.mkldnn._reorder_linear_weight(weight, 64)

  def multiply(self, x: Tensor, weight: Tensor) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, weight, None, "none", annotate(List[Optional[number]], []), "")
