# Linear layers for generation, by the kernel for which the weights were packed.


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


# Stores a packed matrix of FBGEMM, which is not a tensor. Returns an empty tensor as a placeholder in self.weights. Not
# thread-safe, unlike the pack functions.
def keep_packed(self, weight: int, matrix: PackedMatrix) -> Tensor:
    self.packed_at[weight] = len(self.packed)
    self.packed.append(matrix)
    return torch.empty([0])


# A linear layer by FBGEMM's int8 kernel. Weights have seven bits and a scale per row, so that the sum of two products with 8-bit
# activations fits into 16 bits. Activations have a scale per token, so that the result of a sequence does not depend on the rest
# of the batch. Both are multiplied by a Hadamard matrix first, block by block. This does not change the product, and it spreads
# outliers, which would otherwise make the scales coarse (QuaRot, Ashkboos et al. 2024).
def int8_linear(self, x: Tensor, packed: PackedMatrix) -> Tensor:
    transformed = self.hadamard_transform(x, self.weights[self.hadamard_matrix])
    max_abs = torch.linalg_vector_norm(transformed, inf, [-1], True).clamp_min_(1e-30)
    y = torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(
        transformed.div_(max_abs), 0.007874015748031496, 128, packed)  # a scale of 1 / 127
    return y.mul_(max_abs)


def pack_int8(self, weight: Tensor, hadamard: Tensor) -> PackedMatrix:
    transformed = self.hadamard_transform(weight, hadamard)
    scales = torch.amax(torch.abs(transformed), [1]).clamp_min_(1e-30).div_(63.)
    zero_points = torch.zeros([weight.size(0)], dtype=torch.int64)
    rows = torch.quantize_per_channel(transformed, scales.to(torch.float64), zero_points, 0, torch.qint8)
    return torch.ops.quantized.linear_prepack(rows, None)


# Transforms x [rows, columns]. The number of columns must be a multiple of the size of the Hadamard matrix.
def hadamard_transform(self, x: Tensor, hadamard: Tensor) -> Tensor:
    return torch.mm(x.reshape([-1, hadamard.size(0)]), hadamard).view([x.size(0), x.size(1)])


# Returns the orthogonal Hadamard matrix of a size that is a power of two.
def hadamard(self, size: int) -> Tensor:
    h = torch.ones([1, 1])
    while h.size(0) < size:
        h = torch.cat([torch.cat([h, h], 1), torch.cat([h, torch.neg(h)], 1)], 0)
    return h / torch.sqrt(float(size))


# Returns whether all weights are in the range of float16. FBGEMM's float16 kernel reads half the bytes, and computes products
# and sums in float32.
def fits_float16(self, weight: Tensor) -> bool:
    return float(torch.linalg_vector_norm(weight, inf)) <= 65504.


def identity(self, weight: Tensor) -> Tensor:
    return weight
