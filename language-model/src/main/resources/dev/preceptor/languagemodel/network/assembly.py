  # Checkpoint tensors to network tensors and back. An order is empty where rows stay as they are.

  def assemble(self, parts: List[Tensor], orders: List[Tensor], transposed: bool) -> Tensor:
    rows = annotate(List[Tensor], [])
    for i in range(len(parts)):
      part = parts[i]
      if transposed:
        part = part.t()
      if orders[i].size(0) > 0:
        part = part.index_select(0, orders[i])
      rows.append(part)
    return torch.cat(rows, 0).contiguous()

  def disassemble(self, whole: Tensor, first: int, count: int, order: Tensor, transposed: bool) -> Tensor:
    part = whole[first:first + count]
    if order.size(0) > 0:
      part = part.index_select(0, order)
    if transposed:
      part = part.t()
    return part.contiguous()

  # What is infinite or not a number makes the sum so too.
  def is_finite(self, values: Tensor) -> bool:
    return bool(torch.isfinite(torch.sum(values, dtype=6)))

  def to_bfloat16(self, values: Tensor) -> Tensor:
    return values.to(15)
