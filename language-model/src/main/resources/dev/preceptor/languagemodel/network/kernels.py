  # Matrices in the order that a kernel wants.

  def reorder(self, weight: Tensor) -> Tensor:
    return ops.mkldnn._reorder_linear_weight(weight, 64)

  def halve(self, weight: Tensor) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
    return ops.quantized.linear_prepack_fp16(weight, None)
