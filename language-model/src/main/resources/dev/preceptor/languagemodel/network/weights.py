# Converts tensors of a checkpoint to network tensors, and back. An empty row order means no change.


def join(self, tensors: List[Tensor], row_orders: List[Tensor], transposed: bool) -> Tensor:
    parts: List[Tensor] = []
    for tensor, row_order in zip(tensors, row_orders):
        part = tensor.t() if transposed else tensor
        if row_order.size(0) > 0:
            part = part.index_select(0, row_order)
        parts.append(part)
    return torch.cat(parts, 0).contiguous()


def extract(self, tensor: Tensor, first_row: int, rows: int, row_order: Tensor, transposed: bool) -> Tensor:
    part = tensor[first_row:first_row + rows]
    if row_order.size(0) > 0:
        part = part.index_select(0, row_order)
    if transposed:
        part = part.t()
    return part.contiguous()


# Returns whether all values are finite: an infinite value or a NaN makes the sum infinite or NaN.
def is_finite(self, values: Tensor) -> bool:
    return bool(torch.isfinite(torch.sum(values, dtype=torch.float32)))


def to_bfloat16(self, values: Tensor) -> Tensor:
    return values.to(torch.bfloat16)
