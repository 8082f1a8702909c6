# The gradients of layer.py's forward pass by PyTorch's autograd, in the order of self.gradients.


# lengths: as a tensor; scale: the factor of the summed loss, [1].
def forward(self, tokens: Tensor, positions: Tensor, lengths: Tensor, rows: Tensor, targets: Tensor,
            scale: Tensor) -> List[Tensor]:
    weights = self.weights
    leaves: List[Tensor] = []
    trained: List[Tensor] = []
    for i, weight in enumerate(weights):
        leaf = weight.detach().clone()
        if i >= self.first_trained and i < self.first_trained + len(self.gradients):
            leaf.requires_grad_(True)
            trained.append(leaf)
        leaves.append(leaf)
    self.weights = leaves
    counts = [int(lengths[s]) for s in range(lengths.size(0))]
    loss = self.evaluate(tokens, positions, counts, rows, targets) * scale
    found = torch.grad([loss], trained)
    self.weights = weights
    gradients: List[Tensor] = []
    for gradient in found:
        assert gradient is not None
        gradients.append(gradient)
    return gradients
