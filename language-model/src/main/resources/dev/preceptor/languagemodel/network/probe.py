  def random(self, rows: int, columns: int) -> Tensor:
    return torch.rand([rows, columns])

  def to_bfloat16(self, x: Tensor) -> Tensor:
    return x.to(15)

  def multiply(self, x: Tensor, weight: Tensor) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, weight, None, "none", annotate(List[Optional[number]], []), "")

  def quantise(self, weight: Tensor) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
    scale = torch.full([weight.size(0)], 0.015873015873015872, dtype=7)
    zero = torch.zeros([weight.size(0)], dtype=4, layout=0)
    return ops.quantized.linear_prepack(torch.quantize_per_channel(weight, scale, zero, 0, 12), None)

  def multiply_halves(self, x: Tensor, weight: __torch__.torch.classes.quantized.LinearPackedParamsBase) -> Tensor:
    return ops.quantized.linear_dynamic_fp16(x, weight)

  def multiply_quantised(self, x: Tensor, weight: __torch__.torch.classes.quantized.LinearPackedParamsBase) -> Tensor:
    return ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(x, 0.007874015748031496, 128, weight)
