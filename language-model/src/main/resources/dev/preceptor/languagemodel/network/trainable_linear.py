# Linear layers for training, forward and backward. Either all weights are trained, or LoRA adapters (Hu et al. 2022):
# y = x W^T + scale (x A^T) B^T, where W is frozen.
#
# W may be the concatenation of several layers of the checkpoint, such as the query, key and value projections. Each adapted layer
# is a part with its own A and B. lora_a[weight] is the index of the concatenated A of all parts [parts * rank, in], or -1 if
# there are none. lora_parts[weight] is the number of parts. The B [out, rank] of the parts follow A, and lora_first_row has the
# first row in W of each B.
#
# self.gradients contains the gradients of the trained weights. These are the weights from index self.first_trained on. A gradient
# whose self.has_gradient is 0 is zero, whatever its memory holds: the first one of a step takes its place, which saves zeroing the
# memory and adding to it.


def set_weights(self, weights: List[Tensor], gradients: List[Tensor]) -> None:
    self.weights = weights
    self.gradients = gradients
    self.reset_gradients()


def reset_gradients(self) -> None:
    none: List[int] = []
    for gradient in self.gradients:
        none.append(0)
    self.has_gradient = none


# Returns the gradient of a weight, to be read or added to.
def gradient(self, weight: int) -> Tensor:
    gradient = self.gradients[weight - self.first_trained]
    if self.has_gradient[weight - self.first_trained] == 0:
        self.has_gradient[weight - self.first_trained] = 1
        gradient.zero_()
    return gradient


# Adds to the gradient of a weight. The given tensor may become the gradient, so the caller must not use it afterwards.
def add_gradient(self, weight: int, gradient: Tensor) -> None:
    if self.has_gradient[weight - self.first_trained] == 0:
        self.has_gradient[weight - self.first_trained] = 1
        self.gradients[weight - self.first_trained] = gradient.to(torch.float32)
    else:
        self.gradients[weight - self.first_trained].add_(gradient)


def linear(self, x: Tensor, weight: int) -> Tensor:
    return self.linear_with(x, weight, self.operand(self.weights[weight]))


# w is operand of the weight, which is large for the head: it is converted once for all calls.
def linear_with(self, x: Tensor, weight: int, w: Tensor) -> Tensor:
    y = self.product(self.operand(x), w).to(torch.float32)
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


def linear_backward(self, x: Tensor, weight: int, dy: Tensor) -> Tensor:
    return self.linear_backward_with(x, weight, self.operand(self.weights[weight]), dy)


# Accumulates the gradient of the weight, and returns the gradient of x.
def linear_backward_with(self, x: Tensor, weight: int, w: Tensor, dy: Tensor) -> Tensor:
    dy_operand = self.operand(dy)
    if self.trains_all_weights:
        self.add_gradient(weight, self.product(dy_operand.t(), self.operand(x).t()))
        if self.bias_of[weight] >= 0:
            self.add_gradient(self.bias_of[weight], torch.sum(dy, [0]))
    dx = self.product(dy_operand, w.t()).to(torch.float32)
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
        self.add_gradient(a, self.product(dlow_rank.t(), x.t()))
        dx.addmm_(dlow_rank, self.weights[a])
    return dx


# Returns x, rounded to bfloat16 if products are computed in it.
def operand(self, x: Tensor) -> Tensor:
    return x.to(torch.bfloat16) if self.bfloat16_products else x


# Returns x [m, k] times the transpose of w [n, k], in their type, by the fastest kernel.
def product(self, x: Tensor, w: Tensor) -> Tensor:
    if self.onednn and x.dtype == torch.float32:
        attributes: List[Optional[number]] = []
        return torch.ops.mkldnn._linear_pointwise(x, w, None, "none", attributes, "")
    return torch.mm(x, w.t())
