# Packs matrices into the memory layout of a kernel.


def pack_onednn(self, weight: Tensor) -> Tensor:
    return torch.ops.mkldnn._reorder_linear_weight(weight, 64)


def pack_float16(self, weight: Tensor) -> PackedMatrix:
    return torch.ops.quantized.linear_prepack_fp16(weight, None)
