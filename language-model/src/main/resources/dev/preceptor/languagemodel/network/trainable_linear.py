# Linear layers for training, forward and backward. Either all weights are trained, or LoRA adapters (Hu et al. 2022):
# y = x W^T + scale (x A^T) B^T, where W is frozen.
#
# W may be the concatenation of several layers of the checkpoint, such as the query, key and value projections. Each adapted layer
# is a part with its own A and B. lora_a[weight] is the index of the concatenated A of all parts [parts * rank, in], or -1 if
# there are none. lora_parts[weight] is the number of parts. The B [out, rank] of the parts follow A, and lora_first_row has the
# first row in W of each B.
#
# self.gradients contains the gradients of the trained weights. These are the weights from index self.first_trained on.


def set_weights(self, weights: List[Tensor], gradients: List[Tensor]) -> None:
    self.weights = weights
    self.gradients = gradients


def gradient(self, weight: int) -> Tensor:
    return self.gradients[weight - self.first_trained]


def linear(self, x: Tensor, weight: int) -> Tensor:
    y = self.matmul(x, self.weights[weight])
    bias = self.bias(weight)
    if bias is not None:
        y = y.add_(bias)
    a = self.lora_a[weight]
    if a >= 0:
        low_rank = self.product(x, self.weights[a])
        for part in range(self.lora_parts[weight]):
            b = self.weights[a + 1 + part]
            first = self.lora_first_row[a + 1 + part - self.first_trained]
            columns = low_rank[:, part * self.lora_rank:(part + 1) * self.lora_rank]
            y[:, first:first + b.size(0)].addmm_(columns, b.t(), alpha=self.lora_scale)
    return y


# Accumulates the gradient of the weight, and returns the gradient of x.
def linear_backward(self, x: Tensor, weight: int, dy: Tensor) -> Tensor:
    if self.trains_all_weights:
        self.gradient(weight).add_(self.matmul(dy.t(), x.t()))
        if self.bias_of[weight] >= 0:
            self.gradient(self.bias_of[weight]).add_(torch.sum(dy, [0]))
    dx = self.matmul(dy, self.weights[weight].t())
    a = self.lora_a[weight]
    if a >= 0:
        low_rank = self.product(x, self.weights[a])
        dlow_rank = torch.empty_like(low_rank)
        for part in range(self.lora_parts[weight]):
            b = self.weights[a + 1 + part]
            first = self.lora_first_row[a + 1 + part - self.first_trained]
            begin, end = part * self.lora_rank, (part + 1) * self.lora_rank
            dpart = dy[:, first:first + b.size(0)]
            # oneDNN is a hundred times slower with these strides, and a transposed dpart is a third slower.
            db = torch.mm(low_rank[:, begin:end].t(), dpart)
            self.gradient(a + 1 + part).add_(db.t(), alpha=self.lora_scale)
            torch.mul(torch.mm(dpart, b), self.lora_scale, out=dlow_rank[:, begin:end])
        self.gradient(a).add_(self.product(dlow_rank.t(), x.t()))
        dx.addmm_(dlow_rank, self.weights[a])
    return dx


# Returns x [m, k] times the transpose of w [n, k]. Both are rounded to bfloat16 if products are computed in it.
def matmul(self, x: Tensor, w: Tensor) -> Tensor:
    if self.bfloat16_products:
        return self.product(x.to(torch.bfloat16), w.to(torch.bfloat16)).to(torch.float32)
    return self.product(x, w)


# Does the same in the type of the arguments, by the fastest kernel.
def product(self, x: Tensor, w: Tensor) -> Tensor:
    if self.onednn:
        attributes: List[Optional[number]] = []
        return torch.ops.mkldnn._linear_pointwise(x, w, None, "none", attributes, "")
    return torch.mm(x, w.t())
