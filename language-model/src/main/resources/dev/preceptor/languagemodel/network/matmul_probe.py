# The matrix products that LowPrecisionMatmul measures.


def random(self, rows: int, columns: int) -> Tensor:
    return torch.rand([rows, columns])


def to_bfloat16(self, x: Tensor) -> Tensor:
    return x.to(torch.bfloat16)


def multiply(self, x: Tensor, weight: Tensor) -> Tensor:
    attributes: List[Optional[number]] = []
    return torch.ops.mkldnn._linear_pointwise(x, weight, None, "none", attributes, "")


# The products of a linear layer, forward and backward, as in trainable_linear.py: the output, and the gradients of the weight and
# of the input. x also stands for the gradient of the output.
def train_float32(self, x: Tensor, weight: Tensor) -> List[Tensor]:
    return [self.multiply(x, weight), self.multiply(x.t(), x.t()), self.multiply(x, weight.t())]


def train_bfloat16(self, x: Tensor, weight: Tensor) -> List[Tensor]:
    w = weight.to(torch.bfloat16)
    y = torch.mm(x.to(torch.bfloat16), w.t())
    dy = x.to(torch.bfloat16)
    dweight = torch.mm(dy.t(), x.to(torch.bfloat16))
    dx = torch.mm(dy, w)
    return [y.to(torch.float32), dweight.to(torch.float32), dx.to(torch.float32)]


def pack_int8(self, weight: Tensor) -> PackedMatrix:
    scales = torch.full([weight.size(0)], 0.015873015873015872, dtype=torch.float64)  # 1 / 63
    zero_points = torch.zeros([weight.size(0)], dtype=torch.int64)
    return torch.ops.quantized.linear_prepack(torch.quantize_per_channel(weight, scales, zero_points, 0, torch.qint8), None)


def multiply_float16(self, x: Tensor, weight: PackedMatrix) -> Tensor:
    return torch.ops.quantized.linear_dynamic_fp16(x, weight)


def multiply_int8(self, x: Tensor, weight: PackedMatrix) -> Tensor:
    return torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(x, 0.007874015748031496, 128, weight)  # 1 / 127
