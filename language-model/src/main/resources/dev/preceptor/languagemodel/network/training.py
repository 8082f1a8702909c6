# Training: the loss, its gradient, and the optimizer step. Java calls these functions.


# Adds scale times the gradient of the summed loss of a micro-batch to self.gradients, and returns the summed loss. lengths
# contains the number of tokens of each sequence, and rows the indices of the tokens that have a target. If recompute is true, only
# the input of each layer is kept, and the backward pass recomputes the layer (activation checkpointing, Chen et al. 2016). soft is
# empty or contains soft targets; soft_targets.py describes soft, kind, beta and temperature.
def accumulate(self, tokens: Tensor, positions: Tensor, lengths: List[int], rows: Tensor, targets: Tensor, soft: List[Tensor],
               kind: int, beta: float, temperature: float, scale: float, recompute: bool) -> Tensor:
    batches = self.batches(positions, lengths)
    x = self.embed(tokens, positions)
    inputs: List[Tensor] = []
    kept: List[LayerStates] = []
    for i in range(self.layers):
        inputs.append(x)
        states = self.layer_states(i, x, batches[self.attention_type[i]])
        x = self.layer_output(i, states)
        if not recompute:
            kept.append(states)

    loss, dx = self.loss_and_gradient(x, rows, targets, soft, kind, beta, temperature, scale)

    for j in range(self.layers):
        i = self.layers - 1 - j
        x, batch = inputs.pop(), batches[self.attention_type[i]]
        states = self.layer_states(i, x, batch) if recompute else kept.pop()
        dx = self.layer_backward(i, x, states, batch, dx)
    self.embed_backward(tokens, positions, dx)
    return loss


# Returns the summed cross-entropy of a micro-batch. The arguments are those of accumulate.
def evaluate(self, tokens: Tensor, positions: Tensor, lengths: List[int], rows: Tensor, targets: Tensor) -> Tensor:
    batches = self.batches(positions, lengths)
    x = self.embed(tokens, positions)
    for i in range(self.layers):
        x = self.layer(i, x, batches[self.attention_type[i]])
    normed = self.norm(x.index_select(0, rows), self.final_norm)
    loss = torch.zeros([1], dtype=torch.float64, device=x.device)
    first = 0
    while first < rows.size(0):
        end = min(first + 512, rows.size(0))
        logits = self.linear(normed[first:end], self.head)
        chosen = logits.gather(1, targets[first:end].unsqueeze(1))
        loss = loss + torch.sum((torch.logsumexp(logits, [-1], True) - chosen).to(torch.float64))
        first = end
    return loss


# Returns the summed loss, and scale times its gradient with respect to x. Logits are large, so it computes 512 rows at a time, or 64
# if the soft targets are as large.
def loss_and_gradient(self, x: Tensor, rows: Tensor, targets: Tensor, soft: List[Tensor], kind: int, beta: float,
                      temperature: float, scale: float) -> Tuple[Tensor, Tensor]:
    last = x.index_select(0, rows)
    normed = self.norm(last, self.final_norm)
    dnormed = torch.empty_like(normed)
    loss = torch.zeros([1], dtype=torch.float64, device=x.device)
    head = self.operand(self.weights[self.head])
    chunk = 512
    if len(soft) > 0 and soft[0].size(1) > 4096:
        chunk = 64
    first = 0
    while first < rows.size(0):
        end = min(first + chunk, rows.size(0))
        logits = self.linear_with(normed[first:end], self.head, head)
        part = [tensor[first:end] for tensor in soft]
        part_loss, dlogits = self.loss_and_gradient_of_logits_(logits, targets[first:end], part, kind, beta, temperature, scale)
        loss = loss + part_loss
        dnormed[first:end].copy_(self.linear_backward_with(normed[first:end], self.head, head, dlogits))
        first = end
    dlast = self.norm_backward(last, self.final_norm, dnormed)
    return loss, torch.zeros_like(x).index_copy_(0, rows, dlast)


# Returns the summed loss of rows of logits [T, V], and scale times its gradient, in the memory of logits.
def loss_and_gradient_of_logits_(self, logits: Tensor, targets: Tensor, soft: List[Tensor], kind: int, beta: float,
                                 temperature: float, scale: float) -> Tuple[Tensor, Tensor]:
    target = targets.unsqueeze(1)
    logsumexp = torch.logsumexp(logits, [-1], True)
    cross_entropy = logsumexp - logits.gather(1, target)
    if len(soft) > 0:
        return self.soft_loss_and_gradient_(logits, logsumexp, cross_entropy, target, soft, kind, beta, temperature, scale)
    probabilities = logits.sub_(logsumexp).exp_()
    dlogits = probabilities.scatter_add_(1, target, torch.full_like(logsumexp, -1)).mul_(scale)
    return torch.sum(cross_entropy.to(torch.float64)), dlogits


def zeros_like_each(self, tensors: List[Tensor]) -> List[Tensor]:
    return [torch.zeros_like(tensor) for tensor in tensors]


def copy_each(self, targets: List[Tensor], sources: List[Tensor]) -> None:
    for target, source in zip(targets, sources):
        target.copy_(source)


# Returns the L2 norm of all gradients.
def gradient_norm(self) -> Tensor:
    squares = torch.zeros([1], dtype=torch.float64, device=self.gradients[0].device)
    for i in range(len(self.gradients)):
        norm = torch.linalg_vector_norm(self.gradient(self.first_trained + i))
        squares = squares + torch.square(norm.to(torch.float64))
    return torch.sqrt(squares)


# Performs a step of AdamW with the gradients times factor, after which the gradients are zero.
def update(self, trained: List[Tensor], means: List[Tensor], squares: List[Tensor], step: int, factor: float, rate: float,
           beta1: float, beta2: float, epsilon: float, decay: float) -> None:
    gradients: List[Tensor] = []
    steps: List[Tensor] = []
    count = torch.full([], float(step), dtype=torch.float32, device=self.gradients[0].device)
    for i in range(len(self.gradients)):
        gradient = self.gradient(self.first_trained + i)
        # The kernel's own grad_scale takes longer, because it also stores the scaled gradients.
        if factor != 1.:
            gradient.mul_(factor)
        gradients.append(gradient)
        steps.append(count)
    no_amsgrad: List[Tensor] = []
    torch._fused_adamw_(trained, gradients, means, squares, no_amsgrad, steps, lr=rate, beta1=beta1, beta2=beta2,
        weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False)
    self.reset_gradients()
