# Linear layers of generation, by the kernel that the weights were laid out for.


def set_weights(self, weights: List[Tensor]) -> None:
    self.weights = weights


def linear(self, x: Tensor, weight: int) -> Tensor:
    bias = self.bias(weight)
    if self.packed_at[weight] >= 0:
        packed = self.packed[self.packed_at[weight]]
        y = self.int8_linear(x, packed) if self.int8 else torch.ops.quantized.linear_dynamic_fp16(x, packed)
        if bias is not None:
            y = y.add_(bias)
        return y
    elif self.onednn:
        attributes: List[Optional[number]] = []
        return torch.ops.mkldnn._linear_pointwise(x, self.weights[weight], bias, "none", attributes, "")
    return torch.linear(x, self.weights[weight], bias)


# FBGEMM's matrices are not tensors: the program keeps them, and an empty tensor takes their place among the weights. Not
# thread-safe; the other functions that lay matrices out are.
def keep_packed(self, weight: int, matrix: PackedMatrix) -> Tensor:
    self.packed_at[weight] = len(self.packed)
    self.packed.append(matrix)
    return torch.empty([0])


# FBGEMM's int8 kernel. A weight has seven bits and a scale for each of its rows, so that two products with eight-bit
# activations fit the kernel's sixteen-bit sums. An activation has a scale for its token, so that the result of a sequence
# does not depend on the sequences beside it. Both are multiplied by a Hadamard matrix first, block by block: this changes no
# product and spreads outliers, which would make the scales coarse (QuaRot, Ashkboos et al. 2024).
def int8_linear(self, x: Tensor, packed: PackedMatrix) -> Tensor:
    transformed = self.hadamard_transform(x, self.weights[self.hadamard_matrix])
    greatest = torch.linalg_vector_norm(transformed, inf, [-1], True).clamp_min_(1e-30)
    y = torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(
        transformed.div_(greatest), 0.007874015748031496, 128, packed)  # a scale of 1 / 127
    return y.mul_(greatest)


def pack_int8(self, weight: Tensor, hadamard: Tensor) -> PackedMatrix:
    transformed = self.hadamard_transform(weight, hadamard)
    scales = torch.amax(torch.abs(transformed), [1]).clamp_min_(1e-30).div_(63.)
    zero_points = torch.zeros([weight.size(0)], dtype=torch.int64)
    rows = torch.quantize_per_channel(transformed, scales.to(torch.float64), zero_points, 0, torch.qint8)
    return torch.ops.quantized.linear_prepack(rows, None)


# [rows, columns], where the size of the Hadamard matrix divides the columns.
def hadamard_transform(self, x: Tensor, hadamard: Tensor) -> Tensor:
    return torch.mm(x.reshape([-1, hadamard.size(0)]), hadamard).view([x.size(0), x.size(1)])


# The orthogonal Hadamard matrix of a size that is a power of two.
def hadamard(self, size: int) -> Tensor:
    h = torch.ones([1, 1])
    while h.size(0) < size:
        h = torch.cat([torch.cat([h, h], 1), torch.cat([h, torch.neg(h)], 1)], 0)
    return h / torch.sqrt(float(size))


# FBGEMM's float16 kernel reads half the bytes; it multiplies and sums in float32.
def fits_float16(self, weight: Tensor) -> bool:
    return float(torch.linalg_vector_norm(weight, inf)) <= 65504.


def identity(self, weight: Tensor) -> Tensor:
    return weight
